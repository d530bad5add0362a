"""The parts of the page, in their order. A new part is a function here and a line in PARTS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from gan_core.latent.sentences import TextModel
from gan_core.latent_draws import draw_z
from ui.address import follow, put
from ui.lab.packed import packed
from ui.lab.session import LabSession
from ui.lab.view import lab_view
from ui.text import telling
from ui.text_to_image.influence import has_reader
from ui.text_to_image.read_picture import show_reading
from ui.text_to_image.routes import DECIDED_PATH, READ_PATH, WORDS_PATH

PART_PARAM = "part"
NUM_LATENTS = 8
SEED = 0
PAPERS = (
    "Reed et al. 2016, arxiv.org/abs/1605.05396, gave a GAN a sentence; StackGAN (Zhang et al. 2017, "
    "arxiv.org/abs/1612.03242), AttnGAN (Xu et al. 2018, arxiv.org/abs/1711.10485) and DF-GAN (Tao et al. 2022, "
    "arxiv.org/abs/2008.05865) made it better."
)


@dataclass(frozen=True)
class Part:
    """`lines` is how many sentences are typed; `show` draws the part, given the open model."""

    title: str
    icon: str
    about: str
    show: Callable[[LabSession, TextModel], None]


def pick_part() -> Part:
    """The part that is open; the choice stands in the address."""
    first = next(iter(PARTS))
    wanted = follow(PART_PARAM, "text-part", list(PARTS), first)
    chosen = st.pills(
        "What to do",
        list(PARTS),
        default=wanted,
        format_func=lambda name: f":material/{PARTS[name].icon}: {PARTS[name].title}",
        key="text-part",
        label_visibility="collapsed",
    )
    chosen = chosen or wanted
    put(PART_PARAM, "text-part", chosen, "")
    return PARTS[chosen]


def _typed(mode: str, count: int) -> Callable[[LabSession, TextModel], None]:
    """A part in which `count` sentences are typed and drawn in the page itself."""

    def show(session: LabSession, model: TextModel) -> None:
        @st.fragment
        @telling
        def view() -> None:
            lab_view(
                "text",
                session.generator,
                key=f"text-{mode}",
                model=session.model,
                backend=session.backend,
                mode=mode,
                z=packed(draw_z(SEED, NUM_LATENTS, session.generator.latent_dim)),
                lines=examples(model, count),
                read=READ_PATH,
                words=WORDS_PATH,
                influence=DECIDED_PATH if mode == "draw" and has_reader(model) else "",
            )

        view()

    return show


def examples(model: TextModel, count: int) -> list[str]:
    """Sentences to begin with: of shapes ones that differ in a word, else captions that the model learned from."""
    if model.generator.card.config.data.name == "shapes":
        return ["a large red circle on white", "a large blue circle on white", "a small blue star on white"][:count]
    known = model.examples or tuple(model.tokeniser.words)
    return [known[index % len(known)] for index in range(count)]


PARTS = {
    "draw": Part(
        "Draw",
        "draw",
        "Type what to draw: the pictures follow every key. Each is the same sentence with another z. Point at a word "
        "to see which pixels it decides; press it to put another in its place.",
        _typed("draw", 1),
    ),
    "between": Part(
        "Between two sentences",
        "route",
        "A sentence is an embedding: a row of numbers. In between two of them lie sentences that no words say.",
        _typed("between", 2),
    ),
    "sum": Part(
        "Arithmetic",
        "calculate",
        "Embeddings can be added and subtracted: the first sentence, minus what the second says, plus the third.",
        _typed("sum", 3),
    ),
    "read": Part(
        "Read a picture",
        "image_search",
        "The other way round: which caption is likeliest for a picture? The contrastive head compares it with "
        "captions; the language model puts it into its own words.",
        show_reading,
    ),
}
