"""The presets as cards: one click trains, another opens the settings."""

import streamlit as st

from gan_core.data.report_words import download_words
from gan_core.presets import PRESETS, Preset
from ui.form_address import open_form
from ui.starting import start_run
from ui.text import spoken

LEVELS = {"start": "Start here", "explore": "Then explore"}


def presets_gallery(columns: int = 2) -> None:
    """Every preset as a card, grouped by level."""
    for level, heading in LEVELS.items():
        st.markdown(f"## {heading}")
        shown = [(name, preset) for name, preset in PRESETS.items() if preset.level == level]
        for first in range(0, len(shown), columns):
            for (name, preset), place in zip(shown[first : first + columns], st.columns(columns), strict=False):
                with place:
                    _card(name, preset)


def _card(name: str, preset: Preset) -> None:
    with st.container(border=True, height="stretch", key=f"card-{name}"):
        st.markdown(f"**:material/{preset.icon}: {preset.title}**")
        st.caption(preset.about)
        if needed := preset.config.data.download():
            st.caption(f":material/download: {download_words(needed)}")
        with st.container(horizontal=True):
            if st.button(
                f"Train {spoken(preset.title)}",
                key=f"train-{name}",
                type="primary",
                icon=":material/play_arrow:",
                help=_what(preset),
            ):
                start_run(preset.config)
            if st.button(
                f"Customise {spoken(preset.title)}",
                key=f"customise-{name}",
                type="tertiary",
                icon=":material/tune:",
                help="Change any setting before it starts.",
            ):
                open_form(name)


def _what(preset: Preset) -> str:
    config = preset.config
    budget = config.training
    end = f"{budget.num_steps:,} steps" if budget.num_steps else f"{budget.seconds:.0f} s"
    return f"{config.model.title} on {config.data.title}, {config.objective.title}; stops after {end}."
