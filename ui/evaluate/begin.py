"""The settings and the start button of an evaluation."""

from typing import Any

import streamlit as st

from gan_core.errors import CheckpointError, UserError
from gan_core.evaluation.metrics import METRICS, USUAL_METRICS
from gan_core.evaluation.settings import (
    DRAWN_FROM,
    PART,
    EvaluateConfig,
    load_evaluate_config,
    passed_over,
    sampled,
    scored_from,
)
from gan_core.job_types.registry import EVALUATE
from gan_core.latent.fit_sampler import default_sampler, no_sampler
from gan_core.present import present
from gan_core.quality.features import EXTRACTORS
from gan_core.samplers.sampler import PRIOR
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import resolve
from ui.earlier import earlier
from ui.evaluate.choose import cards_of, choose_reference, choose_subjects, unlike
from ui.fields import field_widget
from ui.starting import start_job
from ui.text import escaped

EXTRACTOR_HELP = (
    "A network turns each picture into numbers, and distances are measured on those. If empty, the network that "
    "this project trained for such pictures is used. "
)


def choose_and_begin() -> None:
    """All of the page where no evaluation is open."""
    st.caption(
        "A score means little by itself: every score here comes with its interval, the score of real pictures and "
        "the score of noise."
    )
    subjects = choose_subjects()
    cards = cards_of(subjects)
    reference = choose_reference(cards)
    samplers = choose_samplers(cards)
    with st.expander("Evaluation settings", icon=":material/tune:"):
        values = _settings()
    problem = unlike(cards, [each["title"] for each in subjects])
    asked = sampled(subjects, samplers, _samplers)
    title = ", ".join(each["title"] for each in subjects)
    config = None if problem else _config(asked, cards, reference | values | {"title": f"Evaluated: {title}"[:80]})
    if problem:
        st.error(escaped(problem), icon=":material/rule:")
    pressed = st.button(
        "Evaluate",
        type="primary",
        icon=":material/star_rate:",
        disabled=config is None,
        help="Draws samples, extracts their features and scores them. Takes about half a minute per model, and "
        "continues if you leave the page.",
    )
    if pressed and config is not None:
        start_job(config)
    earlier(EVALUATE, "Earlier evaluations")


def choose_samplers(cards: list[ModelCard]) -> list[str]:
    """Where models that encode draw their latents from, a row of the table for each; a sentence where none encodes."""
    if not any(card.config.family.encodes for card in cards):
        if cards:
            st.caption(f"Latents from N(0, I). {no_sampler(cards[0].config.family)}")
        return [PRIOR]
    chosen = st.pills(
        "Latents from",
        list(DRAWN_FROM),
        default=[default_sampler(next(card.config.family for card in cards if card.config.family.encodes))],
        format_func=DRAWN_FROM.__getitem__,
        selection_mode="multi",
        key="evaluate.samplers",
        help="Each model that encodes has a row for each of these. A mixture and a latent flow are fitted to the codes "
        "of its training pictures, at first use; reconstructions of real pictures are what no sampler can beat.",
    )
    chosen = chosen or [PRIOR]
    if without := {why for card in cards if (why := passed_over(card.config.family, chosen))}:
        st.caption("  \n".join(sorted(without)))
    return chosen


def _samplers(where: str) -> tuple[str, ...]:
    try:
        return scored_from(read_card(resolve(where)).config.family)
    except CheckpointError:  # a sentence stands above
        return (PRIOR,)


def _settings() -> dict[str, Any]:
    declared, values = EvaluateConfig.model_fields, {}
    first, second, third = st.columns(3)
    with first:
        values["num"] = field_widget("num", declared["num"], declared["num"].default, "evaluate.num")
    values["part"] = second.selectbox(
        "Which real pictures",
        list(PART),
        format_func=PART.__getitem__,
        help=declared["part"].description,
        key="evaluate.part",
    )
    values["extractors"] = third.multiselect(
        "Feature networks",
        [name for name, each in EXTRACTORS.items() if not each.absent()],
        format_func=lambda name: EXTRACTORS[name].title,
        placeholder="The one made for such pictures",
        help=EXTRACTOR_HELP + _absent(),
        key="evaluate.extractors",
    )
    values["measures"] = st.multiselect(
        "Metrics",
        list(METRICS),
        default=list(USUAL_METRICS),
        format_func=lambda name: METRICS[name].title,
        help="What each metric means appears next to its result.",
        key="evaluate.measures",
    )
    values["copying"] = st.toggle(
        present(declared["copying"].title), value=True, help=declared["copying"].description, key="evaluate.copying"
    )
    return values


def _absent() -> str:
    return " ".join(each.absent() for each in EXTRACTORS.values() if each.absent())


def _config(subjects: list[dict], cards: list[ModelCard], values: dict[str, Any]) -> EvaluateConfig | None:
    if not subjects:
        st.info("Choose a model, or upload a zip of pictures.", icon=":material/touch_app:")
        return None
    if not values["measures"]:
        st.info("Choose at least one metric, under “Evaluation settings”.", icon=":material/touch_app:")
        return None
    if values.get("reference") == "folder" and not values.get("reference_path"):
        st.info("Upload the zip of real pictures first.", icon=":material/folder_zip:")
        return None
    try:
        return load_evaluate_config({**values, "subjects": subjects})
    except UserError as error:
        st.error(f"These settings do not fit together: {escaped(str(error))}.", icon=":material/rule:")
        return None
