"""Folders that cannot be written to, for tests that may run as root, whom modes do not stop."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

VERSION = 0x20080522
OVERRIDES = (1 << 1) | (1 << 2) | (1 << 3)
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER: what lets root pass by the modes of files."""


@contextmanager
def read_only(*folders: Path) -> Iterator[None]:
    """Nobody, this thread as root included, may write into `folders` or anything below them meanwhile."""
    modes = {path: path.stat().st_mode for folder in folders for path in (folder, *folder.rglob("*"))}
    for path, mode in modes.items():
        path.chmod(mode & 0o555)
    try:
        with _without_overrides():
            yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)


@contextmanager
def _without_overrides() -> Iterator[None]:
    if os.geteuid() != 0:
        yield
        return
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        header = (ctypes.c_uint32 * 2)(VERSION, 0)
        held = (ctypes.c_uint32 * 6)()
        known = libc.capget(header, held) == 0
    except (OSError, AttributeError):
        known = False
    if not known:
        pytest.skip("root, on a system that knows no capabilities")
    fewer = (ctypes.c_uint32 * 6)(*held)
    fewer[0] &= ~OVERRIDES
    assert libc.capset(header, fewer) == 0
    try:
        yield
    finally:
        assert libc.capset(header, held) == 0
