"""The same ten pictures from every variant, one row each."""

import base64
import io
from html import escape

import streamlit as st
from PIL import Image

from gan_core.errors import RunError
from gan_core.grid import GAP
from gan_core.jobs.folder import RunFolder
from gan_core.measure.results import MeasurementResult

STYLE = """
<style>
.rows { display: grid; grid-template-columns: minmax(6rem, 11rem) minmax(0, 46rem); gap: 0.35rem 0.8rem;
  align-items: center; font-size: 0.875rem; }
.rows img { width: 100%; image-rendering: pixelated; border-radius: 6px; display: block; }
@media (max-width: 640px) { .rows { grid-template-columns: minmax(0, 1fr); } }
</style>
"""


def show_pictures(folder: RunFolder, found: MeasurementResult) -> None:
    """Rows of pictures, as soon as the variants are built."""
    names = list(found.notes)
    with folder.record() as record:
        file = record.newest_picture("samples")
    if not file or not names:
        return
    try:
        with Image.open(folder.samples / file) as grid:
            grid.load()
    except OSError as error:
        raise RunError("The pictures of this measurement are damaged: measure again.") from error
    tall = (grid.height + GAP) // len(names)
    rows = [grid.crop((0, tall * index, grid.width, tall * (index + 1) - GAP)) for index in range(len(names))]
    cells = "".join(
        f"<span>{escape(name)}</span><img alt='Ten pictures: {escape(name)}' src='{_address(row)}'>"
        for name, row in zip(names, rows, strict=True)
    )
    st.html(f"{STYLE}<div class='rows'>{cells}</div>")


def _address(picture: Image.Image) -> str:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return f"data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}"
