"""What the pages of all long work share around a result: header, progress, controls and downloads."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.job import JobType
from ui.download import download_button
from ui.run_list import badge, only, still_there, when
from ui.server import launcher, may_change
from ui.text import escaped, show_error, tab_title

REFRESH_SECONDS = 1.0


@dataclass(frozen=True)
class JobFrame:
    """What is said around the result of one type of job.

    `measured` is what was done until it ended, in a sentence: "what was measured until then". `back` leads to where
    such jobs are chosen, `leave` goes there. A job that `pauses` has a button for it; `paused` is said while it waits.
    """

    job_type: JobType
    back: str
    back_help: str
    leave: Callable[[RunFolder], None]
    working: str
    measured: str
    lines: str
    whole: str
    pauses: bool = False
    paused: str = "Paused"


Draw = Callable[[RunFolder, Status, Any], None]


def show_job(name: str, frame: JobFrame, draw: Draw) -> None:
    """Everything about one job; `draw` shows what it found so far, each second while it runs, then once more.

    Raises UserError where there is none, or where it is of another type. What `draw` raises is told in its place.
    """
    folder = launcher().find(name)
    status = folder.status()
    only(status, frame.job_type)
    if st.button(frame.back, icon=":material/arrow_back:", type="tertiary", key="back", help=frame.back_help):
        frame.leave(folder)
        st.rerun()
    st.header(escaped(status.title), anchor=False)
    st.set_page_config(page_title=tab_title(status.title))
    going = goes(status)

    @st.fragment(run_every=REFRESH_SECONDS if going else None)
    def body() -> None:
        now = still_there(folder)
        if going and not goes(now):
            st.rerun()
        try:
            st.markdown(f"{badge(now)} {when(now)}")
            _progress(folder, now, frame)
            draw(folder, now, frame.job_type.results().read_result(folder) if frame.job_type.results else None)
        except UserError as error:  # a fragment tells what goes wrong in its own place
            show_error(error)

    body()


def goes(status: Status) -> bool:
    """Whether there is more to come."""
    return status.active or status.state == "queued"


def _progress(folder: RunFolder, status: Status, frame: JobFrame) -> None:
    """What is being done and the ways out while it runs; how it ended, where that needs a word."""
    if status.state == "queued":
        place = launcher().index.place_in_queue(status.name)
        st.info(f"Waiting: place {place} in the queue.", icon=":material/schedule:")
    elif status.active:
        text = frame.paused if status.state == "paused" else status.message or frame.working
        st.progress(min(max(status.goal, 0.0), 1.0), escaped(text))
    elif status.state == "stopped":
        st.info(f"Cancelled. What was {frame.measured} until then is below.", icon=":material/stop_circle:")
    elif status.state in ("failed", "lost"):
        st.error(escaped(status.reason or "It ended without a message."), icon=":material/error:")
        st.caption(
            f"{frame.job_type.a_noun.capitalize()} cannot be resumed. What was {frame.measured} until then stays; "
            f"start it again under “{frame.back}”."
        )
    if goes(status) and may_change(status):
        _ways_out(folder, status, frame)


def _ways_out(folder: RunFolder, status: Status, frame: JobFrame) -> None:
    with st.container(horizontal=True):
        if status.state == "paused":
            about = f"The {frame.job_type.noun} continues."
            if st.button("Continue", icon=":material/play_arrow:", type="primary", help=about, key="go-on"):
                launcher().resume(folder)
        if frame.pauses and status.state == "running":
            about = "Pauses it, with every clock stopped."
            if st.button("Pause", icon=":material/pause:", help=about, key="pause"):
                launcher().check_change(folder)
                folder.ask("pause")
        about = f"Ends it; what has already been {frame.measured} stays."
        if st.button("Cancel", icon=":material/stop:", help=about, key="cancel"):
            launcher().stop(folder)
            st.rerun()


def figure_files(name: str, found: Any, frame: JobFrame) -> None:
    """Buttons for what was found as CSV and JSON, made when asked for."""
    if frame.job_type.results is None:
        return
    reader = frame.job_type.results()
    for label, make, suffix, mime, about in (
        ("CSV", reader.to_csv, "csv", "text/csv", frame.lines),
        ("JSON", reader.to_json, "json", "application/json", frame.whole),
    ):
        download_button(
            label,
            partial(make, found),
            file_name=f"{name}.{suffix}",
            mime=mime,
            icon=":material/download:",
            help=about,
            key=f"take-{suffix}",
        )
