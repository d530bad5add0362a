"""A colour for each of up to six runs, told apart by all eyes, on light and on dark. Okabe and Ito 2008."""

import streamlit as st

LIGHT = ("#0072B2", "#D55E00", "#009E73", "#B8578F", "#C98500", "#5B6770")
DARK = ("#56B4E9", "#F08A3C", "#2BC79B", "#E59CC6", "#E69F00", "#A9B4BC")
DASHES = ("solid", "dashed", "dotted", [8, 3, 2, 3], [12, 4], [2, 5])


def colours() -> tuple[str, ...]:
    """The six, for the theme that the browser shows."""
    return DARK if st.context.theme.type == "dark" else LIGHT
