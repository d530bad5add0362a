"""One picture file of any kind made into a small square array. Imports Pillow: import this module where it is used."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from PIL import Image, ImageOps

from gan_core.data.names import shown
from gan_core.errors import DataError

MAX_PIXELS = 64_000_000
MAX_SIDE = 32_768
DENSE_RATIO, DENSE_FROM_PIXELS = 2000, 4_000_000
"""Nothing of more pixels than this may have more than so many for each byte of its file: a photograph has fewer than
100, an even surface as a PNG in colour some 350."""
FORMATS = ("PNG", "JPEG", "MPO", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM", "AVIF")
"""What is told by a file's first bytes, whatever its name; nothing here starts another program."""
BROKEN = (
    *(OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError),
    *(AttributeError, RuntimeError, struct.error, zlib.error),
)
"""All that Pillow's readers are known to raise on a damaged file."""
EIGHT, SIXTEEN, INTEGERS, FRACTIONS = "8 bits", "16 bits", "32 bits", "fractions"
RANGES = {EIGHT: (0.0, 255.0), SIXTEEN: (0.0, 65535.0)}
"""Black and white of what has a range of its own."""
USUAL = {
    EIGHT: {RANGES[EIGHT]},
    SIXTEEN: {RANGES[SIXTEEN]},
    INTEGERS: set(RANGES.values()),
    FRACTIONS: {(0.0, 1.0), *RANGES.values()},
}
"""Ranges by depth that need no word."""
SAME = 2
"""Values that differ by no more than this are the same: JPEG rounds."""
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
SIGNATURES = {
    b"\xff\x0a": "JPEG XL",
    b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\0\0\0\x0cjP  ": "JPEG 2000",
    b"8BPS": "Photoshop",
    b"%PDF": "PDF",
    b"%!PS": "PostScript",
    b"\x93NUMPY": "NumPy",
    b"\0\0\1\0": "ICO",
    b"<svg": "SVG",
}


class BrokenPicture(Exception):
    """This file is no picture, or not a whole one. `kind` says what it is where its first bytes tell; or ""."""

    def __init__(self, name: str, kind: str = "") -> None:
        super().__init__(name)
        self.kind = kind


class DensePicture(BrokenPicture):
    """So few bytes of so many pixels that it is not decoded."""


@dataclass(frozen=True)
class Reading:
    """How files are read beyond what each of them says: for a set as a whole."""

    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """By depth the values that become black and white; without one, what is usual for the depth."""
    backdrop: str = "white"


@dataclass(frozen=True)
class Decoded:
    """`values` uint8 (1 or 3, S, S), and what the file was.

    `used` are the values that became black and white, `low` and `high` those that occur, both in the file's own scale.
    `hidden` is a transparent picture that over this backdrop shows one colour, and over the other one more.
    """

    values: np.ndarray
    depth: str
    used: tuple[float, float]
    low: float
    high: float
    coloured: bool
    transparent: bool
    hidden: bool
    cropped: bool
    enlarged: bool
    animated: bool


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
        raise BrokenPicture(name, kind_of(content)) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise DataError(_too_large(name))
    if max(picture.size) > MAX_SIDE:
        raise DataError(
            f"{shown(name)} is {picture.width:,} by {picture.height:,} pixels, and no side may be longer than "
            f"{MAX_SIDE:,}: make it smaller or leave it out."
        )
    pixels = picture.width * picture.height
    if pixels > DENSE_FROM_PIXELS and pixels > DENSE_RATIO * len(content):
        raise DensePicture(name)
    return picture


def kind_of(content: bytes) -> str:
    """What kind of file it is that is not read here, by its first bytes; "" where they do not tell."""
    if content[4:8] == b"ftyp":
        brands = content[8:12], *(content[i : i + 4] for i in range(16, 40, 4))
        return "HEIC" if any(each in HEIC_BRANDS for each in brands) else "video"
    return next((kind for signature, kind in SIGNATURES.items() if content.startswith(signature)), "")


def read_picture(content: bytes, name: str, *, image_size: int, grey: bool) -> np.ndarray:
    """The middle square as uint8 (1 or 3, S, S): turned as its EXIF says, transparency over white, antialiased.

    Of an animation it is the first frame. Raises BrokenPicture, or DataError if it is huge.
    """
    return decode(content, name, image_size=image_size, grey=grey).values


def decode(content: bytes, name: str, *, image_size: int, grey: bool, reading: Reading = Reading()) -> Decoded:
    """The picture as `read_picture` gives it, read as `reading` says. Raises what `read_picture` raises."""
    picture = open_picture(content, name)
    try:
        animated = picture.format != "MPO" and bool(getattr(picture, "is_animated", False))
        size = picture.size
        picture.draft(None, (2 * image_size, 2 * image_size))  # a large JPEG is decoded at a fraction of its size
        turned = ImageOps.exif_transpose(picture)
        depth = _depth(turned)
        if depth == EIGHT:
            plain, used, low, high = _eight_bits(turned, reading.ranges.get(EIGHT, RANGES[EIGHT]))
        else:
            plain, used, low, high = _scaled(turned, depth, reading.ranges.get(depth))
        small = _square(plain, image_size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(_too_large(name)) from error
    except BROKEN as error:
        raise BrokenPicture(name, kind_of(content)) from error
    transparent = small.mode == "RGBA" and cast(tuple[tuple[int, int], ...], small.getextrema())[3][0] < 255
    flat = {each: _over(small, each) for each in (("white", "black") if transparent else (reading.backdrop,))}
    values = np.array(flat[reading.backdrop])
    spread = {each: _spread(np.array(drawn)) for each, drawn in flat.items()}
    if depth == EIGHT and transparent:  # what lies under it has no say: the picture as it is seen
        low, high = float(values.min()), float(values.max())
    return Decoded(
        values=np.array(flat[reading.backdrop].convert("L"))[None] if grey else values.transpose(2, 0, 1),
        depth=depth,
        used=used,
        low=low,
        high=high,
        coloured=int(np.ptp(values, axis=2).max()) > SAME,
        transparent=transparent,
        hidden=transparent and spread[reading.backdrop] <= SAME < max(spread.values()),
        cropped=size[0] != size[1],
        enlarged=min(size) < image_size,
        animated=animated,
    )


def _depth(picture: Image.Image) -> str:
    if picture.mode.startswith("I;16"):
        return SIXTEEN
    return {"I": INTEGERS, "F": FRACTIONS}.get(picture.mode[0], EIGHT)


def _eight_bits(
    picture: Image.Image, used: tuple[float, float]
) -> tuple[Image.Image, tuple[float, float], float, float]:
    """The same picture as L, RGB or RGBA, stretched where `used` is not the whole range; and the values it has."""
    plain = _plain(picture)
    extrema = plain.getextrema()
    bands = extrema[:3] if isinstance(extrema[0], tuple) else (extrema,)
    low, high = min(each[0] for each in bands), max(each[1] for each in bands)
    if used != RANGES[EIGHT]:
        black, white = used
        table = [round(min(max((value - black) / (white - black), 0), 1) * 255) for value in range(256)]
        plain = plain.point(
            table * (3 if plain.mode != "L" else 1) + (list(range(256)) if plain.mode == "RGBA" else [])
        )
    return plain, used, float(low), float(high)


def _plain(picture: Image.Image) -> Image.Image:
    """The same picture as L, RGB or RGBA."""
    mode = picture.mode
    if mode == "La":
        return picture.convert("LA").convert("RGBA")
    if mode in {"RGBA", "RGBa", "LA", "PA"} or "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture.convert("L" if mode in {"1", "L"} else "RGB")


def _scaled(
    picture: Image.Image, depth: str, used: tuple[float, float] | None
) -> tuple[Image.Image, tuple[float, float], float, float]:
    """Greys of 16 or 32 bits, or fractions, from `used`, or else what is usual, to 0..255; and the values it has."""
    values = np.nan_to_num(np.asarray(picture, dtype=np.float32), posinf=0, neginf=0)
    low, high = float(values.min()), float(values.max())
    black, white = used or usual_range(depth, low, high)
    scaled = np.rint(np.clip((values - black) / (white - black), 0, 1) * 255).astype(np.uint8)
    return Image.fromarray(scaled), (black, white), low, high


def usual_range(depth: str, low: float, high: float) -> tuple[float, float]:
    """What is black and what is white in files of that depth whose values go from `low` to `high`."""
    if depth in RANGES:
        return RANGES[depth]
    if low < 0:
        return (low, high) if high > low else (low, low + 1)
    if depth == FRACTIONS and high <= 1:
        return 0.0, 1.0
    return 0.0, 255.0 if high <= 255 else max(65535.0, high)


def _over(picture: Image.Image, backdrop: str) -> Image.Image:
    """As RGB, what is transparent lying over a colour."""
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, backdrop), picture)
    return picture.convert("RGB")


def _spread(values: np.ndarray) -> int:
    """The largest difference of values (H, W, C) within a channel."""
    return int(np.ptp(values, axis=(0, 1)).max())


def _square(picture: Image.Image, size: int) -> Image.Image:
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    middle = picture.crop((left, top, left + side, top + side))
    if side == size:
        return middle
    return middle.resize((size, size), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _too_large(name: str) -> str:
    return f"{shown(name)} has more than {MAX_PIXELS // 10**6} megapixels: make it smaller or leave it out."
