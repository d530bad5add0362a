"""Where a reader is in a lesson: it stands in the address, so that a reload and a link lead to it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import streamlit as st

from ui import address, state

PARAM = "lesson"
TEXT = re.compile(r"(?P<name>[a-z0-9][a-z0-9-]{0,39})(?:~(?P<step>[0-9]{1,2})(?:~(?P<run>[a-z0-9][a-z0-9_-]{0,79}))?)?")


@dataclass(frozen=True)
class Progress:
    """Lesson, number of the step from 0, and the run that the lesson started last ("" for none)."""

    name: str
    step: int = 0
    run: str = ""

    @property
    def text(self) -> str:
        """As the address has it: "collapse~3~my-run", steps counted from 1."""
        return "~".join([self.name, str(self.step + 1), *([self.run] if self.run else [])])


def parse(text: str) -> Progress | None:
    """What an address says; None for nothing and for nonsense."""
    found = TEXT.fullmatch(text)
    return found and Progress(found["name"], max(0, int(found["step"] or 1) - 1), found["run"] or "")


def follow() -> Progress | None:
    """Where the reader is: by the address where it says so, else by what this session remembers.

    Call it before the page is drawn: a page that empties its address gets it back at the next run.
    """
    asked = address.asked(PARAM)
    if asked is not None:
        state.remember_lesson(asked if parse(asked) else "")
    text = state.lesson()
    if asked != (text or None):
        address.write(PARAM, text or None)
    return parse(text)


def go(progress: Progress | None) -> None:
    """Be there from now on; None closes the lesson."""
    state.remember_lesson(progress.text if progress else "")
    address.write(PARAM, progress.text if progress else None)


def to_step(progress: Progress, step: int) -> None:
    go(replace(progress, step=step))
    st.rerun()
