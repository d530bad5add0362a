"""A whole training step as one CUDA graph: a small network on a large GPU waits for launches, not for arithmetic.

The first steps run as ever, on a side stream. One is then recorded: every kernel of it, from the data to the
optimisers, with the addresses it reads and writes. Each later step is one launch of that record. What Python decides is
fixed in it, so a step is recorded for each of the trainer's `graph_key`s: with and without the lazy penalties, say.
What changes from step to step lies in tensors: which pictures are next, the learning rates, the generator's numbers.
The average of the weights, whose weight changes at each step, is taken outside.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol, TypeVar

import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.training.batches import Batches
from gan_core.training.state import State
from gan_core.training.trainer import Trainer

WARMUP_STEPS = 3
MOST_GRAPHS = 8
"""Each has memory of its own. A live setting that is fixed in them makes new ones."""
COUNTERS = ("position", "d_updates", "g_updates")
Values = TypeVar("Values")


class Recorder(Protocol):
    """What records work on a device."""

    def aside(self, work: Callable[[], Values]) -> Values:
        """Do the work as it may be recorded later."""

    def record(self, work: Callable[[], Tensor], rng: torch.Generator) -> tuple[Callable[[], None], Tensor]:
        """What does the recorded work anew, with new numbers from `rng`, and where its result lies then.

        The work itself need not be done.
        """


class CudaRecorder:
    """Records CUDA graphs. Not tried on a GPU yet."""

    def __init__(self) -> None:
        self._stream = torch.cuda.Stream()

    def aside(self, work: Callable[[], Values]) -> Values:
        """On a stream of its own, as torch asks of what is recorded later."""
        self._stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self._stream):
            done = work()
        torch.cuda.current_stream().wait_stream(self._stream)
        return done

    def record(self, work: Callable[[], Tensor], rng: torch.Generator) -> tuple[Callable[[], None], Tensor]:
        """A graph with memory of its own: two of them may be replayed in any order."""
        graph = torch.cuda.CUDAGraph()
        graph.register_generator_state(rng)
        with torch.cuda.graph(graph):
            values = work()
        return graph.replay, values


RECORDERS: dict[str, Callable[[], Recorder]] = {"cuda": CudaRecorder}
"""By device."""


@dataclass
class _Recorded:
    """One record: how to replay it, where it reads the next pictures' numbers, and what it leaves behind."""

    replay: Callable[[], None]
    indices: list[Tensor]
    names: tuple[str, ...]
    values: Tensor
    counted: dict[str, int]


class GraphedSteps:
    """Steps of one run, recorded where they can be. Called as a trainer's `step` is, always watching."""

    def __init__(self, trainer: Trainer, state: State, data: Batches, config: RunConfig) -> None:
        self.trainer, self.state, self.data, self.config = trainer, state, data, config
        self.recorder = RECORDERS[state.execution.device]()
        self._recorded: dict[Hashable, _Recorded] = {}
        self._seen: dict[Hashable, int] = {}

    def __call__(self, watch: bool = True) -> dict[str, Tensor]:
        """One update of every network; returns its values by curve name, in tensors of their own."""
        key = self.trainer.graph_key(self.state, self.config) if self.trainer.graph_key else None
        if key is None:
            return self._eager()
        if key not in self._recorded:
            self._seen[key] = self._seen.get(key, 0) + 1
            if self._seen[key] <= WARMUP_STEPS:
                return self._eager()
            self._keep(key, self._record())
        return self._replay(self._recorded[key])

    def _eager(self) -> dict[str, Tensor]:
        before = self.state.position
        values = self.recorder.aside(lambda: self.trainer.step(self.state, self.data, self.config, watch=True))
        self._batches = (self.state.position - before) // self.data.batch_size
        return values

    def _keep(self, key: Hashable, recorded: _Recorded) -> None:
        if len(self._recorded) >= MOST_GRAPHS:
            oldest = next(iter(self._recorded))
            del self._recorded[oldest]
        self._recorded[key] = recorded

    def _record(self) -> _Recorded:
        """Record one step. The counters move as in a step, and are put back: nothing was computed."""
        state = self.state
        names: list[str] = []
        indices = [self.data.index_at(place).clone() for place in self._places()]

        def step() -> Tensor:
            values = self.trainer.step(state, self.data, self.config, watch=True)
            names.extend(values)
            return torch.stack([each.detach().float() for each in values.values()])

        before = {name: getattr(state, name) for name in COUNTERS}
        self.data.given = dict(zip(self._places(), indices, strict=True))
        try:
            replay, values = self.recorder.record(step, state.rng)
        finally:
            self.data.given = {}
        counted = {name: getattr(state, name) - value for name, value in before.items()}
        for name, value in before.items():
            setattr(state, name, value)
        return _Recorded(replay, indices, tuple(names), values, counted)

    def _places(self) -> list[int]:
        """Where the batches of the next step begin."""
        return [self.state.position + number * self.data.batch_size for number in range(self._batches)]

    def _replay(self, recorded: _Recorded) -> dict[str, Tensor]:
        for place, index in zip(self._places(), recorded.indices, strict=True):
            index.copy_(self.data.index_at(place))
        recorded.replay()
        for name, count in recorded.counted.items():
            setattr(self.state, name, getattr(self.state, name) + count)
        return dict(zip(recorded.names, recorded.values.clone().unbind(), strict=True))
