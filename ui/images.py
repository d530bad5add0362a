"""Pictures embedded in the page: nothing stays in the server's memory, however often they change."""

import base64
import io

import numpy as np
import streamlit as st

from gan_core.grid import make_grid

STYLE = "width:100%;image-rendering:pixelated;border-radius:6px;display:block"


def show_grid(images: np.ndarray, *, columns: int | None = None, alt: str, max_width: int | None = None) -> None:
    """Draw uint8 (N, C, H, W) as one grid as wide as its place, or `max_width` pixels at most."""
    out = io.BytesIO()
    make_grid(images, columns).save(out, "PNG", compress_level=3)
    source = base64.b64encode(out.getvalue()).decode()
    limit = f";max-width:{max_width}px" if max_width else ""
    st.html(f"<img alt='{alt}' style='{STYLE}{limit}' src='data:image/png;base64,{source}'>")
