"""The interface of a trainer: what the loop needs of a model family."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from torch import Tensor

from gan_core.config import RunConfig
from gan_core.data import ImageData
from gan_core.events import Facts, Samples
from gan_core.training.batches import Batches
from gan_core.training.state import State


class Step(Protocol):
    def __call__(self, state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
        """One update, or one of every network; returns values by curve name. `watch` adds gradient norms."""


class Previews(Protocol):
    def __call__(self, state: State, data: Batches, config: RunConfig, real: bool = False) -> Sequence[Samples | Facts]:
        """Pictures of the present step, and what is to be known of them; `real` adds some of the data."""


class Diagram(Protocol):
    def __call__(self, state: State, data: Batches, config: RunConfig, shown: list[Samples]) -> dict[str, Any]:
        """Figures of this moment for the diagram of the family, as JSON. Neither state nor data move."""


class Measures(Protocol):
    def __call__(self, state: State, data: Batches, config: RunConfig) -> dict[str, float]:
        """Values by curve name of the networks as they are now. Neither state nor data move."""


class MakeBatches(Protocol):
    def __call__(self, state: State, data: ImageData, config: RunConfig) -> Batches:
        """Batches of `data` as the family's networks take them; fills in what they must know of the data."""


def plain_batches(state: State, data: ImageData, config: RunConfig) -> Batches:
    """Pictures, with y where the model is conditional."""
    return Batches(
        data,
        config.data,
        batch_size=config.training.batch_size,
        seed=config.seed,
        device=state.execution.device,
        conditional=config.model.conditional,
    )


@dataclass(frozen=True)
class HalfStep:
    """An update of `network` alone, and what is to be measured of the networks after it."""

    network: str
    step: Step
    measures: Measures


DIAGRAM = "diagram"
"""The fact that holds the figures of a run's diagram."""


@dataclass(frozen=True)
class Trainer:
    """How models of one family learn.

    `half_steps` are there by the name of the command that asks for them ("d_step", "g_step"). A family that is drawn
    as a diagram has `diagram` for its figures.
    """

    step: Step
    images_per_step: Callable[[Batches, RunConfig], int]
    previews: Previews
    half_steps: Mapping[str, HalfStep] = field(default_factory=dict)
    batches: MakeBatches = plain_batches
    graph_key: Callable[[State, RunConfig], Hashable] | None = None
    """All that Python decides in the next whole step: steps of one key are the same kernels. None: each is another."""

    diagram: Diagram | None = None

    def shown(
        self, state: State, data: Batches, config: RunConfig, learned: tuple[str, ...], real: bool = False
    ) -> list[Samples | Facts]:
        """Pictures of the present step, then figures of its diagram; `learned` are the networks that just moved."""
        told = self.previews(state, data, config, real)
        if self.diagram is None:
            return [*told]
        pictures = [each for each in told if isinstance(each, Samples)]
        figures = {"learned": list(learned), **self.diagram(state, data, config, pictures)}
        return [*told, Facts(state.step, {DIAGRAM: {"step": state.step, **figures}})]
