"""The break-it lab: a run that fails on purpose, for the classroom to diagnose before the doctor does."""

import random
import secrets
from functools import lru_cache
from pathlib import Path

import streamlit as st

from gan_core.classroom.answers import BREAK_IT
from gan_core.config import RunConfig, load_config
from gan_core.doctor import FAILURE_MODES, FailureMode, recordings
from gan_core.doctor.starts import FAILING, failure_of
from gan_core.errors import RunError, UserError
from gan_core.families import Family
from gan_core.jobs.folder import RunFolder, Status, find_run
from gan_core.places import runs_root
from gan_core.present import present
from ui import address, state
from ui.class_answers import tell_score
from ui.diagnosis.cards import show_findings
from ui.diagnosis.curve_names import words
from ui.diagnosis.evidence import draw_beside_sound
from ui.diagnosis.visits import Diagnosis, visit
from ui.live.view import live_view
from ui.run_list import mine
from ui.run_view import grid_ratio
from ui.server import launcher, visitor
from ui.text import escaped, show_error

PARAM = "patient"
PART_PARAM = "part"
CHOICES = 4
EVERY_SECONDS = 2.0


def show_lab() -> None:
    """The failing run that the address names, or the ways to get one."""
    name = address.value(PARAM)
    if not name:
        _choose_failure()
        return
    try:
        _failing_run(name)
    except UserError as error:
        show_error(error, "search_off")
    if st.button(
        "Another failing run", icon=":material/person_add:", help="Stops this one; it stays in the list of runs."
    ):
        let_go()
        address.write(PARAM, None)
        st.rerun()


def _choose_failure() -> None:
    st.write(
        "Start a run that fails on purpose. Watch its samples and curves and make your diagnosis, then see the "
        "doctor's, with the evidence. Most runs take a minute or two."
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if st.button(
            "Surprise me",
            type="primary",
            icon=":material/casino:",
            help="Starts one of the failure modes; you work out which.",
        ):
            start_failure(FAILURE_MODES[secrets.choice(list(FAILING))], surprise=True)
        chosen = st.selectbox(
            "or choose",
            list(reversed(FAILING)),
            format_func=lambda name: FAILURE_MODES[name].title,
            key="planted",
            help="For the teacher: the classroom sees only a numbered run.",
        )
        if st.button("Start this failure", icon=":material/coronavirus:", help="Starts a run with this failure."):
            start_failure(FAILURE_MODES[chosen])


def start_button(failure_mode: FailureMode) -> None:
    """Breaks a run on purpose, from the page that explains the failure mode."""
    if st.button(
        "Break a run with it",
        icon=":material/coronavirus:",
        help="Starts a small run that fails in this way, in the break-it lab.",
        key=f"start-{failure_mode.name}",
    ):
        start_failure(failure_mode)


def start_failure(failure_mode: FailureMode, surprise: bool = False) -> None:
    """Start the run under a name that says nothing, and show it.

    Only as a `surprise` does its diagnosis count on the scoreboard of whoever starts it. Its seed is the recording's:
    with another one the same settings may do no harm, and there is nothing to diagnose.
    """
    let_go()
    seed = recordings.load(failure_mode.name).config.seed
    config = FAILING[failure_mode.name].config(title=f"Failing run {secrets.token_hex(2).upper()}", seed=seed)
    try:
        folder = launcher().start(config.model_dump(mode="json"), title=config.title, owner=visitor())
    except UserError as error:
        show_error(error)
        return
    if not surprise:
        tell_score(BREAK_IT, folder.name, 0, 0)
    address.replace({PART_PARAM: "lab", PARAM: folder.name})
    st.rerun()


def let_go() -> None:
    """Stop this visitor's failing runs: the next one must not wait behind one that nobody watches any more."""
    for status in mine(launcher().statuses()):
        going = status.active or status.state == "queued"
        if going and is_failing(status):
            launcher().stop(status.name)


def is_failing(status: Status) -> bool:
    """Whether a run was started to fail."""
    return status.job_type == RunConfig.job_type and bool(_started_failure(runs_root() / status.name))


@lru_cache(maxsize=1000)
def _started_failure(run: Path) -> str:
    """The failure mode that a run was started with; empty for all others, and for one that cannot be read."""
    try:
        return failure_of(load_config(RunFolder(run).config()))
    except UserError:
        return ""


def _failing_run(name: str) -> None:
    folder = launcher().find(name)
    status = folder.status()
    config = load_config(folder.config())
    started_failure = failure_of(config)
    if not started_failure:
        raise RunError("This run was not started here: examine it instead.")
    st.header(escaped(status.title), anchor=False)
    live_view(name, key=f"lab-{name}", state=status.state, ratio=grid_ratio(config), quiet=True)
    guess = state.diagnosis(name)
    if not guess:
        _ask(name, started_failure, config)
        return
    going = status.active or status.state == "queued"
    st.fragment(_verdict, run_every=EVERY_SECONDS if going else None)(name, started_failure, guess, going)


def _ask(name: str, started_failure: str, config: RunConfig) -> None:
    """Four to choose from, the right one among them, in an order that belongs to the run."""
    chance = random.Random(name)
    others = [each for each in FAILING if each != started_failure and fits(FAILURE_MODES[each], config.family)]
    options = [started_failure, *chance.sample(others, CHOICES - 1)]
    chance.shuffle(options)
    with st.form("diagnosis"):
        guess = st.radio(
            "Diagnosis: what is wrong with it?",
            options,
            format_func=lambda each: FAILURE_MODES[each].title,
            captions=[FAILURE_MODES[each].shows for each in options],
            index=None,
            key=f"guess-{name}",
            help="Read the curves, the samples and the log. The doctor gives its diagnosis after yours.",
        )
        pressed = st.form_submit_button("This is my diagnosis", type="primary", icon=":material/stethoscope:")
        if pressed and not guess:
            st.warning("First choose one of the four; a guess is fine.", icon=":material/touch_app:")
        elif pressed:
            state.keep_diagnosis(name, present(guess))
            st.rerun()


def fits(failure_mode: FailureMode, family: Family) -> bool:
    """Whether such a model can have that failure at all."""
    games_only = ("modes/",) if family.has_discriminator else ()
    own = (*(f"{name}/" for name in family.networks), *games_only, "skipped")
    return any(curve.startswith(own) for curve in failure_mode.curves)


def _verdict(name: str, started_failure: str, guess: str, was_going: bool) -> None:
    """Whether the guess was right, once the run shows it; and what the doctor finds."""
    try:
        folder = find_run(runs_root(), name)
        status = folder.status()
        found = visit(folder, status)
    except UserError as error:
        show_error(error)
        return
    going = status.active or status.state == "queued"
    is_found = found is not None and started_failure in {each.failure_mode for each in found.findings}
    if going and not is_found:
        _wait(guess, status, FAILURE_MODES[started_failure])
    else:
        tell_score(BREAK_IT, name, int(guess == started_failure), 1)
        _answer(started_failure, guess)
    st.markdown("## What the doctor finds")
    show_findings(folder, status, found)
    if going:
        return
    if was_going:
        st.rerun()
    if found and not is_found:
        _unnamed(found, status, FAILURE_MODES[started_failure])


def _wait(guess: str, status: Status, failure_mode: FailureMode) -> None:
    st.info(
        f"Your diagnosis: “{FAILURE_MODES[guess].title}”. You will see whether it is right once the run shows the "
        f"failure, or at the latest when it ends: step {status.step:,} of {present(failure_mode.start).num_steps:,}.",
        icon=":material/hourglass_top:",
    )


def _answer(started_failure: str, guess: str) -> None:
    failure_mode = FAILURE_MODES[started_failure]
    said = f"**{failure_mode.title}**. {failure_mode.about}"
    if guess == started_failure:
        st.success(f"Right: {said}", icon=":material/check_circle:")
    else:
        st.warning(f"You said “{FAILURE_MODES[guess].title}”. It was started with {said}", icon=":material/school:")


def _unnamed(found: Diagnosis, status: Status, failure_mode: FailureMode) -> None:
    """Says that a started failure was not found, with the curve that shows it in other runs."""
    if status.state in ("stopped", "lost"):
        why = f"it ended after {status.step:,} of {FAILING[failure_mode.name].num_steps:,} steps, too early to fail."
    else:
        why = "no two machines compute exactly alike, and the failure may not have occurred here. Decide for yourself."
    st.info(
        f"“{failure_mode.title}” was started, and the doctor does not find it in this run: {why} {failure_mode.shows}",
        icon=":material/help:",
    )
    st.caption(words(draw_beside_sound(found.history, failure_mode.curves, f"unnamed-{failure_mode.name}", "this run")))
