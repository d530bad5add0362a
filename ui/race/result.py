"""One race: progress, lanes side by side, the ranking in words and figures, and the export."""

import streamlit as st

from gan_core.energy.wording import source_words
from gan_core.job_types.registry import RACE
from gan_core.jobs.folder import RunFolder, Status
from gan_core.race.results import RaceResult
from ui import state
from ui.fields import shown
from ui.job_page import JobFrame, figure_files, goes, show_job
from ui.race.curves import show_curves
from ui.race.lanes import show_lanes
from ui.race.table import show_table
from ui.race.track import show_track
from ui.starting import start_job
from ui.text import escaped

SEEDS = 2**31
NAMED_SEED, MOST_TITLE = ", seed ", 60


def show_result(name: str) -> None:
    """Everything about one race. Raises UserError when there is none, or where it cannot be read."""
    show_job(name, FRAME, _found)


FRAME = JobFrame(
    RACE,
    back="All races",
    back_help="Choose another race",
    leave=lambda _: state.leave(state.RACE_PARAM),
    working="Getting ready",
    measured="seen",
    lines="One row per score of a lane, with the conditions of its measurement.",
    whole="Settings, all scores, and the outcome.",
    pauses=True,
    paused="Paused: every clock is stopped",
)


def _found(folder: RunFolder, status: Status, found: RaceResult) -> None:
    if goes(status):
        show_track(found)
    else:
        _story(found)
    show_lanes(folder, found)
    if not any(len(track.looks) > 1 or track.turns for track in found.race.tracks):
        if not goes(status):
            st.caption("It ended before anything was scored.")
            _again(found, status)
        return
    show_curves(found)
    show_table(found, running=goes(status))
    _lanes_in_words(found)
    if found.race.machine:
        st.caption(
            "Raced on: "
            + escaped(" · ".join(f"{key} {value}" for key, value in found.race.machine.items()))
            + f". Electricity: {escaped(found.config.grid)}."
        )
    if not goes(status):
        _take_away(folder, status, found)


def _story(found: RaceResult) -> None:
    """Words first, once it is over: what they say of half a race would change with every look."""
    headline, *rest = found.story() or [""]
    if headline:
        st.subheader(escaped(headline), anchor=False)
        st.markdown("\n".join(f"- {escaped(each)}" for each in rest))


def _lanes_in_words(found: RaceResult) -> None:
    with st.expander("What differs, and where each lane runs", icon=":material/info:"):
        st.markdown(
            "\n".join(
                f"- **{escaped(track.name)}**: {escaped(_changes(track.changes))} Runs on {escaped(track.where)}. "
                f"Energy: {escaped(source_words(track.source))}."
                for track in found.race.tracks
            )
        )


def _changes(changes: dict) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in changes.items()) + "." if changes else "as it is."


def _again(found: RaceResult, status: Status) -> None:
    """The same lanes once more; after a whole race from the next seed, which is what it leaves open."""
    base = found.config.base
    label, about = "Race again", "Starts the same race again."
    if whole := status.state == "done":
        label, about = "Race again from another seed", "Does the same lane win, or was it luck?"
    if st.button(label, icon=":material/replay:", help=about, key="again"):
        seed = (base.seed + 1) % SEEDS if whole else base.seed
        title = f"{found.config.title.partition(NAMED_SEED)[0][:MOST_TITLE]}{NAMED_SEED}{seed}"
        config = found.config.model_copy(update={"title": title, "base": base.with_changes({"seed": seed})})
        start_job(config)


def _take_away(folder: RunFolder, status: Status, found: RaceResult) -> None:
    with st.container(horizontal=True):
        _again(found, status)
        figure_files(folder.name, found, FRAME)
