"""Pictures of each subject with their nearest training pictures, and the copying test."""

import base64
from html import escape

import streamlit as st

from gan_core.errors import RunError
from gan_core.evaluation.evaluation import Portrait
from gan_core.evaluation.wording import copying_words
from gan_core.jobs.folder import RunFolder
from gan_core.wording import score as score_text
from ui.text import escaped

STYLE = "max-width:34rem;width:100%;image-rendering:pixelated;border-radius:6px;display:block"
COPYING_HELP = (
    "Distances to the nearest training picture, of generated pictures and of real ones that the model never saw, "
    "compared by rank in each part of the data (C_T, Meehan et al. 2020, arxiv.org/abs/2004.05675). Below -2: "
    "copied. Copies of pictures as mirrored or shifted in training are not detected."
)


def show_copies(folder: RunFolder, index: int, portrait: Portrait) -> None:
    """One subject: a sample of its pictures, the test in words, and its eight nearest to training pictures."""
    st.markdown(f"**{escaped(portrait.subject)}**")
    _show(folder, f"made-{index}", f"Pictures of {portrait.subject}")
    if portrait.why:
        st.info(escaped(portrait.why), icon=":material/block:")
        return
    if portrait.seen:
        st.warning(
            f"{portrait.seen:,} of the real pictures are among its training pictures: its scores are too good by "
            "what it has memorised.",
            icon=":material/visibility:",
        )
    if words := copying_words(portrait):
        st.markdown(escaped(words), help=COPYING_HELP)
    if portrait.near:
        usual = f"; real pictures are typically {score_text(portrait.typical)} apart" if portrait.typical else ""
        st.caption(
            f"Top row: of {portrait.num_looked_at} pictures the eight nearest to a training picture. Below each, "
            f"its nearest training picture. The nearest pair is {score_text(portrait.near[0])} apart in "
            f"pixels{usual}; 0 is a copy."
        )
        _show(folder, f"near-{index}", "Generated pictures above, the nearest training pictures below")
    return None


def _show(folder: RunFolder, name: str, alt: str) -> None:
    with folder.record() as record:
        file = record.newest_picture(name)
    if not file:
        return
    try:
        content = base64.b64encode((folder.samples / file).read_bytes()).decode()
    except OSError as error:
        raise RunError("The pictures of this evaluation are damaged: evaluate again.") from error
    st.html(f"<img alt='{escape(alt)}' style='{STYLE}' src='data:image/png;base64,{content}'>")
