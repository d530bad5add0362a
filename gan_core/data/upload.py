"""An uploaded zip, checked before it is kept."""

import hashlib
import io
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from gan_core.data.archive import BLOCK, MAX_UNPACKED_BYTES, UNREADABLE, open_zip
from gan_core.errors import DataError


def store_upload(data: bytes | BinaryIO, folder: Path) -> Path:
    """The stored zip in `folder`, named by its content, so that the same upload is stored once.

    Every picture is read and its header looked at. Raises DataError, leaving nothing behind, where the zip is refused.
    """
    source = io.BytesIO(data) if isinstance(data, bytes | bytearray | memoryview) else data
    if source.seekable():
        source.seek(0)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".upload-", suffix=".zip")
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            digest = _copy(source, sink)
        stored = folder / f"upload-{digest[:20]}.zip"
        if not stored.is_file():  # what is there was checked when it came
            check_pictures(beside)
            beside.replace(stored)
        return stored
    finally:
        beside.unlink(missing_ok=True)


def check_pictures(path: Path) -> int:
    """How many files of the zip at `path` are pictures by their first bytes. Raises DataError where it is refused."""
    from gan_core.data.picture import BrokenPicture, open_picture, pillow_within_limits

    num_pictures = 0
    with open_zip(path) as pictures, pillow_within_limits():
        for file in pictures.files:
            try:
                open_picture(file.read(), file.name).close()
            except (BrokenPicture, *UNREADABLE):
                continue
            num_pictures += 1
    if num_pictures == 0:
        raise DataError("The zip was refused: there are no pictures in it. PNG, JPEG, WebP, GIF, BMP and TIFF will do.")
    return num_pictures


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
