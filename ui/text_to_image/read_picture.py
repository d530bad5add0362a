"""A picture is put into words: one that was drawn, uploaded, or made by the model itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from gan_core.generators.generator import to_bytes
from gan_core.latent.sentences import TextModel
from gan_core.latent.target import fit_picture
from ui.images import show_grid
from ui.lab.drawing import drawing
from ui.lab.session import LabSession
from ui.text import escaped, telling

NUM_FOUND = 5
PICTURE_PIXELS = 280


def show_reading(session: LabSession, model: TextModel) -> None:
    """Choose a picture, and read what the model makes of it."""

    @st.fragment
    @telling
    def part() -> None:
        source = st.segmented_control(
            "Picture",
            list(SOURCES),
            format_func=lambda name: SOURCES[name][0],
            default=next(iter(SOURCES)),
            key="read-source",
            help="One that the model made from a sentence of yours, one that you draw, or one of your own files.",
        )
        left, right = st.columns(2, gap="large")
        with left:
            picture = SOURCES[source or next(iter(SOURCES))][1](session, model)
        with right:
            if picture is None:
                st.info("Once there is a picture, its captions stand here.", icon=":material/image_search:")
            else:
                _captions(model, picture)

    part()


def _captions(model: TextModel, picture: np.ndarray) -> None:
    """Captions found for a picture float32 (C, H, W)."""
    with st.spinner("Comparing it with captions…"):
        found = model.find_captions(picture[None], NUM_FOUND)[0]
    st.markdown(
        f"**Nearest of {len(model.candidates):,} captions**",
        help="Cosine similarity of the picture's and the sentence's embedding in the contrastive head; 1 is the same "
        "direction, 0 is unrelated. AttnGAN's DAMSM, Xu et al. 2018, arxiv.org/abs/1711.10485; InfoNCE, Oord et al. "
        "2018, arxiv.org/abs/1807.03748",
    )
    st.dataframe(
        {"Caption": [each.caption for each in found], "Similarity": [each.similarity for each in found]},
        hide_index=True,
        column_config={"Similarity": st.column_config.ProgressColumn(format="%.2f", min_value=0.0, max_value=1.0)},
    )
    if model.network.predicts:
        st.markdown("**In its own words**", help="The language model writes word by word, after the picture.")
        st.markdown(f"“{escaped(model.describe(picture[None])[0])}”")


def _generated(session: LabSession, model: TextModel) -> np.ndarray | None:
    sentence = st.text_input("Sentence", "a small green heart on white", max_chars=200, key="read-sentence")
    seed = st.number_input("Seed of z", 0, 10**6, 0, key="read-seed")
    picture = model.draw([sentence], seed=int(seed))[0]
    show_grid(to_bytes(picture[None]), alt=f"Drawn from: {sentence}", max_width=PICTURE_PIXELS)
    return picture


def _drawn(session: LabSession, model: TextModel) -> np.ndarray | None:
    shape = model.generator.card.shape
    size = shape.image_size, shape.image_size
    png = drawing(
        "read-drawing",
        size=size,
        channels=shape.channels,
        label="Your drawing",
        hint="Draw here.",
        shown=PICTURE_PIXELS,
    )
    return None if png is None else fit_picture(png, shape, name="Your drawing").picture


def _uploaded(session: LabSession, model: TextModel) -> np.ndarray | None:
    sent = st.file_uploader(
        "A picture",
        type=["png", "jpg", "jpeg", "webp"],
        max_upload_size=32,
        key="read-upload",
        help="Its middle square is taken and made as small as the model's own pictures.",
    )
    if sent is None:
        return None
    picture = fit_picture(sent.getvalue(), model.generator.card.shape, name=sent.name).picture
    show_grid(to_bytes(picture[None]), alt="Your picture, as the model would see it", max_width=PICTURE_PIXELS)
    return picture


SOURCES: dict[str, tuple[str, Callable[[LabSession, TextModel], np.ndarray | None]]] = {
    "generated": ("Made by the model", _generated),
    "drawn": ("Draw it", _drawn),
    "uploaded": ("Upload it", _uploaded),
}
