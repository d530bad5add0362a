"""The quiz "Real or fake?": twenty pictures, half of them fake, and the visitor's score next to the discriminator's."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from gan_core.classroom.answers import REAL_OR_FAKE
from gan_core.data import ImageData
from gan_core.errors import CheckpointError
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.present import present
from gan_core.quality.real_or_fake import (
    MOST_ROUND,
    NUM_PICTURES,
    Round,
    called_fake,
    deal,
    discriminator_folder,
    score,
)
from gan_core.samplers.sampler import PRIOR
from ui import address, state
from ui.class_answers import tell_score
from ui.lab.generators import name_of
from ui.lab.session import LabSession
from ui.lab.training_data import pictures_behind
from ui.lab.wall import MADE, indices, wall
from ui.text import show_error

if TYPE_CHECKING:
    from gan_core.quality.saved_discriminator import SavedDiscriminator

ROUND_PARAM = "round"
ROUND = "quiz-round"
WORD = MADE[0].name
HALF = NUM_PICTURES // 2
COLUMNS, CELL = 10, 96
ALIKE = (
    "Real and fake pictures are shown alike: the same size, the same 256 levels, uncompressed. If the model has "
    "labels, they are as frequent as in its data and appear below the pictures."
)
GUESSING = f"Guessing gets {HALF} on average, and 14 or more in one round out of eleven."


def show(session: LabSession) -> None:
    """The quiz about this model. Raises DataError with a sentence when its training pictures are not to be had."""
    data, reads = pictures_behind(session, exact=True), session.generator.tokeniser is not None
    _play(session, _told(name_of(session.generator.card.path), session.generator, data) if reads else data)


@st.cache_resource(max_entries=3, show_spinner="Reading the captions of its pictures…")
def _told(name: str, _generator: OnnxGenerator, _data: ImageData) -> ImageData:
    """The pictures with what their captions tell this model: the first one of each."""
    sentences = [captions[0] for captions in present(_data.captioned)().sentences]
    return replace(_data, conditions=_generator.embed_sentences(sentences))


def _play(session: LabSession, data: ImageData) -> None:
    name, number = _quizzed(session), _pick_round()
    dealt = deal(session.generator, data, number, sampler=session.fitted())
    table, below = st.container(), st.empty()
    guess = state.quiz_guess(name, number)
    pressed = guess is None and below.button(
        "Show the answers",
        type="primary",
        icon=":material/visibility:",
        key=f"quiz-show-{number}",
        help="Shows which were fake. An unmarked picture counts as called real.",
    )
    with table:
        marks = wall(
            dealt.pictures,
            key="quiz",
            label="Which of these are fake?",
            columns=COLUMNS,
            cell=CELL,
            kinds=MADE,
            maximum=HALF,
            marks=[(index, WORD) for index in guess or []],
            version=f"{name} {number}",
            captions=_captions(session, dealt),
            unmarked="real",
            truth=_truth(dealt.made) if pressed or guess is not None else None,
        )
    if pressed:
        state.keep_quiz_guess(name, number, indices(marks, WORD))
        points = _score_of(state.quiz_guess(name, number) or [], dealt)
        tell_score(REAL_OR_FAKE, f"{name} {number}", points, NUM_PICTURES)
    if pressed or guess is not None:
        with below.container():
            _reveal(session, data, number)


def _quizzed(session: LabSession) -> str:
    """What the rounds are kept by: the weights, and where their latents come from."""
    name = name_of(session.generator.card.path)
    return name if session.sampler == PRIOR else f"{name} {session.sampler}"


def _captions(session: LabSession, dealt: Round) -> list[str] | None:
    """The name of each picture's class; None for a model without classes."""
    if dealt.labels is None or not session.generator.num_classes:
        return None
    return [session.label_names[label] for label in dealt.labels]


def _pick_round() -> int:
    """The number of the round; it stands in the address."""
    if ROUND not in st.session_state:
        text = address.value(ROUND_PARAM)
        st.session_state[ROUND] = min(MOST_ROUND, max(1, int(text))) if text.isdecimal() and len(text) < 9 else 1
    about, pick = st.columns([4, 1], vertical_alignment="center")
    about.markdown(
        f"**The model generated {HALF} of these {NUM_PICTURES} pictures; {HALF} are real ones that it learned "
        "from.** Click those that you think are fake.",
        help=ALIKE,
    )
    number = pick.number_input(
        "Round", 1, MOST_ROUND, key=ROUND, help="The same round of the same model shows everyone the same pictures."
    )
    if address.value(ROUND_PARAM, "1") != str(number):
        address.write(ROUND_PARAM, str(number))
    return number


def _truth(made: np.ndarray) -> list[str]:
    return [WORD if each else "" for each in made]


def _reveal(session: LabSession, data: ImageData, number: int) -> None:
    """Both scores of this round and of all rounds, the way on, and the discriminator's opinion."""
    name, sampler = _quizzed(session), session.fitted()
    played = {each: deal(session.generator, data, each, sampler=sampler) for each in state.quiz_rounds(name)}
    mine = {each: _score_of(state.quiz_guess(name, each) or [], dealt) for each, dealt in played.items()}
    you, they, on = st.columns([1, 1, 2], vertical_alignment="center")
    you.metric("You", f"{mine[number]} of {NUM_PICTURES}", help=GUESSING)
    logits, total = None, f"you {sum(mine.values())} of {len(played) * NUM_PICTURES}"
    with they:
        seat = _seat(session)
        if seat is not None:
            discriminator = _discriminator(seat, name_of(seat))
            logits_of = {each: discriminator.logits(dealt.pictures, dealt.labels) for each, dealt in played.items()}
            theirs = {each: score(called_fake(logits_of[each]), dealt.made) for each, dealt in played.items()}
            st.metric("The discriminator", f"{theirs[number]} of {NUM_PICTURES}", help=_about(seat, session, data))
            logits, total = logits_of[number], f"{total}, the discriminator {sum(theirs.values())}"
    with on:
        if len(played) > 1:
            st.caption(f"Over {len(played)} rounds: {total}.")
        last = number >= MOST_ROUND
        st.button("Next round", icon=":material/arrow_forward:", on_click=_go_on, disabled=last, help="Other pictures.")
    if logits is not None:
        _opinion(played[number], logits, f"{name} {number}")


def _go_on() -> None:
    st.session_state[ROUND] += 1


def _score_of(called: list[int], dealt: Round) -> int:
    said = np.zeros(len(dealt.made), bool)
    said[called] = True
    return score(said, dealt.made)


def _seat(session: LabSession) -> Path | None:
    """The checkpoint whose discriminator plays against this model; None, with a sentence, where there is none."""
    family = session.generator.family
    if not family.has_discriminator:
        st.caption(f"A {family.title} has no discriminator: you play alone.")
        return None
    seat = discriminator_folder(session.generator.card.path)
    if seat is None:
        st.caption(
            "There is no discriminator: shipped models come without one. Train a run to play against its discriminator."
        )
        return None
    try:
        _discriminator(seat, name_of(seat))
    except CheckpointError as error:
        show_error(error, icon="gavel")
        return None
    return seat


@st.cache_resource(max_entries=8, show_spinner="Loading the discriminator…")
def _discriminator(seat: Path, name: str) -> "SavedDiscriminator":
    """Kept by its place and its run's weights: a run that was resumed may come to the same step with others."""
    from gan_core.generators.torch_generator import use_one_thread
    from gan_core.quality.saved_discriminator import load_discriminator  # imports torch: only when it is asked

    use_one_thread()
    return load_discriminator(seat)


@st.cache_data(max_entries=64, show_spinner=False)
def _usual(seat: Path, name: str, _generator: OnnxGenerator, _data: ImageData) -> float:
    return _discriminator(seat, name_of(seat)).usual_score(_generator, _data)


def _about(seat: Path, session: LabSession, data: ImageData) -> str:
    card, step = session.generator.card, _discriminator(seat, name_of(seat)).step
    usual = _usual(seat, name_of(card.path), session.generator, data)
    label = " with its label" if session.generator.num_classes else ""
    whose = "" if step == card.step else f" It is from step {step:,}: none was kept for step {card.step:,}."
    return (
        f"The network that this one learned against sees each picture by itself{label}, and calls those {HALF} made "
        "that it finds least real. Only the order of its logits counts: of a Wasserstein critic or a relativistic "
        "discriminator no single value means “real” (arxiv.org/abs/1701.07875, arxiv.org/abs/1807.00734). Over rounds "
        f"1 to 20 it gets {usual:.1f} on average; one that cannot tell gets {HALF}.{whose}"
    )


def _opinion(dealt: Round, logits: np.ndarray, version: str) -> None:
    """All pictures in the discriminator's order."""
    order = np.argsort(-logits, kind="stable")
    st.markdown(
        "**What the discriminator says**, from most real to most fake",
        help=f"Its logits range from {logits.max():.2f} down to {logits.min():.2f}. A tick means that it was right.",
    )
    wall(
        dealt.pictures[order],
        key="quiz-judge",
        label="The pictures in the discriminator's order",
        columns=COLUMNS,
        cell=CELL * 2 // 3,
        kinds=MADE,
        marks=[(int(index), WORD) for index in np.flatnonzero(called_fake(logits)[order])],
        version=version,
        unmarked="real",
        truth=_truth(dealt.made[order]),
    )
