"""Pictures read directly from an untrusted zip. Nothing is ever unpacked to disk."""

import copy
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from gan_core.data.label_files import is_label_file
from gan_core.data.names import is_archive, is_junk, is_picture, is_thumbnail, other_kind, shown
from gan_core.errors import PLACE, DataError

MAX_FILES = 200_000
MAX_UNPACKED_BYTES = 2 * 10**9
MAX_PICTURE_BYTES = 512 * 10**6
MAX_DIRECTORY_BYTES = 32 << 20
"""Of the zip's own list of files, which is read whole: 160 bytes for each of the most files allowed."""
MAX_RATIO, RATIO_FROM_BYTES = 200, 4 << 20
"""Nothing of more than this size may shrink more than this much: photographs shrink by a tenth at most."""
BLOCK = 1 << 20
METADATA = ("metadata.csv", "metadata.jsonl")
"""Files of captions, in the form of Hugging Face's ImageFolder."""
UTF8_NAME = 0x800
ENCRYPTED = 0x2041
DEFLATE64 = 9
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
METHODS |= {getattr(zipfile, "ZIP_ZSTANDARD", zipfile.ZIP_STORED)}
"""The ways of packing that zipfile can undo."""
UNREADABLE: tuple[type[BaseException], ...] = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error)
UNREADABLE += (OSError, EOFError, ValueError, NotImplementedError, RuntimeError)
"""All that zipfile is known to raise on a damaged file."""


@dataclass(frozen=True)
class PictureFile:
    """A file whose name says that it is a picture. `read` gives its bytes, or raises one of UNREADABLE or DataError."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Pictures:
    """The picture files of a folder or zip in the order of their names, and what lies beside them.

    `tables` may hold labels; `metadata` and `texts`, which are beside pictures of the same name, may hold captions.
    `others` are pictures in formats that are not read, `archives` stay closed, `thumbnails` are pictures in folders of
    that name, `junk` is what systems leave behind, `rest` all else: names only.
    """

    files: list[PictureFile]
    tables: list[PictureFile]
    others: list[str]
    archives: list[str]
    thumbnails: list[str]
    junk: list[str]
    rest: list[str]
    metadata: list[PictureFile] = field(default_factory=list)
    texts: list[PictureFile] = field(default_factory=list)


def sorted_out(files: Iterable[PictureFile], junk: Iterable[str] = ()) -> Pictures:
    """Each of `files` where it belongs by its name; `junk` was passed over already."""
    found = Pictures([], [], [], [], [], list(junk), [])
    files = sorted(files, key=lambda each: each.name)
    pictured = {PurePosixPath(each.name).with_suffix("") for each in files if is_picture(each.name)}
    for file in files:
        name, path = file.name, PurePosixPath(file.name)
        if path.name.lower() in METADATA and not is_junk(name):
            found.metadata.append(file)
        if is_junk(name):
            found.junk.append(name)
        elif is_picture(name) and is_thumbnail(name):
            found.thumbnails.append(name)
        elif is_picture(name):
            found.files.append(file)
        elif is_label_file(name):
            found.tables.append(file)
        elif path.suffix.lower() == ".txt" and path.with_suffix("") in pictured:
            found.texts.append(file)
        elif path.name.lower() not in METADATA:
            (found.others if other_kind(name) else found.archives if is_archive(name) else found.rest).append(name)
    return found


@contextmanager
def open_zip(path: Path) -> Iterator[Pictures]:
    """The pictures of the zip at `path`, readable until the context ends. Raises DataError where it may do harm."""
    with path.open("rb") as file:
        _check_form(file, path.name)
        try:
            archive = zipfile.ZipFile(file)
        except UNREADABLE as error:
            raise DataError(f"{PLACE} is damaged or not a zip: create it again and retry.", shown(path.name)) from error
        with archive:
            entries = archive.infolist()
            check_entries(entries, path.stat().st_size)
            wanted = [each for each in entries if not _name(each).endswith("/")]
            yield sorted_out(_picture_file(archive, each) for each in wanted)


def _name(entry: zipfile.ZipInfo) -> str:
    """The entry's name with forward slashes; UTF-8 also where the zip forgot to say so, as some programs do."""
    name = entry.filename
    if not entry.flag_bits & UTF8_NAME:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = entry.filename
    return name.replace("\\", "/")


def check_entries(entries: list[zipfile.ZipInfo], archive_bytes: int) -> None:
    """Raises DataError unless every entry, and all of them together, are such that reading them does no harm."""
    if len(entries) > MAX_FILES:
        raise DataError(f"The zip was refused: it holds more than {MAX_FILES:,} files. Use fewer pictures.")
    for entry in entries:
        _check_name(entry.orig_filename.replace("\\", "/"))
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise DataError(f"The zip was refused: {shown(entry.filename)} is a link. Include the picture itself.")
        if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise DataError(f"The zip was refused: {shown(entry.filename)} is neither a file nor a folder.")
        if entry.flag_bits & ENCRYPTED:
            raise DataError("The zip was refused: it is encrypted. Create one without a password.")
        if is_picture(_name(entry)) and entry.compress_type not in METHODS:
            how = (
                "Deflate64, as Windows does with large files"
                if entry.compress_type == DEFLATE64
                else "an unusual format"
            )
            raise DataError(
                f"The zip was refused: {shown(_name(entry))} is compressed with {how}, which cannot be read here. "
                "Zip the pictures again with another program, such as 7-Zip with the method Deflate, or in smaller "
                "parts."
            )
        _check_ratio(shown(entry.filename), entry.file_size, entry.compress_size)
        if is_picture(_name(entry)) and entry.file_size > MAX_PICTURE_BYTES:
            limit = MAX_PICTURE_BYTES // 10**6
            raise DataError(f"The zip was refused: {shown(entry.filename)} is larger than {limit} MB. Leave it out.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_BYTES:
        raise DataError(
            f"The zip was refused: it unpacks to {unpacked / 1e9:.1f} GB, more than the "
            f"{MAX_UNPACKED_BYTES / 1e9:.0f} GB allowed. Use fewer or smaller pictures."
        )
    _check_ratio("it", unpacked, archive_bytes)


def _check_ratio(what: str, unpacked: int, packed: int) -> None:
    if unpacked > RATIO_FROM_BYTES and unpacked > MAX_RATIO * packed:
        raise DataError(
            f"The zip was refused as a zip bomb: {what} unpacks to more than {MAX_RATIO} times its packed size."
        )


def _check_name(name: str) -> None:
    parts = name.split("/")
    if ".." in parts or name.startswith("/") or "\0" in name or name[1:2] == ":":
        raise DataError(
            f"The zip was refused: the name {shown(name)} could lead out of it. "
            "Names must be relative and without '..'."
        )


def _check_form(file: BinaryIO, name: str) -> None:
    """Raises DataError unless the file begins as a zip does and its list of files is of a bearable size."""
    if file.read(4) not in {b"PK\3\4", b"PK\5\6"}:
        raise DataError(f"{shown(name)} is not a zip, despite its name: choose a zip of pictures.")
    size = file.seek(0, 2)
    file.seek(max(0, size - (1 << 17)))
    tail = file.read()
    sizes: list[int] = []
    for signature, place, form in ((b"PK\5\6", 12, "<I"), (b"PK\6\6", 40, "<Q")):
        found = tail.rfind(signature)
        if found >= 0 and found + place + struct.calcsize(form) <= len(tail):
            sizes += struct.unpack_from(form, tail, found + place)
    if any(MAX_DIRECTORY_BYTES < each <= size for each in sizes):
        raise DataError(f"{shown(name)} was refused: it holds more than {MAX_FILES:,} files. Use fewer pictures.")
    file.seek(0)


def _picture_file(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> PictureFile:
    return PictureFile(_name(entry), lambda: _read(archive, entry))


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
