"""How each figure is checked: formulas, papers, independent checks and what the intervals cover."""

import streamlit as st

from ui.figures import show_figures

st.title("How each figure is checked", anchor=False)
st.markdown(
    "Every figure of this app with its formula, the paper that it comes from, what perfect and what ignorance would "
    "reach, what it was checked against, and what its interval covers. The tests named here run with every change of "
    "the program."
)
show_figures()
