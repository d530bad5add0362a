"""A picture through time: the path of each picked latent of a flow, from noise to the picture."""

import numpy as np
import streamlit as st

from gan_core.generators.flow_path import path_of
from gan_core.generators.generator import to_bytes
from gan_core.present import present
from ui.lab.components import png_address
from ui.lab.sampling import referred
from ui.lab.session import LabSession
from ui.lab.through_training import NO_DECODER
from ui.lab.view import lab_view
from ui.lab.wall import sprite

TIMES = 21
ABOUT = (
    "Every picture begins as noise, at t = 0. At each time the network says in which direction the picture lies, and "
    "the solver goes a small step that way, until t = 1. Slide through it, or look at the strip: with guidance the "
    "digit is decided early, with few steps the last picture comes out of coarse ones. (Lipman et al. 2023, "
    "arxiv.org/abs/2210.02747)"
)


def show(session: LabSession) -> None:
    """A slider through the path of a flow; a sentence for models that draw in one pass."""
    generator = session.generator
    if generator.family.one_pass:
        st.info(
            f"A {generator.family.title} draws in one pass: between noise and picture there is no path to look at. "
            "Train “Flow through noise” to see one.",
            icon=":material/airline_stops:",
        )
        return
    st.caption("From noise, at t = 0, to the picture, at t = 1.", help=ABOUT)
    keys = session.keys()
    y = None if keys[0].y is None else np.stack([present(key.y) for key in keys])
    path = path_of(generator, np.stack([key.z for key in keys]), y)  # (N, times, C, H, W)
    last = path.shape[1] - 1
    places = np.unique(np.linspace(0, last, TIMES).round().astype(int)).tolist()
    lab_view(
        "training",
        generator,
        key="through-time",
        model=session.model,
        fingerprint=referred(session.model, generator.card),
        backend=NO_DECODER,
        sheet=png_address(sprite(to_bytes(path[:, places].swapaxes(0, 1).reshape(-1, *path.shape[2:])))),
        moments=[{"step": place, "words": f"t = {place / last:.2f}, step {place} of {last}"} for place in places],
        count=len(keys),
        size=path.shape[-1],
        start=None,
        link=None,
        slider="Time, from noise to the picture",
    )
