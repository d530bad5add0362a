"""The effect of a label: one z under all labels, and a mix of two of them."""

import numpy as np
import streamlit as st

from gan_core.present import present
from ui.lab.session import LabSession
from ui.lab.view import lab_view


def show(session: LabSession) -> None:
    """For conditional models; for the others a sentence."""
    count = session.generator.num_classes
    if session.generator.condition_width and not count:
        st.info(
            "This model is not conditioned on classes, so there are none to choose or mix.",
            icon=":material/label_off:",
        )
        return
    if not count:
        st.info(
            "This model was trained without labels: you cannot choose what it draws. “Handwritten digits on "
            "demand” has labels, and so does any run with Conditional switched on.",
            icon=":material/label_off:",
        )
        return
    st.caption(
        "A conditional model is told which class to draw: the label says what, and z says how. It was never "
        "trained on mixtures of labels.",
        help="Mirza and Osindero 2014, arxiv.org/abs/1411.1784. A label is a row of weights that sum to 1.",
    )
    keys = session.keys()
    result = lab_view(
        "labels",
        session.generator,
        key="labels",
        model=session.model,
        backend=session.backend,
        keys=[{"z": key.z.tolist(), "y": present(key.y).tolist()} for key in keys],
        names=list(session.label_names),
        first=int(np.argmax(present(keys[0].y))),
    )
    if result.keep:
        session.keep(result.keep)
