"""Where things lie on this machine, and how a variable moves them."""

import os
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
"""The folder that holds gan_core: the project's checkout, or what pip installed into."""
UPLOADS = ".uploads"
"""Where pictures that users brought lie, beside the runs."""
CLASSROOMS = ".classrooms"
"""Where the record and the walls of classrooms lie, beside the runs."""
CHECKOUT = (PROJECT / "app.py").is_file()
SHIPPED = PROJECT / "checkpoints" if CHECKOUT else Path(__file__).resolve().parent / "shipped"
"""Models and graphs that come with the project; pip installs them inside the package."""


def cache_folder() -> Path:
    """This user's folder for what can be made or fetched again. It may be one that cannot be written to."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = _home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or _home() / ".cache")
    return base / "gan_core"


def data_folder() -> Path:
    """This user's folder for what is to be kept."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or _home() / "AppData" / "Local") / "gan_core"
    if sys.platform == "darwin":
        return _home() / "Library" / "Application Support" / "gan_core"
    return Path(os.environ.get("XDG_DATA_HOME") or _home() / ".local" / "share") / "gan_core"


def _home() -> Path:
    """This user's home; a place for passing things where the system knows none, as of a user that only has a number."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(tempfile.gettempdir()) / f"gan_core-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


def runs_root() -> Path:
    """The folder of all runs: what GAN_CORE_RUNS names, or checkpoints/runs in a checkout.

    Where pip installed the library without the app it is a folder of the user's own.
    """
    own = PROJECT / "checkpoints" / "runs" if CHECKOUT else data_folder() / "runs"
    return Path(os.environ.get("GAN_CORE_RUNS") or own).absolute()


def quota_bytes() -> int:
    """What all runs together may take on the disk: 10 GB, or GAN_CORE_QUOTA_GB."""
    return int(float(os.environ.get("GAN_CORE_QUOTA_GB") or 10) * 10**9)
