"""A canvas to draw a picture on, or to paint a hole into one. The browser keeps the strokes; Python gets a PNG."""

import base64
import io
import re
from collections.abc import Callable, Mapping
from typing import Any, Literal

import numpy as np
from PIL import Image

from gan_core.errors import DataError
from ui.lab.components import component, fingerprint, last_sent, png_address

DRAWN_SIDE = 280
"""About so many pixels has the longer side of what is drawn; always a whole multiple of the model's picture."""
MOST_BYTES = 2**20
PREFIX = "data:image/png;base64,"
COLOUR = re.compile(r"#[0-9a-f]{6}")
PALETTE = {
    "Red": "#de2d34",
    "Orange": "#f58220",
    "Yellow": "#f5c414",
    "Green": "#269e54",
    "Blue": "#2468d0",
    "Purple": "#7c3eb0",
    "Pink": "#ec62a8",
    "Black": "#141414",
    "Dark blue": "#162042",
    "White": "#fafafa",
}
"""The inks of the shapes, with black and two of their papers."""


def drawing(
    key: str,
    *,
    size: tuple[int, int],
    channels: int,
    mode: Literal["draw", "mask"] = "draw",
    background: np.ndarray | None = None,
    label: str = "Drawing",
    hint: str = "",
    paper: str = "#fafafa",
    palette: Mapping[str, str] = PALETTE,
    brush: float | None = None,
    shown: int = 320,
    version: str = "",
    on_change: Callable[[], None] | None = None,
) -> bytes | None:
    """The PNG of what is on the canvas, or None while nothing is.

    In mode "draw" it is RGB and `drawn_size(size)` pixels large: strokes on `paper` or on `background`; for 1 channel
    it is white on black. In mode "mask" it is grey and as large
    as `size` (H, W): 255 where the user painted over `background`. `to_mask` makes it bool.

    `background` is uint8 (C, h, w), stretched over the canvas. Another background starts a new drawing, but keeps
    a mask. `brush` is the first width in pixels of the model's picture, `shown` the width of the canvas in CSS pixels.
    Change `version` to empty the canvas. The browser reports once a stroke.

    Raises ValueError for a colour that is not like "#12ab9f".
    """
    if wrong := [each for each in (paper, *palette.values()) if not COLOUR.fullmatch(each)]:
        raise ValueError(f"a colour must be like #12ab9f, got {wrong[0]}")
    address = png_address(background) if background is not None else ""
    token = fingerprint(mode, size, channels, version, paper, address if mode == "draw" else "")
    grey = channels == 1
    data = {
        "id": key,
        "version": token,
        "known": last_sent(key, "drawing").get("version") == token,
        "mode": mode,
        "size": size,
        "scale": scale(size),
        "background": address,
        "label": label,
        "hint": hint,
        "paper": "#000000" if grey else paper,
        "palette": [] if grey or mode == "mask" else [list(each) for each in palette.items()],
        "colour": "#ffffff" if grey else _first_colour(palette, paper),
        "brush": brush or max(size) * (0.16 if mode == "mask" else 0.09),
        "shown": shown,
    }
    component("drawing")(key=key, data=data, on_drawing_change=on_change or _nothing)
    return png_sent(last_sent(key, "drawing"), token, size if mode == "mask" else drawn_size(size))


def scale(size: tuple[int, int]) -> int:
    """How many pixels of the drawing make one of a model's picture of `size` (H, W)."""
    return max(1, round(DRAWN_SIDE / max(size)))


def drawn_size(size: tuple[int, int]) -> tuple[int, int]:
    """(H, W) of a drawing for a model whose pictures are `size`."""
    return size[0] * scale(size), size[1] * scale(size)


def png_sent(state: Mapping[str, Any], token: str, size: tuple[int, int]) -> bytes | None:
    """The drawing that the browser sent for this very canvas; None if it is empty, of another size or no PNG."""
    address = state.get("png")
    if state.get("version") != token or not isinstance(address, str) or not address.startswith(PREFIX):
        return None
    if len(address) > MOST_BYTES * 4 // 3:
        return None
    try:
        content = base64.b64decode(address[len(PREFIX) :], validate=True)
        opened = _opened(content)
    except (ValueError, DataError):
        return None
    return content if opened.size == (size[1], size[0]) else None


def to_mask(png: bytes) -> np.ndarray:
    """A painted hole as bool (H, W), True where it is. Raises DataError if `png` cannot be read."""
    return np.asarray(_opened(png).convert("L")) > 127


def _opened(content: bytes) -> Image.Image:
    """The decoded picture. Its size is bounded before it is decoded."""
    try:
        opened = Image.open(io.BytesIO(content), formats=["PNG"])
        if max(opened.size) > 2048:
            raise DataError("The drawing is larger than the canvas allows. Clear it and draw again.")
        opened.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise DataError("The drawing could not be read. Clear it and draw again.") from error
    return opened


def _first_colour(palette: Mapping[str, str], paper: str) -> str:
    return next((colour for colour in palette.values() if colour != paper), "#ffffff")


def _nothing() -> None:
    """Streamlit keeps a state of a component only where someone listens."""
