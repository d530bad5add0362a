"""Where things lie on this machine, and how a variable moves them."""

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]


def cache_folder() -> Path:
    """This user's folder for what can be made or fetched again. It may be one that cannot be written to."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = _home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or _home() / ".cache")
    return base / "gan_core"


def _home() -> Path:
    """This user's home; a place for passing things where the system knows none, as of a user that only has a number."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"gan_core-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def runs_root() -> Path:
    """The folder of all runs: checkpoints/runs beside the code, or what GAN_CORE_RUNS names."""
    return Path(os.environ.get("GAN_CORE_RUNS") or PROJECT / "checkpoints" / "runs").absolute()


def quota_bytes() -> int:
    """What all runs together may take on the disk: 10 GB, or GAN_CORE_QUOTA_GB."""
    return int(float(os.environ.get("GAN_CORE_QUOTA_GB") or 10) * 10**9)
