"""Pictures read straight from a zip that may mean harm. Nothing is ever unpacked to disk."""

import copy
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from gan_core.data.names import is_archive, is_junk, is_picture, shown
from gan_core.errors import DataError

MAX_FILES = 200_000
MAX_UNPACKED_BYTES = 2 * 10**9
MAX_PICTURE_BYTES = 512 * 10**6
MAX_DIRECTORY_BYTES = 32 << 20
"""Of the zip's own list of files, which is read whole: 160 bytes for each of the most files allowed."""
MAX_RATIO, RATIO_FROM_BYTES = 200, 4 << 20
"""Nothing of more than this size may shrink more than this much: photographs shrink by a tenth at most."""
BLOCK = 1 << 20
UNREADABLE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
UNREADABLE += (OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
"""All that zipfile is known to raise on a damaged file."""


@dataclass(frozen=True)
class PictureFile:
    """A file whose name says that it is a picture. `read` gives its bytes, or raises one of UNREADABLE or DataError."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Pictures:
    """The picture files of a folder or zip in the order of their names, and how many archives were left closed."""

    files: list[PictureFile]
    num_archives: int = 0


@contextmanager
def open_zip(path: Path) -> Iterator[Pictures]:
    """The pictures of the zip at `path`, readable until the context ends. Raises DataError where it may do harm."""
    with path.open("rb") as file:
        _check_form(file, path.name)
        try:
            archive = zipfile.ZipFile(file)
        except UNREADABLE as error:
            raise DataError(f"{shown(path.name)} is damaged or no zip: make it anew and try again.") from error
        with archive:
            entries = archive.infolist()
            check_entries(entries, path.stat().st_size)
            wanted = [each for each in entries if not each.is_dir() and not is_junk(each.filename)]
            files = [_picture_file(archive, each) for each in wanted if is_picture(each.filename)]
            files.sort(key=lambda each: each.name)
            yield Pictures(files, sum(is_archive(each.filename) for each in wanted))


def check_entries(entries: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    """Raises DataError unless every entry, and all of them together, are such that reading them does no harm."""
    if len(entries) > MAX_FILES:
        raise DataError(f"The zip was refused: it holds more than {MAX_FILES:,} files. Take fewer pictures.")
    for entry in entries:
        _check_name(entry.orig_filename)
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise DataError(f"The zip was refused: {shown(entry.filename)} is a link. Put the picture itself in.")
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise DataError(f"The zip was refused: {shown(entry.filename)} is neither a file nor a folder.")
        if entry.flag_bits & 0x2041:
            raise DataError("The zip was refused: it is encrypted. Make one without a password.")
        _check_ratio(shown(entry.filename), entry.file_size, entry.compress_size)
        if is_picture(entry.filename) and entry.file_size > MAX_PICTURE_BYTES:
            limit = MAX_PICTURE_BYTES // 10**6
            raise DataError(f"The zip was refused: {shown(entry.filename)} is larger than {limit} MB. Leave it out.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise DataError(
            f"The zip was refused: it unpacks to {unpacked / 1e9:.1f} GB, "
            f"more than the {MAX_UNPACKED_BYTES / 1e9:.0f} GB allowed. Take fewer or smaller pictures."
        )
    _check_ratio("it", unpacked, archive_bytes)


def _check_ratio(what: str, unpacked: int, packed: int) -> None:
    if unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * packed:
        raise DataError(
            f"The zip was refused as a zip bomb: {what} unpacks to more than {MAX_RATIO} times its packed size."
        )


def _check_name(name: str) -> None:
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or "\\" in name or "\0" in name or name[1:2] == ":":
        raise DataError(
            f"The zip was refused: the name {shown(name)} could lead out of it. "
            "Names must be relative, with forward slashes and without '..'."
        )


def _check_form(file: BinaryIO, name: str) -> None:
    """Raises DataError unless the file begins as a zip does and its list of files is of a bearable size."""
    if file.read(4) not in {b"PK\3\4", b"PK\5\6"}:
        raise DataError(f"{shown(name)} is not a zip, whatever its name says: choose a zip of pictures.")
    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 17)))
    tail = file.read()
    sizes = []
    for signature, place, form in ((b"PK\5\6", 12, "<I"), (b"PK\6\6", 40, "<Q")):
        found = tail.rfind(signature)
        if found >= 0 and found + place + struct.calcsize(form) <= len(tail):
            sizes += struct.unpack_from(form, tail, found + place)
    if any(MAX_DIRECTORY_BYTES < each <= size for each in sizes):
        raise DataError(f"{shown(name)} was refused: it holds more than {MAX_FILES:,} files. Take fewer pictures.")
    file.seek(0)


def _picture_file(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> PictureFile:
    return PictureFile(entry.filename, lambda: _read(archive, entry))


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """The entry's bytes. Raises DataError as soon as there are more than it declares."""
    # zipfile stops in silence where the declared size ends: with a larger one the true size shows itself.
    unbounded = copy.copy(entry)
    unbounded.file_size = MAX_UNPACKED_BYTES
    blocks, size = [], 0
    with archive.open(unbounded) as stream:
        while block := stream.read(BLOCK):
            blocks.append(block)
            size += len(block)
            if size > entry.file_size:
                name = shown(entry.filename)
                raise DataError(f"The zip was refused as a zip bomb: {name} is larger than it declares.")
    return b"".join(blocks)
