"""The failure modes: what each is, how it shows, what helps, and the paper to read."""

import streamlit as st

from gan_core.doctor import FAILURE_MODES, FailureMode, recordings
from ui.address import follow, put
from ui.diagnosis.curve_names import words
from ui.diagnosis.evidence import draw_beside_health
from ui.doctor.failure_lab import plant_button
from ui.text import escaped

PARAM, KEY = "illness", "chosen-illness"


def show_atlas() -> None:
    """Names to choose from, and the chosen one in full."""
    names = list(reversed(FAILURE_MODES))  # what is seen first, and its causes after it
    follow(PARAM, KEY, names, names[0])
    chosen = st.pills(
        "Failure mode",
        names,
        format_func=lambda name: f":material/{FAILURE_MODES[name].icon}: {FAILURE_MODES[name].title}",
        key=KEY,
        label_visibility="collapsed",
        help="What can go wrong while a GAN or VAE learns.",
    )
    chosen = chosen or names[0]
    put(PARAM, KEY, chosen, "")
    _explain(FAILURE_MODES[chosen])


def _explain(illness: FailureMode) -> None:
    text, drawing = st.columns([5, 4], gap="large")
    with text:
        st.subheader(illness.title, anchor=False)
        st.write(illness.about)
        st.markdown(f"**How it shows.** {illness.shows}")
        st.markdown("**What helps**\n" + "\n".join(f"- {each}" for each in illness.helps))
        st.caption(f":material/article: [{illness.paper}]({illness.link})")
        if illness.plant:
            plant_button(illness)
    with drawing:
        _draw(illness)


def _draw(illness: FailureMode) -> None:
    if illness.name not in recordings.names():
        return
    ill = recordings.load(illness.name)
    name = draw_beside_health(ill, illness.curves, f"atlas-{illness.name}")
    if name:
        st.caption(f"{words(name)}, recorded from a run that was made to fail on purpose, {ill.step:,} steps long.")
    if ill.reason:
        st.caption(f"It ended so: {escaped(ill.reason)}")
