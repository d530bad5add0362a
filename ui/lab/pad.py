"""The pad: a plane of latent space to drag in."""

from typing import Any

import numpy as np
import streamlit as st

from gan_core.latent.latent_key import of_numbers
from ui.lab.bench import Bench
from ui.lab.view import lab_view

BEYOND = 0.25
REACH = 3.0
PLANES = {
    "pictures": "Three pictures",
    "dimensions": "Two dimensions",
}


@st.fragment
def show(bench: Bench) -> None:
    """The pad with its plane."""
    kind = st.segmented_control(
        "The plane is spanned by",
        list(PLANES),
        format_func=PLANES.get,
        default="pictures",
        key="pad-plane",
        help="Latent space has as many dimensions as the model's z; a plane is a flat cut through it.",
    )
    plane, marks = (_of_dimensions if kind == "dimensions" else _of_pictures)(bench)
    result = lab_view(
        "pad", bench.generator, key="pad", model=bench.model, backend=bench.backend, plane=plane, marks=marks
    )
    if result.keep:
        bench.pick([*bench.keys(), of_numbers(np.array(result.keep["z"]), result.keep["y"])])
        st.toast("Kept: it is among your pictures now.", icon=":material/bookmark_added:")


def _of_pictures(bench: Bench) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    a, b, c = (bench.keys() * 3)[:3]
    plane = {
        "origin": a.z.tolist(),
        "along": [(b.z - a.z).tolist(), (c.z - a.z).tolist()],
        "low": [-BEYOND, -BEYOND],
        "high": [1 + BEYOND, 1 + BEYOND],
        "keep": not bench.generator.is_vae,
    }
    if a.y is not None:
        plane["y"] = {"origin": a.y.tolist(), "along": [(b.y - a.y).tolist(), (c.y - a.y).tolist()]}
    marks = [{"u": u, "v": v, "text": text} for u, v, text in ((0, 0, "1"), (1, 0, "2"), (0, 1, "3"))]
    return plane, marks


def _of_dimensions(bench: Bench) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    dim = bench.generator.latent_dim
    start = bench.keys()[0]
    first, second = 0, min(1, dim - 1)
    origin = start.z.copy()
    origin[[first, second]] = 0
    axes = np.eye(dim, dtype=np.float32)
    plane = {
        "origin": origin.tolist(),
        "along": [axes[first].tolist(), axes[second].tolist()],
        "low": [-REACH, -REACH],
        "high": [REACH, REACH],
    }
    if start.y is not None:
        plane["y"] = {"origin": start.y.tolist(), "along": [np.zeros_like(start.y).tolist()] * 2}
    return plane, []
