"""Train: presets and settings, or, where the address names a run, that run live."""

import streamlit as st

from gan_core.errors import UserError
from ui import state
from ui.form import advanced_form
from ui.form_address import form_is_open
from ui.gallery import hero, presets_gallery
from ui.run_list import recent_runs, undo_delete
from ui.run_view import run_view
from ui.text import show_error

name = state.open_run()
if name:
    try:
        run_view(name)
    except UserError as error:
        show_error(error, "search_off")
        if st.button("Back to the start", icon=":material/arrow_back:"):
            state.leave_run()
            st.rerun()
else:
    st.title("Watch networks learn to draw", anchor=False)
    undo_delete()
    try:
        with_form = form_is_open()
    except UserError as error:
        show_error(error, "search_off")
        with_form = False
    if with_form:
        advanced_form()
    else:
        recent_runs()
        hero()
        presets_gallery()
