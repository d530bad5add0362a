"""Race: settings trained in turns, each with its own clock; or, where the address names one, a race."""

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.race.begin import choose_and_begin
from ui.race.result import show_result
from ui.text import show_error

st.title("Race: which setting gets there first?", anchor=False)
name = state.opened(state.RACE_PARAM)
try:
    if name:
        show_result(name)
    else:
        choose_and_begin()
except UserError as error:
    show_error(error, "search_off" if name else "error")
    if name and st.button("Back to the choice", icon=":material/arrow_back:"):
        state.leave(state.RACE_PARAM)
        st.rerun()
