"""Whom the address proposes to evaluate."""

import streamlit as st

from ui import state

SUBJECTS_PARAM = "subjects"


def leave_evaluation(subjects: list[str] | None = None) -> None:
    """Back to choosing, with those that were evaluated."""
    state.leave(state.EVALUATION_PARAM)
    if subjects:
        st.query_params[SUBJECTS_PARAM] = ",".join(subjects)


def asked_subjects() -> list[str]:
    """What a link proposes."""
    return [part for part in str(st.query_params.get(SUBJECTS_PARAM, "")).split(",") if part]
