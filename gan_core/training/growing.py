"""Networks that grow while they learn: they are put where the schedule says before every step.

Where they stand follows from the images shown so far and the settings alone. Karras et al. 2018, Progressive Growing
of GANs, arxiv.org/abs/1710.10196
"""

from __future__ import annotations

from typing import NamedTuple, cast

from gan_core.config import RunConfig
from gan_core.events import Note
from gan_core.models.growing import Growing
from gan_core.models.growth import Growth, Stage
from gan_core.models.progressive_gan import Generator
from gan_core.training.state import State, forget_moments


class Grown(NamedTuple):
    """What a step is to tell of it: values by curve name, and lines of the log."""

    values: dict[str, float]
    notes: list[Note]


NOTHING = Grown({}, [])


def grow(state: State, config: RunConfig) -> Grown:
    """Put the networks and the average where the next step is to find them.

    At a new level Adam begins anew: what it remembers is of gradients at another size.
    """
    growth = config.model.growth(state.shape)
    if growth is None:
        return NOTHING
    stage, before = growth.at(state.images), discriminator(state).level
    stand_at(state, stage)
    notes = []
    if stage.level != before:
        forget_moments(state)
        notes = [Note(state.step + 1, "info", level_words(growth, stage))]
    return Grown({"growth/size": float(stage.size), "growth/alpha": stage.alpha}, notes)


def stand_at(state: State, stage: Stage) -> None:
    """Put the networks and the average at that stage."""
    discriminator(state).grow_to(stage.progress)
    for drawing in (state.drawing, state.ema):
        cast(Generator, drawing).grow_to(stage.progress)


def discriminator(state: State) -> Growing:
    """The discriminator of a state whose networks grow."""
    return cast(Growing, state.networks[state.family.discriminator])


def level_words(growth: Growth, stage: Stage) -> str:
    """A new level in a sentence for the log."""
    size = f"{stage.size} x {stage.size} pixels"
    fades = f": its layers fade in over {growth.fading_images:,} images" if stage.alpha < 1 else ""
    return f"Grown to {size}{fades}. Adam begins anew."
