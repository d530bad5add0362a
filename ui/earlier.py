"""The list of earlier jobs of a type that has its own page."""

from collections.abc import Callable

import streamlit as st

from gan_core.jobs.folder import Status
from gan_core.jobs.job import JobType
from gan_core.wording import ago
from ui import state
from ui.run_list import badge
from ui.server import launcher
from ui.text import escaped, spoken

MOST = 8


def earlier(job_type: JobType, heading: str, fits: Callable[[Status], bool] = lambda status: True) -> None:
    """The newest jobs of that type that fit, each with a button that opens it; nothing where there is none."""
    found = [each for each in launcher().statuses() if each.job_type == job_type.name and fits(each)][:MOST]
    if not found:
        return
    st.markdown(f"## {heading}")
    for status in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            about = f"Shows this {job_type.noun}."
            label, key = f"Open {spoken(status.title)}", f"{job_type.param}-{status.name}"
            if st.button(label, key=key, icon=":material/open_in_full:", help=about):
                state.show(job_type.param, status.name)
                st.rerun()
            st.markdown(f"{escaped(status.title)} · {ago(status.created)} {badge(status)}", width="content")
