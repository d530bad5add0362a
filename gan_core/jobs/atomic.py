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
    beside.mkdir(parents=True)
    try:
        yield beside
        if path.exists():
            shutil.rmtree(path)
        os.replace(beside, path)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
