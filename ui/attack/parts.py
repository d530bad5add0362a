"""The parts of the page, in their order."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from ui.address import follow, put
from ui.attack.begin import PAPERS, begin_generated, begin_training
from ui.attack.one_picture import show_one_picture

PART_PARAM = "part"


@dataclass(frozen=True)
class Part:
    title: str
    icon: str
    about: str
    show: Callable[[], None]


def show_parts() -> None:
    """The choice of a part, what it is about, and the part. The choice stands in the address."""
    first = next(iter(PARTS))
    wanted = follow(PART_PARAM, "attack-part", list(PARTS), first)
    chosen = st.pills(
        "What to do",
        list(PARTS),
        default=wanted,
        format_func=lambda name: f":material/{PARTS[name].icon}: {PARTS[name].title}",
        key="attack-part",
        label_visibility="collapsed",
    )
    chosen = chosen or wanted
    put(PART_PARAM, "attack-part", chosen, first)
    st.caption(PARTS[chosen].about, help=PAPERS)
    PARTS[chosen].show()


PARTS = {
    "picture": Part(
        "One picture",
        "image",
        "Every pixel is changed by at most ε, where black is 0 and white is 1. Move ε: you hardly see the change, and "
        "the network sees something else.",
        show_one_picture,
    ),
    "many": Part(
        "Real against generated",
        "compare",
        "Are generated digits easier to attack than real ones? Only digits that are read right before count, as many "
        "of each class on both sides.",
        begin_generated,
    ),
    "train": Part(
        "Adversarial training",
        "shield",
        "A classifier that learns from attacked digits resists attacks. PGD says whether it does, never FGSM alone.",
        begin_training,
    ),
}
