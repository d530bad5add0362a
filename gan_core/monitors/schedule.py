"""Runs the monitors during training, within a budget of time.

The seconds of looking are no seconds of training: a run's own clock stands still meanwhile. They are part of the wall
time, and how large a part is a curve, `watch/share`.
"""

import math
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import torch

from gan_core.config import RunConfig
from gan_core.events import Event, Facts, Losses, Note
from gan_core.monitors.monitor import Monitor
from gan_core.monitors.registry import MONITORS
from gan_core.training.batches import Batches
from gan_core.training.state import State

Clock = Callable[[], float]
FIRST_STEP = 50
"""Before it every generator draws noise, and a metric would say so for as long as nobody can afford the next one."""
USUAL_STEP_SECONDS = 0.015
"""What a step takes where the monitors' guesses were made. Looks and steps do the same kind of work, so a machine that
is slow, or busy with something else, shows in its steps before anything was inspected."""
PACE_KEPT = 0.9


@dataclass
class Place:
    """A watch in the round: what a look cost when a step took `pace`, in seconds; how far its looks moved it on."""

    watch: Monitor
    cost: float
    pace: float = USUAL_STEP_SECONDS
    moved: float = 0.0
    step: int = -1
    ready: bool = False
    names: frozenset[str] = frozenset()


class MonitorSchedule:
    """The monitors of one run. At most `recording.watch_budget` of the training time goes into looking.

    Each look adds the root of its cost to a monitor's account, and the monitor with the least comes next: so a look
    that costs four times as much comes half as often, which of all ways keeps the curves freshest for the same time.
    What a look will cost is told by the last one, or a guess, and by how long steps take now: on a machine under load
    both grow together. One that takes longer all the same overdraws the budget, and nothing is inspected until it is
    paid back.
    """

    def __init__(
        self,
        state: State,
        data: Batches,
        config: RunConfig,
        watches: Mapping[str, type[Monitor]] = MONITORS,
        clock: Clock = time.perf_counter,
    ) -> None:
        self.budget, self.seconds, self._clock = config.recording.watch_budget, 0.0, clock
        self._began, self._slowness = state.seconds, 1.0
        self._last, self._pace = (state.step, state.seconds), 0.0
        made = {name: each(state, data, config) for name, each in watches.items()} if self.budget else {}
        self.places = {name: Place(each, each.guess_seconds) for name, each in made.items() if each.on}

    def look(self, state: State) -> list[Event]:
        """A row of the curves by the watch whose turn it is; nothing as long as the budget does not allow it."""
        pace = self._pace_now(state)
        if not self.places or state.step < FIRST_STEP:
            return []
        name = min(self.places, key=lambda each: self.places[each].moved)
        if self.seconds + self._cost(self.places[name], pace) > self.budget * (state.seconds - self._began):
            return []
        return self._ask(name, state)

    def _pace_now(self, state: State) -> float:
        """Seconds a step: as of late, or as the last one took where that was longer."""
        steps, seconds = state.step - self._last[0], state.seconds - self._last[1]
        self._last = state.step, state.seconds
        last = seconds / steps if steps > 0 else self._pace
        self._pace = PACE_KEPT * self._pace + (1 - PACE_KEPT) * last if self._pace else last
        return max(self._pace, last)

    def _cost(self, place: Place, pace: float) -> float:
        """What its next turn may take: as the last one, or as guessed, on a machine as slow as this one is now."""
        slower = max(1.0, pace / place.pace)
        return place.cost * (slower if place.step >= 0 else max(slower, self._slowness))

    def finish(self, state: State) -> list[Event]:
        """All of them once more: the last figures belong to the last step. Training waits no longer, so it is free."""
        said, spent = [], self.seconds
        for name in list(self.places):
            while name in self.places and self.places[name].step < state.step:
                said += self._ask(name, state)
        self.seconds = spent
        return [_without_share(event) for event in said]

    def afresh(self, measure: str, state: State) -> float | None:
        """What `measure` is of other latents: a figure for a generator that was chosen by the usual ones.

        None where no latents are inspected, or it fails. Paid from the same budget.
        """
        place = next((each for each in self.places.values() if measure in each.names), None)
        if place is None or place.watch.draws is None:
            return None
        started = self._clock()
        with place.watch.draws.others(), suppress(Exception):  # as in _ask: a measure must not end the training
            found = _undisturbed(place.watch.look, state)
            self.seconds += self._clock() - started
            return found.get(measure)
        return None

    def _ask(self, name: str, state: State) -> list[Event]:
        """Let it get ready, or look. One that fails is heard of once, and not asked again."""
        place, started = self.places[name], self._clock()
        try:
            found = _undisturbed(place.watch.look, state) if place.ready else _undisturbed(place.watch.prepare)
        except Exception as error:  # whatever it is, a measure must not end the training
            del self.places[name]
            self.seconds += self._clock() - started
            return [Note(state.step, "warning", f"{place.watch.title}: no longer measured, because {_words(error)}")]
        took = self._clock() - started
        self.seconds += took
        if not place.ready:
            place.ready = True
            if not place.watch.on:
                del self.places[name]
            return [Facts(state.step, {f"watch/{name}": found})]
        if place.step < 0:
            self._slowness = max(self._slowness, took / place.cost)
        place.pace = self._pace or USUAL_STEP_SECONDS
        place.cost, place.moved, place.step = took, place.moved + math.sqrt(took), state.step
        place.names = frozenset(found)
        trained = state.seconds - self._began
        share = {"watch/share": self.seconds / trained} if trained else {}
        return [Losses(state.step, state.images, state.seconds, found | share)]


def _without_share(event: Event) -> Event:
    if not isinstance(event, Losses):
        return event
    return replace(event, values={name: value for name, value in event.values.items() if name != "watch/share"})


def _words(error: Exception) -> str:
    text = str(error).strip() or "nothing more is known"
    return f"{type(error).__name__}: {text.splitlines()[0]}"


@torch.no_grad()
def _undisturbed(ask: Callable[..., dict[str, Any]], *values: Any) -> dict[str, Any]:
    """What it answers, with torch's common random numbers put back afterwards."""
    with torch.random.fork_rng(devices=[]), _one_thread():
        return ask(*values)


def _one_thread() -> AbstractContextManager:
    """NumPy's threads wait for each other by spinning: beside a run they take a hundred times as long as one does."""
    known = _libraries()
    return known.limit(limits=1, user_api="blas") if known else nullcontext()


@cache
def _libraries() -> Any:
    """NumPy's, found once, since looking for them takes a while; None where nothing can be told to them."""
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()
