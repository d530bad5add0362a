"""The failure modes: what each is, how it shows, what helps, and the paper to read."""

import streamlit as st

from gan_core.doctor import FAILURE_MODES, FailureMode, recordings
from ui.address import follow, put
from ui.diagnosis.curve_names import words
from ui.diagnosis.evidence import draw_beside_sound
from ui.doctor.failure_lab import start_button
from ui.text import escaped

PARAM, KEY = "illness", "chosen-illness"


def show_atlas() -> None:
    """Names to choose from, and the chosen one in full."""
    names = list(reversed(FAILURE_MODES))  # what is seen first, and its causes after it
    wanted = follow(PARAM, KEY, names, names[0])
    chosen = st.pills(
        "Failure mode",
        names,
        default=wanted,
        format_func=lambda name: f":material/{FAILURE_MODES[name].icon}: {FAILURE_MODES[name].title}",
        key=KEY,
        label_visibility="collapsed",
        help="What can go wrong while a GAN or VAE learns.",
    )
    chosen = chosen or names[0]
    put(PARAM, KEY, chosen, "")
    _explain(FAILURE_MODES[chosen])


def _explain(failure_mode: FailureMode) -> None:
    text, drawing = st.columns([5, 4], gap="large")
    with text:
        st.header(failure_mode.title, anchor=False)
        st.write(failure_mode.about)
        st.markdown(f"**How it shows.** {failure_mode.shows}")
        st.markdown("**What helps**\n" + "\n".join(f"- {each}" for each in failure_mode.helps))
        st.caption(f":material/article: [{failure_mode.paper}]({failure_mode.link})")
        if failure_mode.start:
            start_button(failure_mode)
    with drawing:
        _draw(failure_mode)


def _draw(failure_mode: FailureMode) -> None:
    if failure_mode.name not in recordings.names():
        return
    failing = recordings.load(failure_mode.name)
    name = draw_beside_sound(failing, failure_mode.curves, f"atlas-{failure_mode.name}")
    if name:
        st.caption(f"{words(name)}, recorded from a run that was made to fail on purpose, {failing.step:,} steps long.")
    if failing.reason:
        st.caption(f"It ended so: {escaped(failing.reason)}")
