"""Measurements of this model that were made before."""

import streamlit as st

from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.places import runs_root
from ui.numbers import ago
from ui.optimise.address import show_ledger
from ui.run_list import MEASURED, badge
from ui.server import launcher
from ui.text import escaped

MOST = 8


def earlier(model: str) -> None:
    """The newest measurements of `model`, whichever moment of its training; nothing where there is none."""
    name = model.partition("@")[0]
    found = [each for each in launcher().index.statuses() if each.kind == MEASURED and _is_of(each, name)][:MOST]
    if not found:
        return
    st.markdown("##### Earlier measurements of this model")
    for status in found:
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Open", key=f"ledger-{status.name}", icon=":material/open_in_full:"):
                show_ledger(status.name)
                st.rerun()
            st.markdown(f"{escaped(status.title)} · {ago(status.created)} {badge(status)}", width="content")


def _is_of(status: Status, model: str) -> bool:
    try:
        return str(RunFolder(runs_root() / status.name).config().get("model", "")).partition("@")[0] == model
    except (RunError, AttributeError):
        return False
