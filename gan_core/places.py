"""Where things lie on this machine, and how a variable moves them."""

import os
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def cache_folder() -> Path:
    """This user's folder for what can be made or fetched again."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "gan_core"


def runs_root() -> Path:
    """The folder of all runs: checkpoints/runs beside the code, or what GAN_CORE_RUNS names."""
    return Path(os.environ.get("GAN_CORE_RUNS") or PROJECT / "checkpoints" / "runs").absolute()


def quota_bytes() -> int:
    """What all runs together may take on the disk: 10 GB, or GAN_CORE_QUOTA_GB."""
    return int(float(os.environ.get("GAN_CORE_QUOTA_GB") or 10) * 10**9)
