"""Pressing Train, Measure, Race, Evaluate."""

from typing import Any, Protocol

import streamlit as st

from gan_core.config import RunConfig
from gan_core.errors import UserError
from ui import state
from ui.server import launcher, visitor
from ui.text import show_error


def start_run(config: RunConfig) -> None:
    """Queue a run with these settings and show it; says in words what stands in the way."""
    if state.just_opened(state.RUN_PARAM):  # the second half of a double click: one run is enough
        st.rerun()
    try:
        folder = launcher().start(config.model_dump(mode="json"), title=config.title, owner=visitor())
    except UserError as error:
        show_error(error)
        return
    state.show_run(folder.name)
    st.rerun()


class Titled(Protocol):
    """Settings of a job, with what it is called in lists."""

    @property
    def title(self) -> str: ...

    def model_dump(self, *, mode: str) -> dict[str, Any]: ...


def start_job(config: Titled, kind: str, param: str) -> None:
    """Queue a job of `kind` and show it where `param` of the address opens it; says what stands in the way."""
    try:
        folder = launcher().start(config.model_dump(mode="json"), title=config.title, owner=visitor(), kind=kind)
    except UserError as error:
        show_error(error)
        return
    state.show(param, folder.name)
    st.rerun()
