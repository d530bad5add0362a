"""The choice of subjects and of the real pictures to compare with."""

from typing import Any

import streamlit as st

from gan_core.data import DATASETS
from gan_core.errors import CheckpointError
from gan_core.evaluation.reference import resolution
from gan_core.evaluation.settings import FEWEST_PICTURES
from gan_core.evaluation.wording import resolution_words
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import resolve, saved_steps
from ui import state
from ui.address import follow_many, put_many, see_many
from ui.evaluate.address import SUBJECTS_PARAM, asked_subjects
from ui.pickers import model_titles, models
from ui.text import escaped
from ui.uploads import num_pictures, upload_field, upload_name

OWN = "folder"
KEY, MOMENTS_KEY = "evaluate-subjects", "evaluate-moments"
MOST = 12


def choose_subjects() -> list[dict[str, str]]:
    """Models, moments of runs, and a zip of pictures; the models stand in the address."""
    options = models()
    whole = asked_subjects()
    if lost := [each for each in whole if each.partition("@")[0] not in options]:
        st.warning(f"No longer available: {escaped(', '.join(lost))}.", icon=":material/search_off:")
    first = state.subject() if state.subject() in options else next(iter(options), "")
    wanted = follow_many(SUBJECTS_PARAM, KEY, list(options), [first] if first else [], MOST, part=_model_of)
    chosen = st.multiselect(
        "Models",
        list(options),
        wanted,
        format_func=options.__getitem__,
        key=KEY,
        max_selections=MOST,
        help="Shipped models, and runs that have saved a checkpoint, at their newest one.",
    )
    earlier = _moments(chosen)
    put_many(SUBJECTS_PARAM, KEY, [*chosen, *earlier])
    see_many(SUBJECTS_PARAM, MOMENTS_KEY)
    subjects = [{"where": each, "title": each[:80]} for each in [*chosen, *earlier]]
    with st.expander("Pictures of your own", icon=":material/folder_zip:"):
        st.caption("A zip of pictures from any program: they are resized to match the real ones.")
        if path := _own_pictures("evaluate-pictures", FEWEST_PICTURES, "to be scored"):
            title = f"Your pictures ({upload_name('evaluate-pictures')})"[:80]
            subjects.append({"kind": "pictures", "where": path, "title": title})
    return subjects


def _model_of(subject: str) -> str:
    return subject.partition("@")[0]


def _moments(chosen: list[str]) -> list[str]:
    """Earlier checkpoints of the chosen runs, where they have any."""
    known = [f"{name}@{saved.step}" for name in chosen for saved in saved_steps(name)]
    if not known:
        return []
    titles = model_titles()
    wanted = follow_many(SUBJECTS_PARAM, MOMENTS_KEY, known, [], MOST)
    return st.multiselect(
        "Earlier checkpoints of these runs",
        known,
        wanted,
        format_func=lambda each: f"{titles[_model_of(each)]}, step {each.partition('@')[2]}",
        help="Shows how a run became as good as it is.",
        key=MOMENTS_KEY,
    )


def choose_reference(cards: list[ModelCard]) -> dict[str, Any]:
    """The settings `reference`, `reference_path`."""
    own = [""] if cards else []
    names = [*own, *(name for name in DATASETS if _has_pictures(name))]
    chosen = st.selectbox(
        "Real pictures to compare with",
        names,
        format_func=lambda name: _named(name, cards),
        key="evaluate-reference",
        help="All are scored against the same reference images: by default, those that the first model learned from.",
    )
    if chosen != OWN:
        return {"reference": chosen}
    why = "half as the reference and half for the score of real pictures"
    return {"reference": OWN, "reference_path": _own_pictures("evaluate-reference-zip", 2 * FEWEST_PICTURES, why)}


def _own_pictures(key: str, fewest: int, why: str) -> str:
    """A field for a zip of at least so many pictures; returns where it is kept, empty for none and for too few."""
    path = upload_field("", key)
    if path and num_pictures(path) < fewest:
        st.error(f"Too few: at least {fewest} are needed, {why}.", icon=":material/filter_none:")
        return ""
    return path


def _has_pictures(name: str) -> bool:
    return getattr(DATASETS[name], "kind", "image") == "image"


def _named(name: str, cards: list[ModelCard]) -> str:
    if name:
        return DATASETS[name].title
    return f"What the first model learned from: {DATASETS[cards[0].config.data.name].title}"


def cards_of(subjects: list[dict[str, str]]) -> list[ModelCard]:
    """Of the models among them that can be read; of another one a sentence is shown."""
    found = []
    for subject in subjects:
        if subject.get("kind") == "pictures":
            continue
        try:
            found.append(read_card(resolve(subject["where"])))
        except CheckpointError as error:
            st.warning(escaped(str(error)), icon=":material/search_off:")
    return found


def unlike(cards: list[ModelCard], names: list[str]) -> str:
    """Why these cannot stand in one evaluation, in a sentence; or ""."""
    for card, name in zip(cards, names, strict=False):
        if card.shape.kind != "image":
            return f"{name} draws points, and an evaluation scores pictures."
        if card.shape.dims != cards[0].shape.dims:
            own, other = (resolution_words(resolution(each.shape.dims)) for each in (cards[0], card))
            return (
                f"{names[0]} draws pictures of {own} and {name} of {other}: scores of pictures of different size or "
                "colour cannot be compared. Evaluate them separately."
            )
    return ""
