"""Tiny pictures, and zips of them that mean well or ill."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image


def encoded(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The bytes of a picture file."""
    sink = io.BytesIO()
    picture.save(sink, form, **options)
    return sink.getvalue()


def red(size: tuple[int, int] = (20, 20)) -> bytes:
    """A red PNG."""
    return encoded(Image.new("RGB", size, (255, 0, 0)))


def zip_bytes(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of `files` by name."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, compress_type=compression)
    return sink.getvalue()


@pytest.fixture
def uploads(tmp_path: Path) -> Path:
    """The folder that uploads are kept in."""
    folder = tmp_path / "uploads"
    folder.mkdir()
    return folder
