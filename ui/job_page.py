"""What the pages of a measurement, a race and an evaluation share: following the job, and taking its figures away."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder, Status
from ui.run_list import still_there
from ui.text import show_error

REFRESH_SECONDS = 1.0


def goes(status: Status) -> bool:
    """Whether there is more to come."""
    return status.active or status.state == "queued"


def follow(folder: RunFolder, draw: Callable[[Status], None]) -> None:
    """Draw the job now, and again each second while it goes on; once it ends, the whole page anew.

    Raises UserError where its folder is gone. What `draw` raises of that kind is told in its place.
    """
    going = goes(folder.status())

    @st.fragment(run_every=REFRESH_SECONDS if going else None)
    def body() -> None:
        now = still_there(folder)
        if going and not goes(now):
            st.rerun()
        try:
            draw(now)
        except UserError as error:  # a fragment tells what goes wrong in its own place
            show_error(error)

    body()


def figure_files(
    name: str, found: Any, to_csv: Callable[[Any], str], to_json: Callable[[Any], str], lines: str, whole: str
) -> None:
    """Buttons for the figures as CSV and JSON, made when asked for; `lines` and `whole` say what they hold."""
    for label, make, kind, mime, about in (
        ("CSV", to_csv, "csv", "text/csv", lines),
        ("JSON", to_json, "json", "application/json", whole),
    ):
        st.download_button(
            label,
            partial(make, found),
            file_name=f"{name}.{kind}",
            mime=mime,
            icon=":material/download:",
            help=about,
            on_click="ignore",
            key=f"take-{kind}",
        )
