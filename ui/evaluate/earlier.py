"""Evaluations that were made before."""

import streamlit as st

from ui.evaluate.address import show_evaluation
from ui.numbers import ago
from ui.run_list import EVALUATED, badge
from ui.server import launcher
from ui.text import escaped

MOST = 8


def earlier() -> None:
    """The newest ones; nothing where there is none."""
    found = [each for each in launcher().index.statuses() if each.kind == EVALUATED][:MOST]
    if not found:
        return
    st.markdown("##### Earlier evaluations")
    for status in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Open", key=f"evaluation-{status.name}", icon=":material/open_in_full:", help="Show it"):
                show_evaluation(status.name)
                st.rerun()
            st.markdown(f"{escaped(status.title)} · {ago(status.created)} {badge(status)}", width="content")
