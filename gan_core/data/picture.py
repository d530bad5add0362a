"""One picture file of any kind made into a small square array. Imports Pillow: import this module where it is used."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from PIL import Image, ImageOps

from gan_core.data.names import shown
from gan_core.errors import DataError

MAX_PIXELS = 64_000_000
FORMATS = ("PNG", "JPEG", "MPO", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM", "AVIF")
"""What is told by a file's first bytes, whatever its name; nothing here starts another program."""
BROKEN = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError),
    *(AttributeError, RuntimeError, struct.error, zlib.error),
)
"""All that Pillow's readers are known to raise on a damaged file."""


class BrokenPicture(Exception):
    """This file is no picture, or not a whole one."""


@contextmanager
def pillow_within_limits() -> Iterator[None]:
    """Pillow's complaints about odd files are silenced, but its warning of a huge picture becomes an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


def open_picture(content: bytes, name: str) -> Image.Image:
    """The picture in `content`, its header read and nothing else. Raises BrokenPicture, or DataError if it is huge."""
    Image.init()
    known = [each for each in FORMATS if each in Image.OPEN]
    try:
        picture = Image.open(io.BytesIO(content), formats=known)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(_too_large(name)) from error
    except BROKEN as error:
        raise BrokenPicture(name) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise DataError(_too_large(name))
    return picture


def read_picture(content: bytes, name: str, *, image_size: int, grey: bool) -> np.ndarray:
    """The middle square as uint8 (1 or 3, S, S): turned as its EXIF says, transparency over white, antialiased.

    Of an animation it is the first frame. Raises BrokenPicture, or DataError if it is huge.
    """
    picture = open_picture(content, name)
    try:
        picture.draft(None, (2 * image_size, 2 * image_size))  # a large JPEG is decoded at a fraction of its size
        small = _square(_plain(ImageOps.exif_transpose(picture)), image_size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(_too_large(name)) from error
    except BROKEN as error:
        raise BrokenPicture(name) from error
    if small.mode == "RGBA":
        small = Image.alpha_composite(Image.new("RGBA", small.size, "white"), small)
    values = np.array(small.convert("L" if grey else "RGB"))
    return values[None] if grey else values.transpose(2, 0, 1)


def _plain(picture: Image.Image) -> Image.Image:
    """The same picture as L, RGB or RGBA with eight bits a channel."""
    mode = picture.mode
    if mode[0] in "IF":
        return _eight_bits(picture)
    if mode == "La":
        return picture.convert("LA").convert("RGBA")
    if mode in {"RGBA", "RGBa", "LA", "PA"} or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture.convert("L" if mode in {"1", "L"} else "RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Greys of 16 or 32 bits, or fractions, scaled to 0..255 by the range of their kind."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=0, neginf=0)
    highest = float(values.max(initial=0))
    if picture.mode.startswith("I;16"):
        top = 65535.0
    elif picture.mode == "F" and highest <= 1:
        top = 1.0
    else:
        top = 255.0 if highest <= 255 else max(65535.0, highest)
    return Image.fromarray(np.rint(np.clip(values / top, 0, 1) * 255).astype(np.uint8))


def _square(picture: Image.Image, size: int) -> Image.Image:
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    middle = picture.crop((left, top, left + side, top + side))
    if side == size:
        return middle
    return middle.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _too_large(name: str) -> str:
    return f"{shown(name)} has more than {MAX_PIXELS // 10**6} megapixels: make it smaller or leave it out."
