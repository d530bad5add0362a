"""The parts of the latent lab, in their order. A new part is one file with `show(session)` and one line here."""

from dataclasses import dataclass
from importlib import import_module

import streamlit as st

from gan_core.errors import UserError
from ui import address
from ui.address import follow, put
from ui.lab.session import LabSession
from ui.text import show_error

PART_PARAM = "part"
KEY = "lab-part"


@dataclass(frozen=True)
class Part:
    """`module` below ui.lab has `show(session)`; `needs_keys` puts the visitor's picked pictures above it.

    `shown_by` is the shipped model that shows it best.
    """

    title: str
    icon: str
    module: str
    needs_keys: bool = False
    shown_by: str = "shapes-gan"

    def show(self, session: LabSession) -> None:
        """Draw the part as a fragment: its own controls run it alone, and what goes wrong is told in its place.

        Its file is imported when it is first opened: some need torch, and the pad must not wait for it.
        """
        draw = import_module(f"ui.lab.{self.module}").show

        @st.fragment
        def part() -> None:
            try:
                draw(session)
            except UserError as error:
                show_error(error)

        part()


PARTS = {
    "pad": Part("Pad", "drag_pan", "pad", needs_keys=True),
    "directions": Part("Directions", "tune", "directions", needs_keys=True),
    "drag": Part("Drag a point", "touch_app", "drag", needs_keys=True),
    "path": Part("Interpolation", "route", "path", needs_keys=True),
    "map": Part("Map", "map", "map", needs_keys=True, shown_by="digits-vae"),
    "training": Part("Through training", "timeline", "through_training", needs_keys=True),
    "time": Part("Through time", "airline_stops", "through_time", needs_keys=True, shown_by="digits-flow"),
    "find": Part("GAN inversion", "image_search", "find", needs_keys=True),
    "repair": Part("Repair", "healing", "repair"),
    "sum": Part("Arithmetic", "calculate", "arithmetic"),
    "labels": Part("Class mixing", "label", "labels", needs_keys=True, shown_by="digits-gan"),
    "styles": Part("Styles", "palette", "styles", needs_keys=True),
    "quiz": Part("Real or fake?", "quiz", "quiz"),
    "copies": Part("Nearest neighbours", "content_copy", "copies", needs_keys=True),
    "away": Part("Export", "download", "export", needs_keys=True),
}


def first_part(from_elsewhere: bool) -> str:
    """What the address asks for; else the map for whoever comes from no run and no model, else the pad."""
    asked = address.value(PART_PARAM)
    return asked if asked in PARTS else "pad" if from_elsewhere else "map"


def pick_part(first: str) -> Part:
    """The part that is open, `first` to begin with; the choice stands in the address."""
    wanted = follow(PART_PARAM, KEY, list(PARTS), first)
    chosen = st.pills(
        "What to do",
        list(PARTS),
        default=wanted,
        format_func=lambda name: f":material/{PARTS[name].icon}: {PARTS[name].title}",
        key=KEY,
        label_visibility="collapsed",
    )
    chosen = chosen or wanted
    put(PART_PARAM, KEY, chosen, "")
    return PARTS[chosen]
