"""Doctor: the failures of a run, the failure modes, and the lab where runs are broken on purpose."""

import streamlit as st

from gan_core.errors import UserError
from ui.doctor.parts import pick_part
from ui.text import show_error

st.title("Doctor: what is wrong with this run?", anchor=False)
try:
    pick_part().show()
except UserError as error:
    show_error(error)
