"""Any long work that has no page of its own, by its name in the address."""

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.any_job import show_any_job
from ui.navigation_paths import RUNS
from ui.state import JOB_PARAM
from ui.text import show_error

st.title("Long work", anchor=False)
name = state.opened(JOB_PARAM)
try:
    if name:
        show_any_job(name)
    else:
        st.info("Open one from the list of runs.", icon=":material/touch_app:")
except UserError as error:
    show_error(error, "search_off")
if not name and st.button("Runs", icon=":material/view_list:"):
    st.switch_page(RUNS)
