"""Pictures of the runs from the same latents, one row each, at any checkpoint."""

from typing import Any

import streamlit as st

from gan_core.compare.pictures import rows, same_latents, steps_of
from gan_core.compare.subject import Subject
from gan_core.export.report import picture_row
from gan_core.wording import count
from ui.lab.generators import pictures_of

PICTURES = 10
NEWEST = "newest"
STYLE = """
<style>
.rows { display: grid; grid-template-columns: minmax(6rem, 11rem) minmax(0, 1fr); gap: 0.35rem 0.8rem;
  align-items: center; font-size: 0.875rem; }
.rows img { width: 100%; max-height: 20rem; object-fit: contain; object-position: left;
  image-rendering: pixelated; border-radius: 6px; display: block; }
.rows small { display: block; opacity: 0.75; }
@media (max-width: 640px) { .rows { grid-template-columns: minmax(0, 1fr); } }
</style>
"""


def show_rows(compared: list[Subject]) -> None:
    """A row of pictures for each run."""
    st.markdown(
        "## The same latents",
        help="Every run draws from the same latents. Forks of one run often keep a picture's identity.",
    )
    steps = steps_of(compared)
    if not steps:
        st.caption("Nothing has been saved yet: pictures appear a few seconds after the start.")
        return
    moments: list[Any] = [*steps, NEWEST]
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    checkpoint = left.select_slider(
        "Checkpoint",
        moments,
        value=NEWEST,
        format_func=lambda step: "the newest" if step == NEWEST else f"step {count(step)}",
        key=f"checkpoint-{len(steps)}",
        help="Each run at its last checkpoint at or before this step.",
    )
    seed = right.number_input(
        "Seed", 0, 999, 0, key="compare-seed", help="Selects the latents: another seed gives other ones."
    )
    found = rows(
        compared, pictures_of, step=None if checkpoint == NEWEST else int(checkpoint), count=PICTURES, seed=int(seed)
    )
    st.html(f"{STYLE}<div class='rows'>{''.join(picture_row(each) for each in found)}</div>")
    if reason := same_latents(compared):
        st.caption(f":material/info: {reason}")
