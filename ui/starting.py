"""Starts a job when Train, Measure, Race or Evaluate is pressed."""

from typing import Any, ClassVar, Protocol

import streamlit as st

from gan_core.config import RunConfig
from gan_core.errors import UserError
from gan_core.job_types.registry import JOB_TYPES
from ui import address, state
from ui.server import launcher, visitor
from ui.text import show_error


class JobSettings(Protocol):
    """Settings of a type of job, whatever it is."""

    job_type: ClassVar[str]

    @property
    def title(self) -> str: ...
    def model_dump(self, *, mode: str) -> dict[str, Any]: ...


def start_run(config: RunConfig, page: str = "") -> None:
    """Queue a run with these settings and show it, on `page` where it is another; says what stands in the way."""
    if state.just_opened(state.RUN_PARAM):  # the second half of a double click: one run is enough
        st.rerun()
    try:
        folder = launcher().start(config.model_dump(mode="json"), title=config.title, owner=visitor())
    except UserError as error:
        show_error(error)
        return
    if page:
        address.open_page(page, {state.RUN_PARAM: folder.name})
    state.show_run(folder.name)
    st.rerun()


def start_job(config: JobSettings) -> None:
    """Queue a job of the settings' own type and show it on this page, its own; says what stands in the way."""
    try:
        folder = launcher().start(
            config.model_dump(mode="json"), title=config.title, owner=visitor(), job_type=config.job_type
        )
    except UserError as error:
        show_error(error)
        return
    state.show(JOB_TYPES[config.job_type].param, folder.name)
    st.rerun()
