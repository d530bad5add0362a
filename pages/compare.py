"""Compare: two to six runs over each other, live while they train; or, where the address asks for it, a fork."""

import streamlit as st

from gan_core.errors import UserError
from ui.compare.choose import pick_runs
from ui.compare.fork import asked_to_fork, fork_form
from ui.compare.page import show_comparison
from ui.text import show_error

forked = asked_to_fork()
st.title("Fork a run" if forked else "Compare: which setting learns better?", anchor=False)
try:
    if forked:
        fork_form(forked)
    elif names := pick_runs():
        show_comparison(names)
except UserError as error:
    show_error(error)
