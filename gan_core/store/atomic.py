"""Files that are either whole or absent: written under a temporary name, flushed, then renamed."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` at `path`, replacing what was there in one step. Leaves nothing behind when it fails."""
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def write_json(path: Path, content: Any) -> None:
    """Put `content` as indented JSON at `path`."""
    write_bytes(path, (json.dumps(content, indent=1) + "\n").encode())


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder to fill, which appears at `path` when the block ends well and vanishes when it does not."""
    beside = path.with_name(f".{path.name}.{uuid4().hex[:8]}.part")
    old = path.with_name(f".{path.name}.old")
    beside.mkdir(parents=True)
    try:
        yield beside
        for file in beside.iterdir():
            _flush(file)
        if path.exists():
            shutil.rmtree(old, ignore_errors=True)
            os.replace(path, old)
        os.replace(beside, path)
        _flush(path.parent)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _flush(path: Path) -> None:
    """Have the disk keep what was written; folders too, where the system can open them."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Tidy up after a writer that was killed: half-written folders go, one that was being replaced comes back."""
    for path in folder.glob(".*.part"):
        shutil.rmtree(path, ignore_errors=True)
    for old in folder.glob(".*.old"):
        whole = old.with_name(old.name.removeprefix(".").removesuffix(".old"))
        if whole.exists():
            shutil.rmtree(old, ignore_errors=True)
        else:
            os.replace(old, whole)
