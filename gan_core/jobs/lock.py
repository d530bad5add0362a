"""A lock that a process holds on a file while it lives; the system releases it however the process ends."""

import errno
import os
import time
from pathlib import Path
from typing import IO

from gan_core.store.own_files import NOFOLLOW

try:
    import fcntl
except ImportError:  # Windows: nobody is kept out, and nobody seems to hold anything
    fcntl = None  # type: ignore[assignment]  # Windows has none

NO_LOCKS = (errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL)
"""What a disk says that knows no locks."""


def take(path: Path, patience_seconds: float = 0.0) -> IO[str] | None:
    """The lock on `path` as an open file, to be kept open; None where another holder does not let go in time.

    Raises OSError where the file cannot be made.
    """
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | NOFOLLOW, 0o644)
    file = os.fdopen(opened, "w")  # held open for as long as the lock is
    ended = time.monotonic() + patience_seconds
    while not _flock(file, exclusive=True):
        if time.monotonic() >= ended:
            file.close()
            return None
        time.sleep(0.01)
    return file


def is_held(path: Path) -> bool:
    """Whether somebody holds the lock on `path` right now. Looking takes the lock for a moment, shared with others."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | NOFOLLOW)) as file:
            return not _flock(file, exclusive=False)
    except OSError:
        return False


def _flock(file: IO[str], exclusive: bool) -> bool:
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno not in NO_LOCKS:
            raise
    return True
