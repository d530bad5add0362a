"""Pictures as PNG: one, or many in a grid with transparent gaps."""

import io
import math
from pathlib import Path

import numpy as np
from PIL import Image

GAP = 2
MOST_COLUMNS = 12
"""With labels a grid has a column for each, up to so many."""


def columns_for(count: int) -> int:
    """How many columns make the grid of `count` pictures as square as can be, rather wide than tall."""
    return math.ceil(math.sqrt(count))


def make_grid(images: np.ndarray, columns: int | None = None) -> Image.Image:
    """Uint8 (N, C, H, W) with C of 1 or 3, as one picture of grey or RGB with an alpha channel for the gaps."""
    count, channels, height, width = images.shape
    columns = columns or columns_for(count)
    rows = math.ceil(count / columns)
    canvas = np.zeros((rows * (height + GAP) - GAP, columns * (width + GAP) - GAP, channels + 1), dtype=np.uint8)
    for index, image in enumerate(images):
        top, left = (index // columns) * (height + GAP), (index % columns) * (width + GAP)
        canvas[top : top + height, left : left + width, :channels] = image.transpose(1, 2, 0)
        canvas[top : top + height, left : left + width, channels] = 255
    return Image.fromarray(canvas, mode=None)


def grid_bytes(images: np.ndarray, columns: int | None = None) -> bytes:
    """The grid as a PNG file."""
    out = io.BytesIO()
    make_grid(images, columns).save(out, format="PNG", compress_level=3)
    return out.getvalue()


def write_grid(images: np.ndarray, path: Path, columns: int | None = None) -> None:
    """Write the grid as PNG. A reader never sees half a file."""
    beside = path.with_suffix(".part")
    try:
        make_grid(images, columns).save(beside, format="PNG", compress_level=3)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
