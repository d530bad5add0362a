"""A finding as a card: what it is, since when, the evidence, and the remedies as buttons."""

import streamlit as st

from gan_core.doctor import FAILURE_MODES, Finding, Remedy
from gan_core.doctor.apply_remedy import apply_remedy
from gan_core.doctor.wording import advice_words, finding_words, remedy_words, title_words
from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.present import present
from ui import address, state
from ui.diagnosis.evidence import draw_evidence
from ui.diagnosis.visits import Diagnosis, visit
from ui.navigation_paths import TRAIN
from ui.server import launcher, visitor
from ui.text import escaped, show_error

FIRST_STEPS = 200
WAYS = {
    "live": ("play_circle", "Applied to this run from its next step."),
    "fork": (
        "fork_right",
        "Starts a new run that continues from the last checkpoint of this one: compare the two.",
    ),
    "restart": ("restart_alt", "Starts a new run from the beginning: no checkpoint of this one would fit."),
}


def show_findings(folder: RunFolder, status: Status, found: Diagnosis | None) -> None:
    """All findings of a run, or the good news; and whether it is time to stop."""
    if found is None:
        st.info("The doctor reads training runs; this is a job of another type.", icon=":material/info:")
        return
    for number, finding in enumerate(found.findings):
        _card(folder, found, finding, f"{folder.name}-{number}")
    if not found.findings:
        _nothing(found, status)
    if found.advice.improved:
        st.caption(f":material/timer: {advice_words(found.advice)}")


def _nothing(found: Diagnosis, status: Status) -> None:
    if found.history.step < FIRST_STEPS:
        early = (
            "Too early to say" if status.state in ("queued", "running", "paused") else ("The run was too short to say")
        )
        st.info(f"{early}: the first steps of every run are erratic.", icon=":material/hourglass_top:")
    else:
        st.success(f"Nothing found in {found.history.step:,} steps.", icon=":material/health_and_safety:")


def _card(folder: RunFolder, found: Diagnosis, finding: Finding, key: str) -> None:
    failure_mode = FAILURE_MODES[finding.failure_mode]
    colour = "red" if finding.severity == "serious" else "orange"
    with st.container(border=True):
        st.markdown(
            f":{colour}[:material/{failure_mode.icon}:] **{escaped(title_words(finding))}** "
            f":gray[since step {finding.since_step:,}]",
            help=f"{failure_mode.about}\n\n{failure_mode.paper}. {failure_mode.link}",
        )
        st.write(escaped(finding_words(finding)))
        draw_evidence(found.history, finding.evidence, f"evidence-{key}")
        if remedies := found.remedies(finding):
            with st.container(horizontal=True):
                for number, (remedy, way) in enumerate(remedies):
                    icon, about = WAYS[way]
                    icon = f":material/{icon}:"
                    if st.button(remedy_words(remedy), icon=icon, help=about, key=f"remedy-{key}-{number}"):
                        apply(folder, remedy)


def apply_chosen(folder: RunFolder, chosen: str) -> None:
    """Apply "failure_mode:number", as the live view names a remedy; nothing where the failure has passed meanwhile."""
    failure_mode, _, number = chosen.partition(":")
    found = visit(folder, folder.status())
    for finding in found.findings if found else ():
        remedies = present(found).remedies(finding)
        if finding.failure_mode == failure_mode and number.isdecimal() and int(number) < len(remedies):
            apply(folder, remedies[int(number)][0])


def apply(folder: RunFolder, remedy: Remedy) -> None:
    """Apply a remedy; a new run is opened on the Train page. Says in words what stands in the way."""
    try:
        treated = apply_remedy(launcher(), folder, remedy, owner=visitor())
    except UserError as error:
        show_error(error)
        return
    if treated.name == folder.name:
        st.toast(f"{remedy_words(remedy)}: from the next step.", icon=":material/healing:")
        return
    state.show_run(treated.name)
    address.open_page(TRAIN, {state.RUN_PARAM: treated.name})
