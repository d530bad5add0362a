"""The bin: deleted runs stay in it for a day, or less where space is needed."""

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from gan_core.errors import RunError, system_words
from gan_core.jobs.folder import NAME, RunFolder
from gan_core.store.own_files import own_path

BIN = ".trash"
END_PATIENCE_SECONDS = 2.0
"""How long a process that was ended may take to let go of its folder."""


def trash(folder: RunFolder) -> Path:
    """Move a run out of sight; `untrash` brings it back. Raises RunError while a process works in it."""
    if (folder.readable() and folder.status().active) or folder.is_held(END_PATIENCE_SECONDS):
        raise RunError("This run is still running: stop it first, then delete it.")
    bin_folder = folder.path.parent / BIN
    target = bin_folder / folder.name
    try:
        own_path(folder.path.parent, BIN).mkdir(exist_ok=True)
        if target.exists():
            target.rename(target.with_name(f"{target.name}-{uuid4().hex[:4]}"))
        folder.path.rename(target)
        os.utime(target)
    except FileNotFoundError as error:
        raise RunError("This run has already been deleted.") from error
    except OSError as error:
        raise RunError(f"This run cannot be deleted. {system_words(error)}") from error
    return target


def untrash(root: Path, name: str) -> RunFolder:
    """Bring a deleted run back. Raises RunError when it is gone for good."""
    source = root / BIN / name
    if not NAME.fullmatch(name) or not source.exists():
        raise RunError("That run has been permanently deleted.")
    if (root / name).exists():
        raise RunError("Another run has that name: rename or delete it first.")
    try:
        return RunFolder(source.rename(root / name))
    except OSError as error:
        raise RunError(f"This run cannot be brought back. {system_words(error)}") from error


def remove_leftovers(root: Path, older_than_seconds: float) -> None:
    """Remove runs that somebody was still making when the process was killed, longer ago than that."""
    for path in root.glob(".*.part"):
        with suppress(OSError):
            if time.time() - path.lstat().st_mtime >= older_than_seconds:
                _remove(path)


def empty_trash(root: Path, older_than_seconds: float, enough: Callable[[], bool] = lambda: False) -> None:
    """Remove for good what was deleted longer ago than that, the oldest first, until that is `enough`."""
    dated = []
    if (root / BIN).is_symlink():
        return
    for path in (root / BIN).glob("*"):
        with suppress(OSError):  # brought back this very moment
            dated.append((path.lstat().st_mtime, path))
    for moment, path in sorted(dated):
        if enough():
            return
        if time.time() - moment >= older_than_seconds:
            _remove(path)


def _remove(path: Path) -> None:
    """A folder with all that is in it; of a link only the link."""
    if path.is_symlink():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)
