"""The race that the address names: a reload, a link and the browser's Back all lead to it."""

import streamlit as st

from ui import state


def open_race() -> str:
    """The race to show; empty for choosing. The second half of a double click stays with what was opened."""
    name = str(st.query_params.get(state.RACE_PARAM, ""))
    if not name and (name := state.just_raced()):
        st.query_params[state.RACE_PARAM] = name
    return name


def open_at(name: str) -> None:
    st.query_params[state.RACE_PARAM] = name
    state.remember_race(name)


def leave_race() -> None:
    state.remember_race("")
    st.query_params.pop(state.RACE_PARAM, None)
