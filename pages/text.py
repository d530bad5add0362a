"""Text to image: type a sentence and watch its pictures while you type."""

import streamlit as st

from gan_core.errors import UserError
from ui.lab import session as lab
from ui.lab import view
from ui.text import show_error
from ui.text_to_image.models import text_model_of
from ui.text_to_image.parts import PAPERS, pick_part
from ui.text_to_image.pick import pick_text_model

st.title("Text to image: draw what I say", anchor=False)
view.listen_for_restarts()
try:
    model = pick_text_model()
    if model is not None:
        with st.spinner("Loading the model…"):
            opened = lab.open_session(model)
            reads = text_model_of(model)
        part = pick_part()
        st.caption(part.about, help=PAPERS)
        part.show(opened, reads)
except UserError as error:
    show_error(error)
