"""Buttons for files that are made when they are asked for."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st
from streamlit import runtime

KEPT = 16
"""How many files stay in memory after they were made, in all sessions together."""

# Files are made on threads of asyncio's pool, which belong to no session: Streamlit warns of that, and it is meant.
logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").addFilter(
    lambda record: not (record.threadName or "").startswith("asyncio_")
)
_slots = itertools.cycle(range(KEPT))


def download_button(label: str, make: Callable[[], bytes | str], *, file_name: str, mime: str, **how: Any) -> None:
    """A download button whose file is what `make` gives when it is pressed; the page is not run again.

    `how` goes to st.download_button.
    """
    st.download_button(
        label, partial(_made, make, file_name, mime), file_name=file_name, mime=mime, on_click="ignore", **how
    )


def _made(make: Callable[[], bytes | str], file_name: str, mime: str) -> bytes:
    """What `make` gives, kept until KEPT others were made after it.

    Streamlit gives the browser an address for it, but drops the file as soon as any session's script ends, which may
    well be before the browser asks.
    """
    made = make()
    made = made.encode() if isinstance(made, str) else made
    if runtime.exists():
        slot = f"{__name__}.{next(_slots)}"
        runtime.get_instance().media_file_mgr.add(made, mime, slot, file_name=file_name, is_for_static_download=True)
    return made
