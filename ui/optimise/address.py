"""The model that the address names on the Optimise page."""

import streamlit as st

from ui import state
from ui.pickers import MODEL_PARAM


def same_model_again() -> None:
    """Without a model in the address, the one that this visitor chose here before."""
    if MODEL_PARAM not in st.query_params and (model := state.optimised_model()):
        st.query_params[MODEL_PARAM] = model


def leave_ledger(model: str = "") -> None:
    """Back to choosing, with the model that was measured."""
    state.leave(state.LEDGER_PARAM)
    if model:
        st.query_params[MODEL_PARAM] = model
