"""One attacked picture as a component: all epsilons are sent at once, so that its slider needs no server."""

import base64
from typing import Any

import streamlit as st

from gan_core.attack.strip import EPSILONS, Strip
from gan_core.attack.strip_words import NAMES, Entry, smallest_words
from ui.browser_modules import STATIC, module_path, mount_script, version
from ui.lab.components import fingerprint


@st.cache_resource(show_spinner=False)
def _component(_version: str) -> Any:
    sheets = STATIC / "lab" / "parts.css", STATIC / "attack" / "attack.css"
    style = "".join(sheet.read_text("utf-8") for sheet in sheets)
    return st.components.v2.component("gan_attack", css=style, js=mount_script(), isolate_styles=False)


def attack_view(
    strips: dict[str, Strip], entries: dict[str, list[Entry]], *, key: str, bars: list[str], scale: str
) -> None:
    """Show the picture of `strips` by method; `bars` name the bars of its entries, `scale` the signs of the slider."""
    channels, size, _ = next(iter(strips.values())).pictures.shape[1:]
    told: dict[str, dict[str, Any]] = {
        name: {
            "pixels": base64.b64encode(strip.pictures.tobytes()).decode(),
            "entries": [
                {"worked": each.worked, "sign": each.sign, "sentence": each.sentence, "bars": list(each.bars)}
                for each in entries[name]
            ],
        }
        for name, strip in strips.items()
    }
    data = {
        "entry": module_path("attack/attack.js"),
        "id": fingerprint(*(each["pixels"].encode() for each in told.values()), repr(entries)),
        "epsilons": list(EPSILONS),
        "shape": {"channels": channels, "size": size},
        "strips": told,
        "methods": {name: NAMES[name] for name in told},
        "bars": bars,
        "scale": scale,
        "summary": smallest_words(entries),
    }
    _component(version())(key=key, data=data)
