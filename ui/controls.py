"""The buttons of an open run. They leave commands in its folder; the worker obeys after its current step."""

import time
from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from gan_core.config import RunConfig
from gan_core.errors import UserError
from gan_core.job_types.registry import load_settings
from gan_core.jobs.folder import RunFolder, Status
from gan_core.recovery.settings import RecoverConfig
from gan_core.runs.fitting import check_pictures_of
from gan_core.runs.fork import why_not
from gan_core.steps import step_folders
from gan_core.store.machine_settings import NotHereError, check_here
from ui import address, state
from ui.fields import field_widget, with_labels
from ui.form_address import open_form
from ui.navigation_paths import COMPARE
from ui.server import guard, launcher, may_change
from ui.text import escaped, show_error
from ui.uploads import upload_field

Act = Callable[[], int | None]
ANSWER_SECONDS = 0.4
FORK = "Starts a new run that continues from a checkpoint of this one with other settings."
NOT_HERE = {"runtime.device": "Continue on another device", "data.path": "Choose the pictures again"}
LIVE_FIELDS = ("optimiser.lr", "optimiser.d_lr", "recording.sample_interval")
LIVE_WEIGHTS = ("objective.lambda_g", "objective.lambda_d", "objective.lambda_lm")
COLUMNS = 3
MORE_SECONDS = {30: "30 s", 60: "1 min", 300: "5 min", 1800: "30 min"}


def control_bar(folder: RunFolder, status: Status, config: RunConfig | RecoverConfig) -> None:
    """Pause, resume, single steps and stop, as they fit the run's state."""
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        if not may_change(status):
            st.caption(f":material/visibility: {escaped(guard().whose(status))}", width="content")
        elif status.state == "running":
            _button(folder, "Pause", "pause", "Pauses after the current step.", lambda: folder.ask("pause"), "primary")
        elif status.state == "paused":
            _paused_buttons(folder)
        if not may_change(status):
            pass
        elif status.state in ("running", "paused", "queued"):
            _button(folder, "Stop", "stop", "Saves and ends the run. It can be resumed later.", lambda: _stop(folder))
        else:
            _after_the_end(folder, status)
        if isinstance(config, RunConfig) and st.button(
            "Duplicate and edit", icon=":material/tune:", type="tertiary", help="Opens these settings in the form."
        ):
            open_form(folder.name)
        reason = why_not(folder.path, status)
        if st.button("Fork", icon=":material/fork_right:", type="tertiary", disabled=bool(reason), help=reason or FORK):
            address.open_page(COMPARE, {state.FORK_PARAM: folder.name})


def _paused_buttons(folder: RunFolder) -> None:
    """Those of the half-steps stand on the boxes of the two networks."""
    _button(folder, "Resume", "play_arrow", "Continue training.", lambda: folder.ask("resume"), "primary")
    _button(folder, "Step", "skip_next", "One whole step: D's updates, then G's.", lambda: folder.ask("step"))


def _stop(folder: RunFolder) -> None:
    """Stop, and give the worker a moment to do so."""
    launcher().stop(folder.name)
    ended = time.monotonic() + ANSWER_SECONDS
    while folder.status().active and time.monotonic() < ended:
        time.sleep(0.02)


def _after_the_end(folder: RunFolder, status: Status) -> None:
    try:
        check_here(folder.config())
    except NotHereError as error:
        _choose_again(folder, error)
        return
    has_checkpoint = bool(step_folders(folder.checkpoints))
    if status.state == "done":  # continued from “What next?”
        return
    label = f"Resume at step {status.last_checkpoint:,}" if status.last_checkpoint >= 0 else "Resume"
    about = "Continues exactly where it was last saved."
    if not has_checkpoint:
        label, about = (
            "Start",
            ("It ended before its first checkpoint, so it starts again from the beginning, with the same settings."),
        )
    act = lambda: launcher().resume(folder.name)  # noqa: E731
    _button(folder, label, "play_arrow", about, act, "primary")


def continue_training(folder: RunFolder, status: Status) -> None:
    """More time for a run that is done; nothing where its data or its device are not here, or where it is another's."""
    if not may_change(status):
        return
    try:
        check_here(folder.config())
    except NotHereError:
        return
    has_checkpoint = bool(step_folders(folder.checkpoints))
    with st.popover("Continue training", icon=":material/more_time:", disabled=not has_checkpoint):
        key = f"more-{folder.name}"
        more = st.radio("For how much longer?", list(MORE_SECONDS), format_func=MORE_SECONDS.get, key=key)
        if st.button("Continue training", type="primary", key="go-on"):
            _go_on(folder, status, float(more))


def _choose_again(folder: RunFolder, error: NotHereError) -> None:
    """In place of Resume: what this machine has not, and the way on."""
    with st.popover(NOT_HERE[error.setting], icon=":material/move_location:"):
        st.caption(escaped(str(error)))
        value = "auto" if error.setting == "runtime.device" else upload_field("", f"again-{folder.name}")
        about = "The run's own settings stay as they are; the change is recorded in its log."
        if st.button("Use these from now on", type="primary", key="use-here", disabled=not value, help=about):
            try:
                launcher().check_change(folder)
                if error.setting == "data.path":
                    check_pictures_of(folder, value)
                folder.change_machine({error.setting: value})
            except UserError as problem:
                show_error(problem)
                return
            st.rerun()


def _go_on(folder: RunFolder, status: Status, seconds: float) -> None:
    """Put a longer budget in place of the one that ended the run, and resume."""
    try:
        launcher().check_change(folder)
        for name, value in longer_budget(load_settings(status.job_type, folder.config()), status, seconds).items():
            folder.ask("set", {"name": name, "value": value})
        launcher().resume(folder.name)
    except UserError as error:
        show_error(error)
        return
    st.rerun()


def longer_budget(config: RunConfig | RecoverConfig, status: Status, seconds: float) -> dict[str, float]:
    """The live settings that let a run continue for about so many seconds; the first keeps it valid for the others.

    A falling learning rate must know its end in steps, so such a run gets the steps that fit into the seconds.
    """
    if config.optimiser.schedule == "cosine":
        more = max(1, round(seconds * status.step / max(status.seconds, 1e-3)))
        return {"training.num_steps": status.step + more, "training.num_images": 0, "training.seconds": 0}
    longer = round(status.seconds + seconds, 1)
    return {"training.seconds": longer, "training.num_steps": 0, "training.num_images": 0}


ButtonKind = Literal["primary", "secondary", "tertiary"]


def _button(
    folder: RunFolder,
    label: str,
    icon: str,
    about: str,
    act: Act,
    kind: ButtonKind = "secondary",
    **more: Any,
) -> None:
    """A button that asks something of the run and waits a moment for the answer, so that it shows at once."""
    if not st.button(label, icon=f":material/{icon}:", help=about, type=kind, key=f"do-{icon}", **more):
        return
    tell_reply(folder, act, icon)
    st.rerun()


def tell_reply(folder: RunFolder, act: Act, icon: str, *, seen: bool = False) -> None:
    """Ask something of the run and show in passing what it answers, or what stands in the way.

    An answer that is `seen` in the page itself is not told besides.
    """
    try:
        launcher().check_change(folder)
        reply = _reply(folder, act())
        told = "" if seen else reply
    except UserError as error:
        told = str(error)
    if told:
        st.toast(with_labels(told), icon=f":material/{icon}:")


def _reply(folder: RunFolder, number: int | None) -> str:
    """What the worker answered, or that it was told, once its step takes longer than the eye waits."""
    ended = time.monotonic() + ANSWER_SECONDS
    while number is not None and time.monotonic() < ended:
        with folder.record() as record:
            reply = record.reply_to(number)
        if reply is not None:
            return reply
        time.sleep(0.02)
    return "" if number is None else "Requested: it takes effect after the current step."


def _has_d(config: RunConfig | RecoverConfig) -> bool:
    """Whether a discriminator learns here, whose learning rate can be changed."""
    if isinstance(config, RunConfig):
        return config.family.has_discriminator
    return config.method == "fine_tune" or config.losses.adversarial_weight > 0


def live_settings(folder: RunFolder, status: Status) -> None:
    """Controls of the learning rates, the sample interval and, where there are some, the weights of losses."""
    config, live = load_settings(status.job_type, folder.config()), status.live or {}
    names = LIVE_FIELDS if _has_d(config) else tuple(name for name in LIVE_FIELDS if "d_lr" not in name)
    names += tuple(name for name in LIVE_WEIGHTS if name in live)
    with st.form("change-settings", border=False):
        values: dict[str, float] = {}
        places = [place for _ in range(0, len(names), COLUMNS) for place in st.columns(min(len(names), COLUMNS))]
        for name, place in zip(names, places, strict=False):
            group, key = name.split(".")
            field = type(getattr(config, group)).model_fields[key]
            now = live.get(name, getattr(getattr(config, group), key))
            with place:
                values[name] = field_widget(key, field, now, f"change-{folder.name}-{name}")
        if st.form_submit_button("Apply from the next step", icon=":material/check:"):
            launcher().check_change(folder)
            changed = {name: value for name, value in values.items() if value != live.get(name)}
            replies = [_reply(folder, folder.ask("set", {"name": n, "value": v})) for n, v in changed.items()]
            told = (
                "; ".join(replies) or "These settings are already in effect."
            )  # so the second press of a double click is told
            st.toast(with_labels(told), icon=":material/check:")
