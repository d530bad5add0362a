"""Two models side by side: one pad moves the same latent z for both."""

import streamlit as st

from gan_core.errors import CheckpointError
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import resolve, saved_steps
from gan_core.wording import count
from ui import address
from ui.address import numbers_in
from ui.lab.generators import name_of, pictures_of
from ui.lab.pad import of_pictures
from ui.lab.sampling import referred
from ui.lab.session import LabSession
from ui.lab.view import answer_to, lab_view, shape_of
from ui.pickers import models
from ui.text import escaped, show_error

OTHER_PARAM = "with"
OTHER_CHECKPOINT_PARAM = "with_at"
MOST_LEFT_OUT = 4
NEWEST = 0
LeftOut = dict[str, tuple[str, str]]
"""By reference: a title, and why it does not fit."""


def show(session: LabSession) -> None:
    """The choice of the second model, and the pad with two pictures. Call it in a fragment."""
    try:
        other = _pick_other(session)
        if other is not None:
            _twins(session, other, pictures_of(resolve(other)))
    except CheckpointError as error:
        show_error(error, icon="search_off")


def _twins(session: LabSession, model: str, other: OnnxGenerator) -> None:
    plane, marks = of_pictures(session)
    result = lab_view(
        "twins",
        session.generator,
        key="twins",
        model=session.model,
        backend=session.backend,
        plane=plane,
        marks=marks,
        titles=[_title(session.generator.card), _title(other.card)],
        other={
            "model": referred(model, other.card),
            "fingerprint": name_of(other.card.path),
            "shape": shape_of(other),
            "answer": answer_to(other, st.session_state.get("twins"), "ask_other"),
        },
    )
    if result.keep:
        session.keep(result.keep)
        st.rerun()


def _title(card: ModelCard) -> str:
    return f"{card.title}, step {card.step:,}"


def misfit(card: ModelCard, other: ModelCard) -> str:
    """Why the same latent cannot be given to both; empty if it can."""
    mine, theirs = card.latent_dim, other.latent_dim
    if mine != theirs:
        return f"its z has {theirs} dimensions"
    if card.shape.condition_width != other.shape.condition_width and not (card.shape.is_class or other.shape.is_class):
        return f"its condition has {other.shape.condition_width or 'no'} numbers"
    if (card.shape.num_classes, card.shape.condition_width) != (other.shape.num_classes, other.shape.condition_width):
        return f"it knows {other.shape.num_classes or 'no'} labels"
    if other.config.model.sentence_width:
        return "it reads sentences into numbers of its own"
    return ""


def _pick_other(session: LabSession) -> str | None:
    """The reference of the second model; the choice stands in the address. None, with a sentence, if none fits."""
    name = session.model.partition("@")[0]
    fits, left_out = _candidates(session.generator.card, name)
    if not fits:
        st.info(_none_fits(session, left_out), icon=":material/compare:")
        return None
    asked = address.value(OTHER_PARAM)
    wanted = asked if asked in fits else next(iter(fits))
    if asked in left_out:
        title, why = left_out[asked]
        st.caption(f"{escaped(title)} cannot take the same z: {why}. This is another model.")
    model, saved = st.columns([3, 2])
    names = list(fits)
    chosen = model.selectbox(
        "The second model",
        names,
        index=names.index(wanted),
        format_func=fits.__getitem__,
        help="Both get exactly the same z. Two checkpoints of one run show how a picture developed. Two runs give "
        "z different meanings: nothing in training determines which dimension stands for what."
        + _words_left_out(left_out),
    )
    if address.value(OTHER_PARAM, next(iter(fits))) != chosen:
        address.write(OTHER_PARAM, chosen)
    with saved:
        step = _pick_other_checkpoint(chosen, first=chosen == name)
    return f"{chosen}@{step}" if step else chosen


def _candidates(card: ModelCard, name: str) -> tuple[dict[str, str], LeftOut]:
    """The models that fit, this run itself first where it has several checkpoints; and why the others do not."""
    fits, left_out = {}, {}
    for ref, title in models().items():
        if ref == name:
            continue
        try:
            why = misfit(card, read_card(resolve(ref)))
        except CheckpointError:
            continue
        if why:
            left_out[ref] = title, why
        else:
            fits[ref] = title
    own = {name: "The same run at another checkpoint"} if len(saved_steps(name)) > 1 else {}
    return {**own, **fits}, left_out


def _none_fits(session: LabSession, left_out: LeftOut) -> str:
    labels = f"{session.generator.num_classes} labels" if session.generator.num_classes else "no labels"
    return (
        f"No other model here takes a z of {session.generator.latent_dim} numbers and {labels}, as this one does. "
        "Train the same model again with other settings, or another seed, and compare them here."
        + _words_left_out(left_out)
    )


def _words_left_out(left_out: LeftOut) -> str:
    if not left_out:
        return ""
    named = [f"{escaped(title)} ({why})" for title, why in list(left_out.values())[:MOST_LEFT_OUT]]
    more = f", and {len(left_out) - MOST_LEFT_OUT} more" if len(left_out) > MOST_LEFT_OUT else ""
    return f" Left out: {', '.join(named)}{more}."


def _pick_other_checkpoint(name: str, first: bool) -> int:
    """A saved step of the second model, or NEWEST; the `first` one unless told otherwise."""
    steps = [saved.step for saved in saved_steps(name)]
    if len(steps) < 2:
        address.write(OTHER_CHECKPOINT_PARAM, None)
        return NEWEST
    options = [NEWEST, *reversed(steps)]
    usual = steps[0] if first else NEWEST
    text = address.value(OTHER_CHECKPOINT_PARAM)
    wanted = next(iter(numbers_in(text, 10**9)), usual)
    if wanted not in options:
        st.caption(f"Step {wanted:,} no longer exists; this is another checkpoint.")
        wanted = usual
    chosen = st.selectbox(
        "Its checkpoint",
        options,
        index=options.index(wanted),
        format_func=lambda step: f"Step {count(step)}" if step else "The newest",
        key=f"twin-checkpoint-{name}",
        help="The checkpoint of the first model is chosen at the top of the page.",
    )
    if chosen != usual:
        address.write(OTHER_CHECKPOINT_PARAM, str(chosen))
    else:
        address.write(OTHER_CHECKPOINT_PARAM, None)
    return chosen
