"""The live view of a run as a Streamlit component: mounted once, then it follows the run by itself, without reruns."""

from typing import Any

import streamlit as st

from gan_core.presets import PRESETS
from ui.browser_modules import STATIC, module_path, mount_script, version
from ui.live.diagram import diagram_of
from ui.live.routes import plotly_version

RECORDING = "quick-digits"
STYLES = ("style.css", "diagram.css")
REPLAY_RATIO = "298 / 148"


@st.cache_resource(show_spinner=False)
def _component(_version: str) -> Any:
    return st.components.v2.component(
        "gan_live",
        css="".join((STATIC / "live" / file).read_text("utf-8") for file in STYLES),
        js=mount_script(),
        isolate_styles=False,
    )


def _mount(key: str, **data: Any) -> Any:
    known = {"entry": module_path("live/live.js"), "plotly": plotly_version()}
    return _component(version())(
        key=key, data={**known, **data}, on_state_change=_heard, on_remedy_change=_heard, on_command_change=_heard
    )


def _heard() -> None:
    """Streamlit runs again for a trigger only where something listens to it."""


def live_view(
    run_name: str,
    *,
    key: str,
    state: str = "",
    ratio: str = "",
    saved: bool = True,
    quiet: bool = False,
    diagram: dict[str, Any] | None = None,
) -> Any:
    """Show everything of a run and follow it; returns the component's result.

    `result.state` is the new state (or "gone") in the one rerun that a change of state causes, else None. `state` is
    what the page believes now: where the browser finds another one, that too causes a rerun. Mounted in a fragment,
    only the fragment runs again. `ratio` is the sample grid's width and height, as CSS has it ("2 / 1"): room is kept
    for it, so that nothing moves when the first picture comes. `result.remedy` is "illness:number" in the one rerun
    after a remedy of the doctor's was pressed; `quiet` leaves the doctor out. `saved` is whether the page already knows
    a checkpoint of the run: else the first one causes a rerun too. `diagram` is what `diagram_of` says of the run: the
    picture of how it learns then stands above the curves, and `result.command` is {"name": "d_step", "value": None} in
    the one rerun after something was pressed or moved in it.
    """
    return _mount(key, run=run_name, state=state, ratio=ratio, saved=saved, quiet=quiet, diagram=diagram)


def replay_view(key: str, recording: str = RECORDING) -> Any:
    """Show a small recorded run, over and over, labelled as a recording."""
    return _mount(key, replay=recording, ratio=REPLAY_RATIO, diagram=diagram_of(PRESETS[RECORDING].config))
