"""Attack: change a picture by a little until a network reads something else; or show the attack of the address."""

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.attack.parts import show_parts
from ui.attack.result import show_result
from ui.text import show_error

st.title("Attack: what fools the network?", anchor=False)
name = state.opened(state.ATTACK_PARAM)
try:
    if name:
        show_result(name)
    else:
        show_parts()
except UserError as error:
    show_error(error, "search_off" if name else "error")
    if name and st.button("Back to the choice", icon=":material/arrow_back:"):
        state.leave(state.ATTACK_PARAM)
        st.rerun()
