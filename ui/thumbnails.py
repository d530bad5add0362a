"""The latest picture of a run, from the app's own route: cached by the browser, not in Streamlit's memory."""

from html import escape

import streamlit as st

from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder
from gan_core.places import runs_root
from ui.links import picture_link

STYLE = (
    "width:100%;aspect-ratio:1;object-fit:cover;object-position:left top;"
    "image-rendering:pixelated;border-radius:6px;background:#8883"
)


def thumbnail(name: str) -> None:
    """Draw the newest sample grid of the run `name`, or an empty square of the same size."""
    file = _newest(name)
    with st.container(key=f"thumbnail-{name}"):  # page.css keeps room for it
        if file:
            address = escape(picture_link(name, file))
            st.html(f"<img src='{address}' alt='Latest samples' loading='lazy' style='{STYLE}'>")
        else:
            st.html(f"<div style='{STYLE}' role='img' aria-label='No picture yet'></div>")


def _newest(name: str) -> str:
    try:
        with RunFolder(runs_root() / name).record() as record:
            return record.newest_picture("samples")
    except RunError:
        return ""
