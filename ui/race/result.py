"""One race: how far it is, the lanes side by side, who was first in words and figures, and what can be taken away."""

import streamlit as st

from gan_core.energy.wording import source_words
from gan_core.jobs.folder import RunFolder, Status, find_run
from gan_core.places import runs_root
from gan_core.race.results import RaceResult, read_result, to_csv, to_json
from ui import state
from ui.fields import shown
from ui.job_page import figure_files, follow, goes
from ui.race.curves import show_curves
from ui.race.lanes import show_lanes
from ui.race.table import show_table
from ui.run_list import RACED, badge, only, when
from ui.server import launcher
from ui.starting import start_job
from ui.text import escaped

SEEDS = 2**31
NAMED_SEED, MOST_TITLE = ", seed ", 60


def show_result(name: str) -> None:
    """Everything about one race. Raises UserError when there is none, or where it cannot be read."""
    folder = find_run(runs_root(), name)
    status = folder.status()
    only(status, RACED)
    _head(status)

    def draw(now: Status) -> None:
        st.markdown(f"{badge(now)} {when(now)}")
        _progress(folder, now)
        _found(folder, now, read_result(folder))

    follow(folder, draw)


def _head(status: Status) -> None:
    if st.button("All races", icon=":material/arrow_back:", type="tertiary", key="back", help="Choose another race"):
        state.leave(state.RACE_PARAM)
        st.rerun()
    st.subheader(escaped(status.title), anchor=False)


def _progress(folder: RunFolder, status: Status) -> None:
    """What is being done and the ways out while it goes on; how it ended, where that needs a word."""
    if status.state == "queued":
        place = launcher().index.place_in_queue(status.name)
        st.info(f"It waits for its turn: place {place} in the queue.", icon=":material/schedule:")
    elif status.active:
        text = "Paused: every clock stands still" if status.state == "paused" else status.message or "Getting ready"
        st.progress(min(max(status.goal, 0.0), 1.0), escaped(text))
    elif status.state == "stopped":
        st.info("Cancelled. What was seen until then is below.", icon=":material/stop_circle:")
    elif status.state in ("failed", "lost"):
        reason = status.reason or "It ended without a word."
        st.error(
            f"{escaped(reason)} A race cannot be resumed; what was seen until then stays.", icon=":material/error:"
        )
    if goes(status):
        _ways_out(folder, status)


def _ways_out(folder: RunFolder, status: Status) -> None:
    with st.container(horizontal=True):
        if status.state == "paused":
            if st.button(
                "Continue", icon=":material/play_arrow:", type="primary", help="The race continues.", key="go-on"
            ):
                folder.ask("resume")
        elif status.active and st.button(
            "Pause", icon=":material/pause:", help="All lanes wait; no clock runs on.", key="pause"
        ):
            folder.ask("pause")
        if st.button("Cancel", icon=":material/stop:", help="Ends it; what was seen already stays.", key="cancel"):
            launcher().stop(folder)
            st.rerun()


def _found(folder: RunFolder, status: Status, found: RaceResult) -> None:
    if not goes(status):
        _story(found)
    show_lanes(folder, found)
    if not any(len(track.looks) > 1 or track.turns for track in found.race.tracks):
        if not goes(status):
            st.caption("It ended before anything was seen.")
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
    if told := found.story():
        st.markdown("\n".join(f"- {escaped(each)}" for each in told))


def _lanes_in_words(found: RaceResult) -> None:
    with st.expander("What differs, and how each lane computes", icon=":material/info:"):
        st.markdown(
            "\n".join(
                f"- **{escaped(track.name)}**: {escaped(_changes(track.changes))} Computes on {escaped(track.where)}. "
                f"Energy: {escaped(source_words(track.source))}."
                for track in found.race.tracks
            )
        )


def _changes(changes: dict) -> str:
    return ", ".join(f"{name} = {shown(value)}" for name, value in changes.items()) + "." if changes else "as it is."


def _again(found: RaceResult, status: Status) -> None:
    """The same lanes once more; after a whole race from the next seed, which is what it leaves open."""
    base = found.config.base
    label, about = "Race again", "Starts the same race anew."
    if whole := status.state == "done":
        label, about = "Race again from another seed", "Does the same lane win, or was it luck?"
    if st.button(label, icon=":material/replay:", help=about, key="again"):
        seed = (base.seed + 1) % SEEDS if whole else base.seed
        title = f"{found.config.title.partition(NAMED_SEED)[0][:MOST_TITLE]}{NAMED_SEED}{seed}"
        config = found.config.model_copy(update={"title": title, "base": base.with_changes({"seed": seed})})
        start_job(config, RACED, state.RACE_PARAM)


def _take_away(folder: RunFolder, status: Status, found: RaceResult) -> None:
    with st.container(horizontal=True):
        _again(found, status)
        figure_files(
            folder.name,
            found,
            to_csv,
            to_json,
            "A line for each score of a lane, with what it was measured on.",
            "Settings, all that was seen, and what it comes to.",
        )
