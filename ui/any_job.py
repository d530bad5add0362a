"""The page of a job whose type has no page of its own: progress, newest pictures, log and result."""

import json
from html import escape
from typing import Any

import streamlit as st

from gan_core.job_types.registry import find_job_type
from gan_core.jobs.folder import RunFolder, Status, find_run
from gan_core.places import runs_root
from ui import address, state
from ui.job_page import JobFrame, figure_files, goes, show_job
from ui.links import picture_link
from ui.navigation_paths import JOB, RUNS, page_path
from ui.text import escaped

LOG_LINES = 20


def show_any_job(name: str) -> None:
    """Everything about the job, on the page of its type where that has one. Raises UserError where there is none."""
    job_type = find_job_type(find_run(runs_root(), name).status().job_type)
    if page_path(job_type.page) != JOB:
        address.open_page(page_path(job_type.page), {job_type.param: name})
    frame = JobFrame(
        job_type,
        back="Runs",
        back_help="Opens the list of everything that was started here.",
        leave=lambda _: _leave(),
        working="Working",
        measured="found",
        lines="The result as a table.",
        whole="The complete result.",
        pauses=True,
    )
    show_job(name, frame, lambda folder, status, found: _found(folder, status, found, frame))


def _leave() -> None:
    state.leave(state.JOB_PARAM)
    address.open_page(RUNS)


def _found(folder: RunFolder, status: Status, found: Any, frame: JobFrame) -> None:
    with folder.record() as record:
        file, lines = record.newest_picture("samples"), record.logs()[-LOG_LINES:]
    if file:
        link = escape(picture_link(folder.name, file))
        st.html(f"<img src='{link}' alt='Latest samples' style='max-width:100%;image-rendering:pixelated'>")
    for _, _, step, _, text in lines:
        st.caption(f"{step:,}: {escaped(text)}")
    if found is None or frame.job_type.results is None:
        return
    st.json(json.loads(frame.job_type.results().to_json(found)))
    if not goes(status):
        with st.container(horizontal=True):
            figure_files(folder.name, found, frame)
