"""A word in the menu of every page while a run of this visitor trains: it leads to that run."""

import streamlit as st

from gan_core.job_types.registry import learns
from ui import address, state
from ui.navigation_paths import TRAIN
from ui.run_list import mine
from ui.server import launcher
from ui.text import telling

REFRESH_SECONDS = 3.0


def training_chip() -> None:
    """Nothing, and no questions asked, while no run of this visitor trains, or where that very run is open."""
    st.fragment(_chip, run_every=REFRESH_SECONDS if _going() else None)()


def _going() -> list[str]:
    """The runs of this visitor that train now, but for the one that is open."""
    statuses = mine(launcher().statuses())
    opened = address.value(state.RUN_PARAM)
    return [each.name for each in statuses if each.active and learns(each) and each.name != opened]


@telling
def _chip() -> None:
    going = _going()
    if not going:
        return
    with st.container(key="training-chip"):
        words = "training…" if len(going) == 1 else f"{len(going)} training…"
        if st.button(words, icon=":material/play_circle:", type="tertiary", help="Opens the run that trains now."):
            address.open_page(TRAIN, {state.RUN_PARAM: going[0]})
