"""A damaged picture and its repairs as a component: all are sent at once, so that its slider needs no server."""

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from ui.browser_modules import STATIC, module_path, mount_script, version
from ui.lab.components import fingerprint


@dataclass(frozen=True)
class Shown:
    """One of the pictures uint8 (C, H, W): its name in code and in words, lines below it, which of them are the best
    of all, and what it is.
    """

    name: str
    title: str
    picture: np.ndarray
    lines: tuple[str, ...]
    best: tuple[int, ...]
    help: str


@st.cache_resource(show_spinner=False)
def _component(_version: str) -> Any:
    sheets = STATIC / "lab" / "parts.css", STATIC / "lab" / "repair_view.css"
    style = "".join(sheet.read_text("utf-8") for sheet in sheets)
    return st.components.v2.component("gan_repair", css=style, js=mount_script(), isolate_styles=False)


def repair_view(shown: list[Shown], words: str, *, key: str) -> None:
    """Show them, the damaged one first."""
    pixels = np.stack([each.picture for each in shown])
    entries = [
        {"name": each.name, "title": each.title, "lines": list(each.lines), "best": list(each.best), "help": each.help}
        for each in shown
    ]
    data = {
        "entry": module_path("lab/repair_view.js"),
        "id": fingerprint(pixels.tobytes(), repr(entries), words),
        "shape": {"channels": pixels.shape[1], "size": pixels.shape[-1]},
        "pixels": base64.b64encode(pixels.tobytes()).decode(),
        "entries": entries,
        "words": words,
    }
    _component(version())(key=key, data=data)
