"""The interface of a trainer: what the loop needs of a model family."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from torch import Tensor

from gan_core.config import RunConfig
from gan_core.events import Samples
from gan_core.training.batches import Batches
from gan_core.training.state import State


class Step(Protocol):
    def __call__(self, state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
        """One update, or one of every network; returns values by curve name. `watch` adds gradient norms."""


class Previews(Protocol):
    def __call__(self, state: State, data: Batches, config: RunConfig, real: bool = False) -> list[Samples]:
        """Pictures of this moment; `real` adds some of the data to compare with."""


class Measures(Protocol):
    def __call__(self, state: State, data: Batches, config: RunConfig) -> dict[str, float]:
        """Values by curve name of the networks as they are now. Neither state nor data move."""


@dataclass(frozen=True)
class HalfStep:
    """An update of `network` alone, and what is to be measured of the networks after it."""

    network: str
    step: Step
    measures: Measures


@dataclass(frozen=True)
class Trainer:
    """How models of one family learn.

    `half_steps` are there by the name of the command that asks for them ("d_step", "g_step").
    """

    step: Step
    images_per_step: Callable[[Batches, RunConfig], int]
    previews: Previews
    half_steps: Mapping[str, HalfStep] = field(default_factory=dict)
