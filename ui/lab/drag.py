"""Drag a point of a picture: the model looks for a latent whose picture has it there."""

import streamlit as st

from gan_core.latent.drag import MOST_POINTS, unfit
from ui.lab.session import LabSession
from ui.lab.view import lab_view

ABOUT = (
    "What lies around the point is a template. z is moved a little at a time, so that the picture shows the template "
    "nearer to where you pull, and all else as it was. No pixel is moved: only what the model can draw comes out, so "
    "some pulls change the object, and some the model cannot follow. After Pan et al. 2023, Drag Your GAN, "
    "arxiv.org/abs/2305.10973; with Levenberg–Marquardt steps on z, because its features of 512 pixels vanish in small "
    "pictures."
)


def show(session: LabSession) -> None:
    """The picture to pull at; a sentence for models whose pictures cannot be dragged."""
    if why := unfit(session.generator):
        st.info(why, icon=":material/touch_app:")
        return
    st.caption("Press on the object and pull: the model looks for a picture in which it lies there.", help=ABOUT)
    keys = session.keys()
    result = lab_view(
        "drag",
        session.generator,
        key="drag",
        model=session.model,
        backend=session.backend,
        keys=[{"z": key.z.tolist(), "y": None if key.y is None else key.y.tolist()} for key in keys],
        most=MOST_POINTS,
    )
    if result.keep:
        session.keep(result.keep)
