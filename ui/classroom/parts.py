"""Which part of the classroom's page is shown; it stands in the address."""

from collections.abc import Mapping

import streamlit as st

from ui.address import follow, put

PART_PARAM = "part"


def pick_part(parts: Mapping[str, str]) -> str:
    """A choice of `parts`, which are names with their labels; the first one is the default."""
    names, key = list(parts), "classroom-part"
    wanted = follow(PART_PARAM, key, names, names[0])
    chosen = st.segmented_control(
        "Part", names, default=wanted, format_func=parts.__getitem__, key=key, label_visibility="collapsed"
    )
    put(PART_PARAM, key, chosen or names[0], names[0])
    return chosen or names[0]
