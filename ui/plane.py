"""The Playground as a Streamlit component: loaded with the page, it trains in the browser and sends no requests."""

from typing import Any

import streamlit as st

from gan_core.export.plane_page import plane_component, plane_html, plane_style
from ui.download import download_button


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return st.components.v2.component(
        "gan_plane",
        html='<div data-plane style="min-height: 40rem"></div>',
        css=plane_style(),
        js=plane_component(),
        isolate_styles=False,
    )


def plane() -> None:
    """Mount the playground."""
    _component()(key="plane")


def offer_file() -> None:
    """A button for the same as one HTML file."""
    download_button(
        "Download as one HTML file",
        plane_html,
        file_name="playground.html",
        mime="text/html",
        icon=":material/download:",
        help="Opens on a double click, without Python, installation or network, and trains in the browser.",
    )
