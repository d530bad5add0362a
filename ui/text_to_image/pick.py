"""Choosing a model that reads sentences."""

from contextlib import suppress

import numpy as np
import streamlit as st

from gan_core.data.shapes import KINDS, NAMES, draw, full_caption
from gan_core.errors import UserError
from gan_core.presets import PRESETS
from ui.images import show_grid
from ui.navigation_paths import TRAIN
from ui.pickers import models, pick_model
from ui.starting import start_run
from ui.text_to_image.models import reads_sentences

PRESET = "draw-what-i-say"
SIZE = 96
EXAMPLES = (
    {"shape": "circle", "colour": "red", "size": "large", "place": "centre", "background": "white"},
    {"shape": "star", "colour": "yellow", "size": "medium", "place": "top right", "background": "dark blue"},
    {"shape": "square", "colour": "green", "size": "small", "place": "bottom left", "background": "light yellow"},
    {"shape": "triangle", "colour": "purple", "size": "medium", "place": "bottom", "background": "light blue"},
)


def pick_text_model() -> str | None:
    """The reference of the chosen model that reads sentences; None, with a way to get one, where there is none."""
    if any(map(_reads, models())):
        return pick_model(fits=_reads, unfit="reads no sentences")
    st.info(
        "No model here reads sentences yet. Train one: it draws recognisable shapes after about two minutes.",
        icon=":material/model_training:",
    )
    if st.button(f"Train “{PRESETS[PRESET].title}”", type="primary", icon=":material/play_arrow:", key="train-text"):
        start_run(PRESETS[PRESET].config, TRAIN)
    _examples()
    return None


def _examples() -> None:
    """Sentences that such a model learns to draw, each with a picture of the kind that it learns from."""
    st.markdown("## What it learns to draw")
    st.caption("Pictures and captions as the training data has them. The model then draws sentences of your own.")
    for place, values in zip(st.columns(len(EXAMPLES)), EXAMPLES, strict=True):
        numbers = {kind: NAMES[kind].index(values[kind]) for kind in KINDS}
        picked = {kind: np.array([number]) for kind, number in numbers.items()}
        caption = full_caption([*numbers.values()])
        with place:
            show_grid(draw(picked, np.zeros((1, 3), np.float32), SIZE), alt=caption, max_width=240)
            st.markdown(f"“{caption}”")


def _reads(name: str) -> bool:
    with suppress(UserError):
        return reads_sentences(name)
    return False
