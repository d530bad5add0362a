"""The three parts of the Doctor page."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from ui.address import follow, put
from ui.doctor.atlas import show_atlas
from ui.doctor.examine import show_examination
from ui.doctor.failure_lab import PART_PARAM, show_lab

KEY = "doctor-part"


@dataclass(frozen=True)
class Part:
    title: str
    icon: str
    show: Callable[[], None]


PARTS = {
    "examine": Part("Examine a run", "stethoscope", show_examination),
    "illnesses": Part("Failure modes", "menu_book", show_atlas),
    "lab": Part("Break-it lab", "science", show_lab),
}


def pick_part() -> Part:
    """The part that is open; it stands in the address."""
    names = list(PARTS)
    wanted = follow(PART_PARAM, KEY, names, names[0])
    chosen = st.segmented_control(
        "Part",
        names,
        default=wanted,
        format_func=lambda name: f":material/{PARTS[name].icon}: {PARTS[name].title}",
        key=KEY,
        label_visibility="collapsed",
        help="Findings of a run, the failure modes explained, or runs that fail on purpose.",
    )
    chosen = chosen or names[0]
    put(PART_PARAM, KEY, chosen, "")
    return PARTS[chosen]
