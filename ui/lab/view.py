"""A view of the latent lab as a Streamlit component: drawn in the browser by the fastest decoder available."""

import base64
from collections.abc import Mapping
from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.web import WEB
from ui import state
from ui.browser_modules import STATIC, module_path, mount_script, version
from ui.lab.decode_socket import MOST_PICTURES
from ui.lab.generators import name_of
from ui.lab.numbers_sent import numbers_sent, whole_number_sent
from ui.lab.routes import runtime_path
from ui.lab.sampling import referred

BACKENDS = {
    "auto": "The fastest available",
    "ort": "This browser",
    "socket": "The server, by WebSocket",
    "fragment": "The server, by reruns",
}
TOLD = ("keep", "direction", "speed")
ASKED = ("ask", "ask_other")


@st.cache_resource(show_spinner=False)
def _component(_version: str) -> Any:
    sheets = [WEB / "pad.css", STATIC / "lab" / "lab.css", *sorted((STATIC / "lab").glob("*_view.css"))]
    style = "".join(sheet.read_text("utf-8") for sheet in sheets)
    return st.components.v2.component("gan_lab", css=style, js=mount_script(), isolate_styles=False)


def lab_view(view: str, generator: OnnxGenerator, *, key: str, model: str, backend: str = "auto", **data: Any) -> Any:
    """Mount the view `view` ("pad", ...) of a model; returns the component's result.

    `model` is the reference that the routes resolve, `data` what the view shows, as plain JSON. Call it in a fragment:
    the fallback back-end draws by reruns of it. `result.keep` is {"z", "y"} in the one rerun after a press of Keep.
    """
    known = {
        "view": view,
        "model": referred(model, generator.card),
        "fingerprint": name_of(generator.card.path),
        "version": version(),
        "entry": module_path("lab/lab.js"),
        "preload": [module_path(f"lab/{view}_view.js")],
        "runtime": runtime_path(),
        "backend": backend,
        "shape": shape_of(generator),
        "answer": answer_to(generator, st.session_state.get(key)),
        "heard": state.heard(key, _told(st.session_state.get(key))),
    }
    hear = {f"on_{name}_change": _nothing for name in (*TOLD, *ASKED)}
    return _component(version())(key=key, data={**known, **data}, **hear)


@st.cache_resource(show_spinner=False)
def _reviver(_version: str) -> Any:
    return st.components.v2.component("gan_reviver", js=(STATIC / "lab" / "reviver.js").read_text("utf-8"))


def listen_for_restarts() -> None:
    """Mounted in the page itself: runs it all again when a view finds that the server has forgotten its fragment."""
    _reviver(version())(key="reviver", on_again_change=_nothing)


def _told(said: Any) -> int:
    """The number of what the view has just told; 0 for nothing."""
    values = [said.get(name) for name in TOLD] if isinstance(said, Mapping) else []
    return max((whole_number_sent(each.get("number")) for each in values if isinstance(each, dict)), default=0)


def _nothing() -> None:
    """A trigger is only told to a component that listens for it."""


def shape_of(generator: OnnxGenerator) -> dict[str, int]:
    """What a decoder in the browser must know of a model."""
    shape = generator.card.shape
    return {
        "channels": shape.channels,
        "size": shape.image_size,
        "latentDim": generator.latent_dim,
        "conditionWidth": generator.condition_width,
        "numClasses": generator.num_classes,
    }


def answer_to(generator: OnnxGenerator, state: Any, name: str = "ask") -> dict[str, Any] | None:
    """The picture that the fallback back-end asked for by a view's state; None when nothing was asked.

    A view with two models asks for the pictures of the second by another `name` of ASKED.
    """
    asked = state.get(name) if isinstance(state, Mapping) else None
    if not isinstance(asked, dict):
        return None
    try:
        z = numbers_sent(asked.get("z")).reshape(-1, generator.latent_dim)
        y = numbers_sent(asked["y"]).reshape(-1, generator.condition_width) if asked.get("y") else None
        if len(z) > MOST_PICTURES:
            raise UserError(f"At most {MOST_PICTURES} pictures are drawn at once.")
        pixels = to_bytes(generator.decode(z, y)).tobytes()
    except ValueError as error:  # numbers, but not as many as this model has
        return {"number": asked.get("number"), "error": f"This cannot be drawn: {error}"}
    except UserError as error:
        return {"number": asked.get("number"), "error": str(error)}
    return {"number": asked.get("number"), "count": len(z), "pixels": base64.b64encode(pixels).decode()}
