"""The findings of any run with their evidence, updated every few seconds while it trains."""

import streamlit as st

from gan_core.config import RunConfig
from gan_core.errors import UserError
from gan_core.jobs.folder import Status
from ui import address
from ui.address import follow, put
from ui.diagnosis.cards import show_findings
from ui.diagnosis.visits import visit
from ui.doctor.atlas import show_atlas
from ui.doctor.failure_lab import PART_PARAM
from ui.navigation_paths import TRAIN
from ui.run_list import badge, mine
from ui.server import launcher
from ui.state import RUN_PARAM, remember_subject, subject
from ui.text import escaped, show_error

KEY = "examined-run"
EVERY_SECONDS = 3.0


def show_examination() -> None:
    """A run to choose, and its failures."""
    known = {each.name: each for each in launcher().statuses() if each.job_type == RunConfig.job_type}
    if not known:
        _nothing_to_examine()
        return
    names = [each.name for each in mine(list(known.values()))]
    names += [name for name in known if name not in names]
    asked = address.value(RUN_PARAM)
    if asked and asked not in known:
        st.warning(
            f"There is no training run called “{escaped(asked)}” here: another one is shown.",
            icon=":material/search_off:",
        )
    wanted = follow(RUN_PARAM, KEY, names, subject() if subject() in known else names[0])
    chosen = st.selectbox(
        "Run",
        names,
        names.index(wanted),
        format_func=lambda name: _told(known[name]),
        key=KEY,
        help="Your own runs first, then everyone's, newest first.",
    )
    put(RUN_PARAM, KEY, chosen, "")
    remember_subject(chosen)
    going = known[chosen].state in ("queued", "running", "paused")
    st.fragment(_examined, run_every=EVERY_SECONDS if going else None)(chosen, going)


def _nothing_to_examine() -> None:
    """Where to get a run, and meanwhile what can go wrong."""
    st.info("No training run yet: train one, or break one on purpose.", icon=":material/info:")
    with st.container(horizontal=True):
        if st.button("Train one", icon=":material/play_arrow:", help="Opens the Train page."):
            address.open_page(TRAIN)
        if st.button("To the break-it lab", icon=":material/science:", help="Runs that fail on purpose."):
            address.write(PART_PARAM, "lab")
            st.rerun()
    st.markdown("## In the meantime: what can go wrong")
    show_atlas()


def _told(status: Status) -> str:
    return f"{status.title} · {status.state} · {status.step:,} steps · {status.name[-4:]}"


def _examined(name: str, was_going: bool) -> None:
    try:
        folder = launcher().find(name)
        status = folder.status()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{badge(status)} **{escaped(status.title)}** :gray[{status.step:,} steps]")
            about = "Shows its samples, curves and controls on the Train page."
            if st.button("Open the run", icon=":material/open_in_new:", type="tertiary", help=about):
                address.open_page(TRAIN, {RUN_PARAM: name})
        show_findings(folder, status, visit(folder, status))
    except UserError as error:
        show_error(error, "search_off")
        return
    if was_going and not (status.active or status.state == "queued"):
        st.rerun()
