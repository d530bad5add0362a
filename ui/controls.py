"""The buttons of an open run. They leave commands in its folder; the worker obeys after its current step."""

from typing import Any

import streamlit as st

from gan_core.config import RunConfig, load_config
from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status
from ui import state
from ui.server import launcher

MORE_SECONDS = {30: "30 s", 60: "1 min", 300: "5 min", 1800: "30 min"}


def control_bar(folder: RunFolder, status: Status, config: RunConfig) -> None:
    """Pause, resume, single steps and stop, as they fit the run's state."""
    with st.container(horizontal=True, vertical_alignment="center", key="controls"):
        if status.state == "running":
            _button("Pause", "pause", "Wait after the current step.", lambda: folder.ask("pause"), primary=True)
        elif status.state == "paused":
            _button("Resume", "play_arrow", "Go on training.", lambda: launcher().resume(folder.name), primary=True)
            _button("Step", "skip_next", "One whole step: D's updates, then G's.", lambda: folder.ask("step"))
            if config.model.family == "gan":
                _button(
                    "D only",
                    "policy",
                    "One update of the discriminator; does not count as a step.",
                    lambda: folder.ask("d_step"),
                )
                _button(
                    "G only",
                    "brush",
                    "One update of the generator; does not count as a step.",
                    lambda: folder.ask("g_step"),
                )
        if status.state in ("running", "paused", "queued"):
            _button("Stop", "stop", "Save and end. It can be resumed later.", lambda: launcher().stop(folder.name))
        else:
            _after_the_end(folder, status, config)
        if st.button(
            "Change and start again", icon=":material/tune:", type="tertiary", help="Opens these settings in the form."
        ):
            state.load_form(config)
            state.leave_run()
            st.rerun()


def _after_the_end(folder: RunFolder, status: Status, config: RunConfig) -> None:
    has_checkpoint = any(folder.checkpoints.glob("step-*"))
    if status.state == "done":
        with st.popover("Train longer", icon=":material/more_time:", disabled=not has_checkpoint):
            more = st.radio(
                "For how much longer?", list(MORE_SECONDS), format_func=MORE_SECONDS.get, key=f"more-{folder.name}"
            )
            if st.button("Go on", type="primary", key="go-on"):
                _go_on(folder, status, float(more))
        return
    label = f"Resume at step {status.last_checkpoint:,}" if status.last_checkpoint >= 0 else "Resume"
    about = (
        "Goes on exactly where the last checkpoint was taken."
        if has_checkpoint
        else "It ended before its first checkpoint."
    )
    _button(
        label, "play_arrow", about, lambda: launcher().resume(folder.name), primary=True, disabled=not has_checkpoint
    )


def _go_on(folder: RunFolder, status: Status, seconds: float) -> None:
    """Raise the budget that ended the run by as many seconds, and resume."""
    try:
        for name in ("num_steps", "num_images"):
            folder.ask("set", {"name": f"training.{name}", "value": 0})
        folder.ask("set", {"name": "training.seconds", "value": round(status.seconds + seconds, 1)})
        launcher().resume(folder.name)
    except UserError as error:
        st.error(str(error))
        return
    st.rerun()


def _button(label: str, icon: str, about: str, act: Any, primary: bool = False, disabled: bool = False) -> None:
    kind = "primary" if primary else "secondary"
    if st.button(
        label, icon=f":material/{icon}:", help=about, type=kind, disabled=disabled, key=f"do-{icon}-{label[:6]}"
    ):
        try:
            act()
        except UserError as error:
            st.toast(str(error), icon=":material/info:")
            return
        st.toast(f"{label}: asked.", icon=f":material/{icon}:")
        st.rerun(scope="fragment")


def live_settings(folder: RunFolder, status: Status) -> None:
    """Learning rates and sample interval, changed while the run goes on."""
    config = load_config(folder.config())
    live = status.live or {}
    names = ["optimiser.lr", "optimiser.d_lr"] if config.model.family == "gan" else ["optimiser.lr"]
    with st.form("live-settings", border=False):
        values: dict[str, float] = {}
        for name, place in zip([*names, "recording.sample_interval"], st.columns(len(names) + 1), strict=True):
            group, key = name.split(".")
            field = type(getattr(config, group)).model_fields[key]
            now = live.get(name, getattr(getattr(config, group), key))
            label = {
                "lr": "Learning rate of G" if len(names) == 2 else "Learning rate",
                "d_lr": "Learning rate of D",
            }.get(key, "Steps between samples")
            with place:
                if field.annotation is int:
                    values[name] = st.number_input(label, 1, 10**6, int(now), help=field.description)
                else:
                    values[name] = st.number_input(
                        label, 0.0, 1.0, float(now), format="%.6g", step=float(now) / 10, help=field.description
                    )
        if st.form_submit_button("Apply from the next step", icon=":material/check:"):
            changed = {name: value for name, value in values.items() if value != live.get(name)}
            for name, value in changed.items():
                folder.ask("set", {"name": name, "value": value})
            st.toast("Asked: see the run's log." if changed else "Nothing was changed.", icon=":material/check:")
