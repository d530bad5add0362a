"""Optimise: pick a model, tick what to try, measure side by side; or, where the address names one, a measurement."""

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.cost_slider.section import SHOWN_BY, cost_slider
from ui.optimise.address import leave_measurement
from ui.optimise.begin import choose_and_begin
from ui.optimise.result import show_result
from ui.pickers import pick_model
from ui.text import show_error

st.title("Optimise: which promise holds?", anchor=False)
name = state.opened(state.MEASUREMENT_PARAM)
try:
    if name:
        show_result(name)
    elif model := pick_model(SHOWN_BY):
        cost_slider(model)
        choose_and_begin(model)
except UserError as error:
    show_error(error, "search_off" if name else "error")
    if name and st.button("Back to the choice", icon=":material/arrow_back:"):
        leave_measurement()
        st.rerun()
