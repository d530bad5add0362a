"""A race as a job for a worker: the lanes take turns in one process, and their scores are recorded."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from gan_core.data import ImageData, load_data
from gan_core.errors import TrainingError
from gan_core.events import Event, Note, Progress, Samples
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.job import OneGoJob, Report
from gan_core.machine import describe
from gan_core.present import present
from gan_core.race.lane_log import Race, Turn, to_json
from gan_core.race.racer import Racer
from gan_core.race.results import RACE, SHOWN_COLUMNS, lane_pictures
from gan_core.race.scoring import Scorer, captions_shown, scorer_of, shown
from gan_core.race.settings import load_race_config
from gan_core.store import atomic
from gan_core.training.probe import execution_for

STRETCH_SECONDS = 0.25
"""How long a lane trains before it can be paused or stopped."""
IN_A_ROW = 10
WRITE_SECONDS = 1.0


class RaceJob(OneGoJob):
    """One race in the folder `folder`; see gan_core.jobs.job.Job for what a worker asks of it.

    Nothing is resumed: a race that is torn apart is no race any more. What was seen of it until then stays.
    """

    title = "A race"

    def __init__(self, folder: RunFolder, report: Report) -> None:
        self.folder, self.report = folder, report
        self.config = load_race_config(folder.config())
        self.racers: list[Racer] = []
        self.looker: Scorer | None = None
        self._rng = np.random.Generator(np.random.PCG64(self.config.base.seed))
        self._round, self._written = 0, 0.0
        self._pictures: dict[int, np.ndarray] = {}

    def events(self) -> Iterator[Event]:
        """Every lane to the line, then rounds of turns in an order drawn anew until each has used its seconds."""
        yield from self._line_up()
        for index in range(len(self.racers)):
            yield from self._look(index)
        while going := [index for index, racer in enumerate(self.racers) if self._goes_on(racer)]:
            for index in self._rng.permutation(going):
                yield from self._turn(int(index))
            self._round += 1
        self._write(now=True)
        yield self.now()

    def _line_up(self) -> Iterator[Event]:
        """Data, networks and the metric. Data that several lanes learn from are loaded once."""
        known: dict[str, ImageData] = {}

        def pictures(settings: Any) -> ImageData:
            key = settings.model_dump_json()
            if key not in known:
                known[key] = load_data(settings, self.report)
            return known[key]

        whole = self.config.base.data.model_copy(update={"fraction": 1.0})
        self.report("Reading real pictures", None)
        self.looker = scorer_of(self.config, pictures(whole))
        self.report("Timing the network", None)
        shared = execution_for(self.config.base)
        for lane in self.config.lanes:
            config = self.config.lane_config(lane)
            own = any(name.startswith("runtime.") for name in lane.changes)
            execution = execution_for(config) if own else shared
            self.racers.append(Racer(lane, config, pictures(config.data), self.report, execution=execution))
            yield Note(0, "info", f"{lane.name}: {self.racers[-1].execution.words}")
        yield self.now()

    def _goes_on(self, racer: Racer) -> bool:
        return not racer.why_out and racer.seconds < self.config.seconds

    def _turn(self, index: int) -> Iterator[Event]:
        """Up to a slice of one lane's training, with the looks that fall due in it."""
        racer, config = self.racers[index], self.config
        images, begun = racer.state.images, racer.seconds
        self.report(f"Round {self._round + 1}: {racer.lane.name} trains", self.progress())
        while self._goes_on(racer) and racer.seconds - begun < config.slice_seconds:
            left = min(config.slice_seconds - racer.seconds + begun, self._next_look(racer) - racer.seconds)
            try:
                racer.stretch(max(min(left, STRETCH_SECONDS), 1e-3))
            except TrainingError as error:
                racer.why_out = str(error)
                yield Note(racer.state.step, "warning", f"{racer.lane.name} had to give up: {error}")
                break
            if racer.seconds >= self._next_look(racer) - 1e-6:
                yield from self._look(index)
            yield self.now()
        if racer.seconds > begun:
            racer.turns.append(Turn(self._round, racer.state.images - images, racer.seconds - begun))
        self._write()

    def _next_look(self, racer: Racer) -> float:
        """When, by its own clock, the lane is scored next."""
        apart = self.config.seconds / self.config.num_looks
        last = racer.looks[-1].seconds if racer.looks else 0.0
        return min((int(last / apart + 1e-6) + 1) * apart, self.config.seconds)

    def _look(self, index: int) -> Iterator[Event]:
        """Score and draw one lane, off its clock."""
        racer, looker = self.racers[index], present(self.looker)
        self.report(f"{racer.lane.name} is scored", self.progress())
        parts: list[np.ndarray] = []
        for part in looker.features(racer.state):
            parts.append(part)
            yield self.now()
        racer.note_score(*looker.score(np.concatenate(parts)))
        pictures, number = shown(racer.state), len(racer.looks) - 1
        self._pictures[index] = pictures
        yield Samples(number, lane_pictures(index), pictures, SHOWN_COLUMNS)
        if len(self._pictures) == len(self.racers):
            rows = [self._pictures[each][:IN_A_ROW] for each in range(len(self.racers))]
            if len({row.shape for row in rows}) == 1:
                yield Samples(sum(len(each.looks) for each in self.racers), "samples", np.concatenate(rows), IN_A_ROW)
        self._write(now=True)

    def _write(self, now: bool = False) -> None:
        if now or time.monotonic() - self._written > WRITE_SECONDS:
            self._written = time.monotonic()
            asked = {captions_shown(each.state) for each in self.racers}
            race = Race(
                tuple(each.track() for each in self.racers),
                self.looker.measure if self.looker else None,
                describe(),
                asked.pop() if len(asked) == 1 else (),
            )
            atomic.write_bytes(self.folder.path / RACE, to_json(race).encode())

    def save(self) -> int:
        """All that is known is written when it is known; returns the step."""
        if self.racers:
            self._write(now=True)
        return 0

    def progress(self) -> float:
        """The share of all seconds that are run, or that nobody will run."""
        if not self.racers:
            return 0.0
        limit = self.config.seconds
        return sum(1.0 if each.why_out else min(each.seconds / limit, 1.0) for each in self.racers) / len(self.racers)

    def now(self) -> Progress:
        """Steps, pictures and seconds of all lanes together."""
        states = [racer.state for racer in self.racers]
        seconds = sum(racer.seconds for racer in self.racers)
        return Progress(sum(each.step for each in states), sum(each.images for each in states), seconds)

    def close(self) -> None:
        self.racers.clear()
        self.looker = None
        gc.collect()
