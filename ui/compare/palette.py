"""The colours of runs, for the theme that the browser shows."""

import streamlit as st

from gan_core.compare.palette import DARK, LIGHT


def colours() -> tuple[str, ...]:
    """One for each of up to six runs."""
    return DARK if st.context.theme.type == "dark" else LIGHT
