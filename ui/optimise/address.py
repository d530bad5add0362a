"""The measurement that the address names: a reload, a link and the browser's Back all lead to it."""

import streamlit as st

from ui import state
from ui.pickers import MODEL_PARAM


def open_ledger() -> str:
    """The measurement to show; empty for choosing. The second half of a double click stays with what was opened."""
    name = str(st.query_params.get(state.LEDGER_PARAM, ""))
    if not name and (name := state.just_measured()):
        st.query_params[state.LEDGER_PARAM] = name
    return name


def same_model_again() -> None:
    """Without a model in the address, the one that this visitor chose here before."""
    if MODEL_PARAM not in st.query_params and (model := state.optimised_model()):
        st.query_params[MODEL_PARAM] = model


def show_ledger(name: str) -> None:
    st.query_params[state.LEDGER_PARAM] = name
    state.remember_measured(name)


def leave_ledger(model: str = "") -> None:
    """Back to choosing, with the model that was measured."""
    state.forget_measured()
    st.query_params.pop(state.LEDGER_PARAM, None)
    if model:
        st.query_params[MODEL_PARAM] = model
