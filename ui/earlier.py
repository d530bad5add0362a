"""Jobs of a kind that has a page of its own, which were done before."""

from collections.abc import Callable

import streamlit as st

from gan_core.jobs.folder import Status
from gan_core.wording import ago
from ui import state
from ui.run_list import ELSEWHERE, badge
from ui.server import launcher
from ui.text import escaped

MOST = 8


def earlier(kind: str, heading: str, fits: Callable[[Status], bool] = lambda status: True) -> None:
    """The newest jobs of `kind` that fit, each with a button that opens it; nothing where there is none."""
    found = [each for each in launcher().index.statuses() if each.kind == kind and fits(each)][:MOST]
    if not found:
        return
    st.markdown(f"##### {heading}")
    word, _, param = ELSEWHERE[kind]
    for status in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            about = f"Shows this {word.lower()}."
            if st.button("Open", key=f"{param}-{status.name}", icon=":material/open_in_full:", help=about):
                state.show(param, status.name)
                st.rerun()
            st.markdown(f"{escaped(status.title)} · {ago(status.created)} {badge(status)}", width="content")
