"""A lane in training: its state, clock and energy meter. It works only during its turn."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch

from gan_core.config import RunConfig
from gan_core.data import ImageData, Report
from gan_core.energy.meters import PATIENCE_BLOCKS, Energy, Meter, find_source
from gan_core.events import Losses, Progress, Samples
from gan_core.race.lane_log import LaneLog, ScoredCheckpoint, Turn
from gan_core.race.settings import Lane
from gan_core.training.execution import Execution
from gan_core.training.loop import train
from gan_core.training.prepare import prepare_with
from gan_core.training.probe import execution_for

WARM_UP_STEPS = 20
"""Whatever is compiled or chosen, is so within these."""
Clock = Callable[[], float]


class Racer:
    """Trains in stretches. `seconds` is its own clock: it stands still while others train or anything is scored.

    It computes by `execution`; without one as its own network is timed to be fastest.
    """

    def __init__(
        self,
        lane: Lane,
        config: RunConfig,
        data: ImageData,
        report: Report,
        clock: Clock = time.perf_counter,
        execution: Execution | None = None,
    ) -> None:
        self.lane, self._clock = lane, clock
        self.execution = execution or execution_for(config)
        self.execution.apply_threads()
        self.state, batches, self.labels = prepare_with(data, config, self.execution, report)
        self.source = find_source(self.execution.device)
        self.seconds, self.joules, self.counted_by = 0.0, 0.0, self.source.message
        self.counted = True
        self.looks: list[ScoredCheckpoint] = []
        self.turns: list[Turn] = []
        self.why_out = ""
        self._first_steps: list[float] = []
        self._losses: list[dict[str, float]] = []
        self._events = train(self.state, batches, config)
        for event in self._events:  # what is drawn before the first step is not on the clock
            if isinstance(event, Samples) and event.name == "samples":
                break

    def stretch(self, seconds: float) -> None:
        """Train for so long by its own clock, one step at least. Raises TrainingError as `train` does."""
        self.execution.apply_threads()
        with Meter(self.source, self._clock) as meter:
            started = now = self._clock()
            while now - started < seconds:
                self._step()
                before, now = now, self._clock()
                if len(self._first_steps) < WARM_UP_STEPS:
                    self._first_steps.append(now - before)
            self._wait()
            self.seconds += self._clock() - started
        self._count(meter.so_far())

    def _count(self, used: Energy) -> None:
        """A stretch between two ticks of the counter adds nothing; one that cannot be read ends the counting."""
        self.joules += used.joules or 0.0
        patience = PATIENCE_BLOCKS * self.source.block_seconds
        if used.joules is None and (not used.no_tick or (not self.joules and self.seconds >= patience)):
            self.counted, self.counted_by = False, used.source

    def _step(self) -> None:
        for event in self._events:
            if isinstance(event, Losses):
                self._losses.append(event.values)
            if isinstance(event, Progress):
                return

    def _wait(self) -> None:
        """What a device still has to do belongs to this lane."""
        if self.execution.device == "cuda":
            torch.cuda.synchronize()

    def note_score(self, value: float, low: float, high: float, right: dict[str, float] | None = None) -> None:
        """Note down what it is worth now; `right` where it is scored by attributes."""
        rows, self._losses = self._losses, []
        names = {name for row in rows for name in row if name.endswith("/loss")}
        losses = {name: statistics.fmean(row[name] for row in rows if name in row) for name in sorted(names)}
        joules = self.joules if self.counted else None
        state = self.state
        self.looks.append(
            ScoredCheckpoint(state.step, state.images, self.seconds, joules, value, low, high, losses, right or {})
        )

    @property
    def warm_up_seconds(self) -> float:
        """What the first steps took above the median of them."""
        if not self._first_steps:
            return 0.0
        usual = statistics.median(self._first_steps)
        return sum(max(0.0, each - usual) for each in self._first_steps)

    def track(self) -> LaneLog:
        """All that is known of it now."""
        return LaneLog(
            name=self.lane.name,
            changes=self.lane.changes,
            where=self.execution.words,
            looks=tuple(self.looks),
            turns=tuple(self.turns),
            warm_up_seconds=self.warm_up_seconds,
            source=self.counted_by,
            measured=self.source.measured and self.counted,
            why_out=self.why_out,
        )
