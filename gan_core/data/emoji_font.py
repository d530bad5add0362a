"""The font of colour emoji that this machine has, and pictures of its characters."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gan_core.errors import DataError
from gan_core.present import present

FONTS = (
    "NotoColorEmoji.ttf",
    "Noto-COLRv1.ttf",
    "Apple Color Emoji.ttc",
    "seguiemj.ttf",
    "TwitterColorEmoji-SVGinOT.ttf",
)
SIZES = (109, 160, 128, 96)
"""Fonts of pictures have one size only: these are tried in turn."""
NO_FONT = (
    "There is no font of colour emoji on this machine: install the package fonts-noto-color-emoji (Debian, Ubuntu), or "
    "name a font file such as NotoColorEmoji.ttf (data.font)."
)
RANGES = ((0x2190, 0x2BFF), (0x1F000, 0x1FAFF))
"""Where the code points lie that are emoji by themselves."""
LEFT_OUT = ("REGIONAL INDICATOR", "VARIATION SELECTOR", "EMOJI MODIFIER", "EMOJI COMPONENT")
MARGIN = 0.12
"""How much smaller and how far aside a variant may be, as a share of the width."""


def font_folders() -> Iterator[Path]:
    """Where systems keep fonts, the user's own first."""
    data = os.environ.get("XDG_DATA_HOME")
    yield (Path(data) if data else Path.home() / ".local" / "share") / "fonts"
    yield Path.home() / ".fonts"
    if sys.platform == "darwin":
        yield Path("/System/Library/Fonts")
    elif sys.platform == "win32":
        yield Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"
    else:
        yield from (Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def find_font(named: str = "") -> str:
    """The file of a font of colour emoji: the one that is `named`, else the machine's own. Raises DataError."""
    if named:
        path = Path(named).expanduser()
        if not path.is_file() or _open(str(path)) is None:
            raise DataError(f"data.font must be a font file of colour emoji, got {path.name}: {NO_FONT}")
        return str(path)
    for folder in font_folders():
        for name in FONTS:
            found = next((path for path in sorted(folder.rglob(name)) if _open(str(path)) is not None), None)
            if found is not None:
                return str(found)
    raise DataError(NO_FONT)


@cache
def _open(font: str) -> ImageFont.FreeTypeFont | None:
    """The font at the first size that it has and that draws a face; None where it draws none."""
    for size in SIZES:
        try:
            opened = ImageFont.truetype(font, size)
            if opened.getmask("\U0001f600", mode="RGBA").getbbox():
                return opened
        except (OSError, ValueError):
            continue
    return None


@cache
def emoji_of(font: str) -> tuple[tuple[str, str], ...]:
    """Every character that the font draws, with its name in small letters, in the order of Unicode."""
    opened = present(_open(font))
    found = []
    for first, last in RANGES:
        for code in range(first, last + 1):
            name = unicodedata.name(chr(code), "")
            if name and not name.startswith(LEFT_OUT) and opened.getmask(chr(code), mode="RGBA").getbbox():
                found.append((chr(code), name.lower()))
    return tuple(found)


def picture_of(character: str, font: str) -> Image.Image:
    """A character in colour over white, cut out and square."""
    opened = present(_open(font))
    size = int(opened.size * 1.6)
    drawn = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    ImageDraw.Draw(drawn).text((size // 8, size // 8), character, font=opened, embedded_color=True)
    left, top, right, bottom = drawn.getbbox() or (0, 0, size, size)
    side = max(right - left, bottom - top)
    white = Image.new("RGBA", (side, side), (255, 255, 255, 255))
    cut = drawn.crop((left, top, right, bottom))
    white.alpha_composite(cut, ((side - cut.width) // 2, (side - cut.height) // 2))
    return white.convert("RGB")


def varied(picture: Image.Image, chance: np.ndarray, image_size: int) -> np.ndarray:
    """uint8 (S, S, 3): the picture, smaller by up to MARGIN and moved as far as that leaves room."""
    side = round(image_size * (1 - MARGIN * chance[0]))
    x, y = ((image_size - side) * chance[1:]).round().astype(int).tolist()
    canvas = Image.new("RGB", (image_size, image_size), (255, 255, 255))
    canvas.paste(picture.resize((side, side), Image.Resampling.LANCZOS), (x, y))
    return np.asarray(canvas)
