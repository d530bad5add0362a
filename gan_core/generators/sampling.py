"""How a flow draws: in how many steps, with how much guidance, by which solver. Nothing here imports torch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from gan_core.errors import UserError
from gan_core.families import Family
from gan_core.models import FlowSettings
from gan_core.models.flow_settings import SAMPLING
from gan_core.store.model_card import ModelCard

Sampling = Mapping[str, Any]
"""Values of the settings in SAMPLING, by name; those that are not there stay as they are."""


def sampled_with(card: ModelCard, sampling: Sampling | None) -> ModelCard:
    """The card of the same model, drawing with other settings. Raises UserError where it draws in one pass."""
    if not sampling:
        return card
    if card.config.family.one_pass:
        raise UserError(one_pass(card.config.family))
    changes = {f"model.{name}": sampling[name] for name in SAMPLING if name in sampling}
    return replace(card, config=card.config.with_changes(changes))


def sampling_of(card: ModelCard) -> dict[str, Any]:
    """With what settings the model draws; empty for one that draws in one pass."""
    if card.config.family.one_pass:
        return {}
    model = cast(FlowSettings, card.config.model)
    return {name: getattr(model, name) for name in SAMPLING}


def one_pass(family: Family) -> str:
    """Why steps and guidance of such a model cannot be chosen."""
    return f"A {family.title} draws in one pass: it has no solver steps and no guidance to choose."


def no_layers(family: Family) -> str:
    """Why what looks at the first layer or the hidden ones does not apply to a model that is asked again and again."""
    return f"A {family.title} asks its network once for every step: no single layer leads from z to the sample."


def no_gradient(family: Family) -> str:
    """Why what follows a gradient, or a straight line of z, does not apply to a model that chooses codes."""
    return (
        f"A {family.title} chooses codes from a codebook: between two of them there is nothing, so pictures change in "
        "jumps and no gradient leads from a picture to z. See “Codes” in latent space instead."
    )


def no_rounding(family: Family) -> str:
    """Why numbers of 16 or 8 bits do not do for a model that chooses codes; "" for all others."""
    if not family.discrete:
        return ""
    return (
        f"A {family.title} compares z with the cumulated probabilities of its prior: of rounded numbers it would "
        "choose other codes. Take a step that keeps fp32."
    )


def not_narrowed(family: Family) -> str:
    """Why a model that chooses codes gets no narrower; "" for all others."""
    if not family.discrete:
        return ""
    return (
        f"In a {family.title} the codebook, its decoder and its prior fit each other alone, and a student cannot "
        "imitate pictures that jump with z: train one with fewer channels instead."
    )
