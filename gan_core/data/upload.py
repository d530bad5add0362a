"""An uploaded zip, checked before it is kept."""

import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from gan_core.data.archive import BLOCK, MAX_UNPACKED_BYTES
from gan_core.data.folder import FolderSettings
from gan_core.errors import DataError
from gan_core.present import present

THE_ZIP = "the zip"
FEW = 50
"""So many pictures are inspected whole before a zip is kept; of the others only the headers."""


def store_upload(data: bytes | BinaryIO, folder: Path, name: str = THE_ZIP) -> Path:
    """The stored zip in `folder`, named by its content, so that the same upload is stored once; errors call it `name`.

    Every picture is read and its header inspected. Raises DataError, leaving nothing behind, where the zip is refused.
    """
    source = io.BytesIO(data) if isinstance(data, bytes | bytearray | memoryview) else data
    if source.seekable():
        source.seek(0)
    folder.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".upload-", suffix=".zip")
    beside = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as sink:
            digest = _copy(source, sink)
        stored = folder / f"upload-{digest[:20]}.zip"
        if not stored.is_file():  # what is there was checked when it came
            check_pictures(beside, name)
            beside.replace(stored)
        return stored
    finally:
        beside.unlink(missing_ok=True)


def check_pictures(path: Path, name: str = THE_ZIP) -> int:
    """How many readable pictures the zip at `path` holds. Raises DataError, with the way out, where it is refused."""
    try:
        return present(FolderSettings(path=str(path)).inspected(FEW).report).num_images
    except DataError as error:
        raise error.said_of(name) from error


def _copy(source: BinaryIO, sink: BinaryIO) -> str:
    digest, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        size += len(block)
        if size > MAX_UNPACKED_BYTES:
            raise DataError(f"The zip was refused: it is larger than {MAX_UNPACKED_BYTES / 1e9:.0f} GB.")
        digest.update(block)
        sink.write(block)
    sink.flush()
    os.fsync(sink.fileno())
    return digest.hexdigest()
