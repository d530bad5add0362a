"""A finding as a calm card: what it is, since when, the evidence, and the remedies as buttons."""

import streamlit as st

from gan_core.doctor import ILLNESSES, Finding, Remedy
from gan_core.doctor.treat import treat, way_now
from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status
from ui import state
from ui.doctor.evidence import draw_evidence
from ui.doctor.visits import Visit
from ui.navigation_paths import TRAIN
from ui.server import launcher, visitor
from ui.text import escaped, show_error

WAYS = {
    "live": ("play_circle", "Applied to this run from its next step."),
    "fork": (
        "fork_right",
        "Starts a new run that goes on from the last checkpoint of this one: compare both.",
    ),
    "restart": ("restart_alt", "Starts a new run from the beginning: these weights cannot be used with it."),
}


def show_findings(folder: RunFolder, status: Status, visit: Visit | None, *, buttons: bool = True) -> None:
    """All findings of a run, or the good news; and whether it is time to stop."""
    if visit is None:
        st.info("The doctor reads training runs; this is a run of another kind.", icon=":material/info:")
        return
    for number, finding in enumerate(visit.findings):
        _card(folder, status, visit, finding, f"{folder.name}-{number}", buttons)
    if not visit.findings:
        _nothing(visit, status)
    if visit.advice.improved:
        st.caption(f":material/timer: {visit.advice.sentence}")


def _nothing(visit: Visit, status: Status) -> None:
    if visit.history.step < 200 and status.state in ("queued", "running", "paused"):
        st.info("Too early to say: the first steps of every game are wild.", icon=":material/hourglass_top:")
    else:
        st.success(f"Nothing found in {visit.history.step:,} steps.", icon=":material/health_and_safety:")


def _card(folder: RunFolder, status: Status, visit: Visit, finding: Finding, key: str, buttons: bool) -> None:
    illness = ILLNESSES[finding.illness]
    colour = "red" if finding.severity == "serious" else "orange"
    with st.container(border=True):
        st.markdown(
            f":{colour}[:material/{illness.icon}:] **{escaped(finding.title)}** "
            f":gray[since step {finding.since_step:,}]",
            help=f"{illness.about}\n\n{illness.paper}. {illness.link}",
        )
        st.write(escaped(finding.sentence))
        draw_evidence(visit.history, finding.evidence, f"evidence-{key}")
        if buttons and finding.remedies:
            with st.container(horizontal=True):
                for number, remedy in enumerate(finding.remedies):
                    _button(folder, status, remedy, f"remedy-{key}-{number}")


def _button(folder: RunFolder, status: Status, remedy: Remedy, key: str) -> None:
    way = way_now(folder, status, remedy)
    icon, about = WAYS[way]
    if st.button(remedy.label, icon=f":material/{icon}:", help=about, key=key):
        apply(folder, remedy)


def apply(folder: RunFolder, remedy: Remedy) -> None:
    """Apply a remedy; a new run is opened on the Train page. Says in words what stands in the way."""
    try:
        treated = treat(launcher(), folder, remedy, owner=visitor())
    except UserError as error:
        show_error(error)
        return
    if treated.name == folder.name:
        st.toast(f"{remedy.label}: from the next step.", icon=":material/healing:")
        return
    state.show_run(treated.name)
    st.switch_page(TRAIN, query_params={state.RUN_PARAM: treated.name})
