"""Choosing a model that reads sentences."""

from contextlib import suppress

import streamlit as st

from gan_core.errors import UserError
from gan_core.presets import PRESETS
from ui.navigation_paths import TRAIN
from ui.pickers import models, pick_model
from ui.starting import start_run
from ui.text_to_image.models import reads_sentences

PRESET = "draw-what-i-say"


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
    return None


def _reads(name: str) -> bool:
    with suppress(UserError):
        return reads_sentences(name)
    return False
