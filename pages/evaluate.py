"""Evaluate: pick models and pictures, compare them with real ones; or show the evaluation that the address names."""

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.evaluate.address import leave_evaluation
from ui.evaluate.begin import choose_and_begin
from ui.evaluate.result import show_result
from ui.text import show_error

st.title("Evaluate: how good are the pictures?", anchor=False)
name = state.opened(state.EVALUATION_PARAM)
try:
    if name:
        show_result(name)
    else:
        choose_and_begin()
except UserError as error:
    show_error(error, "search_off" if name else "error")
    if name and st.button("Back to the choice", icon=":material/arrow_back:"):
        leave_evaluation()
        st.rerun()
