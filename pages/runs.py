"""Runs: everything that was ever started here, mine or all."""

import streamlit as st

from ui.run_list import all_runs, undo_delete

st.title("Runs", anchor=False)
undo_delete()
all_runs()
