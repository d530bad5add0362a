"""Races that were run before."""

import streamlit as st

from ui.numbers import ago
from ui.race.address import open_at
from ui.run_list import RACED, badge
from ui.server import launcher
from ui.text import escaped

MOST = 8


def earlier() -> None:
    """The newest races; nothing where there is none."""
    found = [each for each in launcher().index.statuses() if each.kind == RACED][:MOST]
    if not found:
        return
    st.markdown("##### Earlier races")
    for status in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Open", key=f"race-{status.name}", icon=":material/open_in_full:", help="Opens this race."):
                open_at(status.name)
                st.rerun()
            st.markdown(f"{escaped(status.title)} · {ago(status.created)} {badge(status)}", width="content")
