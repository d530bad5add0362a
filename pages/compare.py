"""Compare: two to six runs over each other, live while they train."""

import streamlit as st

from gan_core.errors import UserError
from ui.compare.choose import pick_runs
from ui.compare.page import show_comparison
from ui.text import show_error

st.title("Which setting learns better?", anchor=False)
try:
    names = pick_runs()
    if names:
        show_comparison(names)
except UserError as error:
    show_error(error)
