"""The evaluation that the address names, and whom the address proposes to evaluate."""

import streamlit as st

from ui import state

SUBJECTS_PARAM = "subjects"


def open_evaluation() -> str:
    """The evaluation to show; empty for choosing. The second half of a double click stays with what was opened."""
    name = str(st.query_params.get(state.EVALUATION_PARAM, ""))
    if not name and (name := state.just_evaluated()):
        st.query_params[state.EVALUATION_PARAM] = name
    return name


def show_evaluation(name: str) -> None:
    st.query_params[state.EVALUATION_PARAM] = name
    state.remember_evaluated(name)


def leave_evaluation(subjects: list[str] | None = None) -> None:
    """Back to choosing, with those that were evaluated."""
    state.remember_evaluated("")
    st.query_params.pop(state.EVALUATION_PARAM, None)
    if subjects:
        st.query_params[SUBJECTS_PARAM] = ",".join(subjects)


def asked_subjects() -> list[str]:
    """What a link proposes."""
    return [part for part in str(st.query_params.get(SUBJECTS_PARAM, "")).split(",") if part]
