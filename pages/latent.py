"""Latent space: pick a model, then drag, steer, travel and search in what it has learned; or a repair training."""

import streamlit as st

from gan_core.errors import UserError
from ui import address, state
from ui.lab import parts, tray, view
from ui.lab import session as session
from ui.lab.repair_result import show_result
from ui.pickers import MODEL_PARAM, pick_model
from ui.text import show_error


def show_lab() -> None:
    """The model, what to do with it, and the part that does it."""
    st.title("Latent space: walk through it", anchor=False)
    view.listen_for_restarts()
    first = parts.first_part(from_elsewhere=bool(address.value(MODEL_PARAM) or state.subject()))
    model = pick_model(parts.PARTS[first].shown_by)
    if model is None:
        return
    with st.spinner("Loading the model…"):
        opened = session.open_session(model)
    part = parts.pick_part(first)
    stage, below = st.container(), st.container()  # the part comes first on the page, and after what it shows
    if part.needs_keys:
        with below:
            tray.pick_keys(opened)
    with stage:
        if part.needs_keys and not opened.keys():
            st.info("Pick a picture below to begin.", icon=":material/touch_app:")
        else:
            part.show(opened)


training = state.opened(state.REPAIR_PARAM)
try:
    if training:
        st.title("Repair: two networks learn", anchor=False)
        show_result(training)
    else:
        show_lab()
except UserError as error:
    show_error(error, "search_off" if training else "error")
    if training and st.button("Back to the latent space", icon=":material/arrow_back:"):
        state.leave(state.REPAIR_PARAM, {"part": "repair"})
        st.rerun()
