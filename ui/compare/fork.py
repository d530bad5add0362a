"""The form of a fork: from which checkpoint, with which settings; then both branches side by side."""

from pathlib import Path
from typing import Any

import streamlit as st

from gan_core.config import RunConfig, choices, load_config
from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status, find_run
from gan_core.places import runs_root
from gan_core.runs.fork import changed, check, fork, settings_at, whole_checkpoints, why_not, with_room
from gan_core.settings import flat
from gan_core.store.model_card import read_card
from gan_core.wording import count, duration
from ui import address
from ui.compare.choose import RUNS_PARAM
from ui.fields import with_labels
from ui.form import TABS, settings_group
from ui.pickers import models
from ui.server import launcher, visitor
from ui.setting_words import setting_words, value_words
from ui.state import FORK_PARAM
from ui.text import escaped, show_error, telling

CHANGEABLE = ("optimiser", "objective", "training", "data", "runtime", "recording")


def asked_to_fork() -> str:
    """The run or model that the address wants forked; empty for none."""
    return address.value(FORK_PARAM)


def _leave(*names: str) -> None:
    address.replace({RUNS_PARAM: ",".join(names)} if names else {})
    st.rerun()


def fork_form(name: str) -> None:
    """Everything that a fork of `name` needs to know. Raises RunError where there is no such run."""
    st.markdown(
        "A fork continues from a saved checkpoint of a run, with its weights, optimisers and random numbers, but "
        "with the settings that you change here. The parent run stays as it is."
    )
    name = _pick_source(name)
    status = _status(name)
    if reason := why_not(runs_root() / name, status):
        st.info(reason, icon=":material/block:")
        with st.container(horizontal=True):
            st.button("Start the fork", icon=":material/fork_right:", disabled=True, help=reason)
            if st.button("Back", icon=":material/arrow_back:", type="tertiary", help="To the comparison"):
                _leave()
        return
    source = launcher().find(name)
    _form(source, status)


def _pick_source(name: str) -> str:
    options = models()
    if name not in options:
        find_run(runs_root(), name)  # says so where it is gone
        options = {name: name, **options}
    names = list(options)
    chosen = st.selectbox(
        "From",
        names,
        index=names.index(name),
        format_func=options.__getitem__,
        key=f"fork-from-{name}",
        help="Runs that have saved a checkpoint. Shipped models are generators only, so their training cannot be "
        "continued.",
    )
    if chosen != name:
        address.write(FORK_PARAM, chosen)
    return chosen


def _status(name: str) -> Status | None:
    folder = RunFolder(runs_root() / name)
    return folder.status() if folder.exists() else None


@st.fragment
@telling
def _form(source: RunFolder, status: Status) -> None:
    found = whole_checkpoints(source.path)
    left, right = st.columns([2, 3])
    step = left.selectbox(
        "Checkpoint",
        list(found),
        format_func=lambda each: _checkpoint_words(found[each]),
        key=f"fork-step-{source.name}",
        help="The newest two are kept, and of the earlier ones the first at every doubling of the step.",
    )
    key = f"fork.{source.name}.{step}"
    title = right.text_input("Name of the fork", f"{status.title}, forked at {step:,}"[:80], max_chars=80, key=key)
    before = settings_at(source, found[step])
    actions = st.container(horizontal=True, vertical_alignment="center")
    after, problem = _changed(before, found[step], key)
    control_run = _actions(actions, problem, status)
    if problem:
        st.error(problem, icon=":material/rule:")
    elif after is not None:
        st.markdown(_told(before, after))
    if control_run is not None and after is not None:
        _start(source, step, title, before, after, control_run)


def _checkpoint_words(checkpoint: Path) -> str:
    card = read_card(checkpoint)
    return f"Step {count(card.step)}, after {duration(card.seconds)} of training"


def _changed(before: RunConfig, checkpoint: Path, key: str) -> tuple[RunConfig | None, str]:
    """The settings as they stand in the form, and what is wrong with them."""
    values = with_room(before, checkpoint).model_dump(mode="json")
    for name, tab in zip(CHANGEABLE, st.tabs([TABS[each] for each in CHANGEABLE]), strict=True):
        with tab:
            values[name] = _group(name, values, key, before)
    try:
        after = load_config(values)
        check(before, after, read_card(checkpoint))
    except UserError as error:
        return None, escaped(with_labels(str(error)))
    return after, ""


def _group(name: str, values: dict[str, Any], key: str, before: RunConfig) -> dict[str, Any]:
    if name == "data":
        st.caption(f"{choices()['data'][before.data.name].title}. Other pictures must be of the same size and colours.")
    return settings_group(name, values[name], key, before.model.family)


def _actions(place: Any, problem: str, status: Status) -> bool | None:
    """Whether a control run is wanted, once Start is pressed; None before."""
    with place:
        pressed = st.button(
            "Start the fork",
            type="primary",
            icon=":material/fork_right:",
            disabled=bool(problem),
            help="Queues the new run and shows it next to its parent.",
        )
        back = st.button("Back", icon=":material/arrow_back:", type="tertiary", help="To the comparison")
        control_run = st.toggle(
            "Also a control run (same settings)",
            value=not status.active,
            key=f"twin-{status.name}",
            help="A second fork from the same step with the same budget and no other change: it shows what would "
            "have happened without the change. If the parent is still training, it serves as the control.",
        )
    if back:
        _leave(status.name)
    return control_run if pressed else None


def _told(before: RunConfig, after: RunConfig) -> str:
    old = flat(before.model_dump(mode="json"))
    lines = [
        f"- {escaped(setting_words(name))}: {escaped(value_words(name, old.get(name)))} → "
        f"**{escaped(value_words(name, value))}**"
        for name, value in changed(before, after).items()
    ]
    return "Changed from here on:\n\n" + "\n".join(lines) if lines else "Nothing has changed: this is a control run."


def _start(source: RunFolder, step: int, title: str, before: RunConfig, after: RunConfig, control_run: bool) -> None:
    changes = changed(before, after)
    budgets = {name: value for name, value in changes.items() if name.startswith("training.")}
    try:
        made = [fork(launcher(), source, step=step, changes=changes, title=title, owner=visitor())]
        if control_run and changes != budgets:
            words = f"Control run from {step:,}"
            made.append(fork(launcher(), source, step=step, changes=budgets, title=words, owner=visitor()))
    except UserError as error:
        show_error(error)
        return
    _leave(source.name, *(each.name for each in made))
