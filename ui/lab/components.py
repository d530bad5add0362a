"""What the wall and the canvas share: how they are mounted, what they told, pictures as addresses."""

import base64
import hashlib
import io
from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from ui.browser_modules import STATIC, module_path, mount_script, version

STYLES = {"wall": ("parts.css", "wall.css"), "drawing": ("parts.css", "drawing.css")}


def fingerprint(*parts: object) -> str:
    """Twelve hexadecimal digits that change with any of `parts` (bytes, or what has an honest `repr`)."""
    digest = hashlib.sha256()
    for part in parts:
        content = part if isinstance(part, bytes) else repr(part).encode()
        digest.update(len(content).to_bytes(8, "big") + content)
    return digest.hexdigest()[:12]


@st.cache_resource(show_spinner=False)
def _registered(name: str, _version: str) -> Any:
    style = "".join((STATIC / "lab" / sheet).read_text("utf-8") for sheet in STYLES[name])
    return st.components.v2.component(f"gan_{name}", css=style, js=mount_script(), isolate_styles=False)


def component(name: str) -> Any:
    """The component `name` of STYLES, registered once for the whole server; call it to mount it."""
    return partial(_mounted, name)


def _mounted(name: str, *, data: dict[str, Any], **rest: Any) -> Any:
    entry = {"entry": module_path(f"lab/{name}.js")}
    return _registered(name, version())(data={**entry, **data}, **rest)


def last_sent(key: str, name: str) -> dict[str, Any]:
    """What the browser said last as `name` of the element `key`; empty before it spoke, or if it spoke nonsense."""
    state = st.session_state.get(key)
    value = state.get(name) if isinstance(state, Mapping) else None
    return dict(value) if isinstance(value, Mapping) else {}


@lru_cache(maxsize=32)
def _address(pixels: bytes, shape: tuple[int, ...]) -> str:
    out = io.BytesIO()
    Image.fromarray(np.frombuffer(pixels, np.uint8).reshape(shape)).save(out, "PNG", compress_level=3)
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


def png_address(picture: np.ndarray) -> str:
    """Uint8 (C, H, W) with C of 1 or 3, as the data: address of a PNG; the latest ones are kept."""
    check_pictures(picture[None])
    shown = picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)
    return _address(shown.tobytes(), shown.shape)


def check_pictures(pictures: np.ndarray) -> None:
    """Raises ValueError unless `pictures` is uint8 (N, C, H, W) with C of 1 or 3."""
    if pictures.dtype != np.uint8 or pictures.ndim != 4 or pictures.shape[1] not in (1, 3):
        raise ValueError(f"pictures must be uint8 (N, C, H, W) with C of 1 or 3, got {pictures.dtype} {pictures.shape}")
