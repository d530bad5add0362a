"""Looking on costs what it may cost, and changes nothing."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.data.label_spread import spread_labels
from gan_core.events import Event, Facts, Losses, Note, Progress
from gan_core.job_types.train import TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.monitors.draws import OTHER_SEED, SEED
from gan_core.monitors.registry import MONITORS
from gan_core.monitors.schedule import FIRST_STEP, MonitorSchedule
from gan_core.training import checkpoint
from gan_core.training.execution import decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from tests.conftest import tiny


class Clock:
    """Stands still unless it is turned."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def watch_of(clock: Clock, seconds: float, name: str, fails: bool = False) -> type:
    class Fake:
        title: ClassVar[str] = name
        guess_seconds: ClassVar[float] = seconds
        on = True

        def __init__(self, *_: Any) -> None: ...

        def prepare(self) -> dict[str, Any]:
            return {}

        def look(self, state: Any) -> dict[str, float]:
            clock.now += seconds
            if fails:
                raise ValueError("no such thing")
            return {name: 1.0}

    return Fake


class Running:
    """A state as far as watching needs one."""

    step, images, seconds = 0, 0, 0.0


def looks(watches: dict[str, type], clock: Clock, budget: float, num_steps: int = 10_000) -> list[Event]:
    """What is said in so many steps of 10 ms."""
    state = Running()
    watching = MonitorSchedule(state, None, tiny(recording__watch_budget=budget), watches, clock)
    said: list[Event] = []
    for _ in range(num_steps):
        state.step, state.seconds = state.step + 1, state.seconds + 0.01
        said += watching.look(state)
        assert watching.seconds <= budget * state.seconds + 1e-9
    return said


def test_budget_is_kept_and_used() -> None:
    clock = Clock()
    said = looks({"a": watch_of(clock, 0.02, "a"), "b": watch_of(clock, 0.2, "b")}, clock, 0.05)
    assert clock.now == pytest.approx(0.05 * 100, rel=0.1)
    shares = [event.values["watch/share"] for event in said if isinstance(event, Losses)]
    assert max(shares) <= 0.05 + 1e-9


def test_look_that_costs_four_times_as_much_comes_half_as_often() -> None:
    clock = Clock()
    said = looks({"a": watch_of(clock, 0.05, "a"), "b": watch_of(clock, 0.2, "b")}, clock, 0.05)
    often, seldom = (sum(name in event.values for event in said if isinstance(event, Losses)) for name in "ab")
    assert often / seldom == pytest.approx(2, rel=0.1)


def test_machine_slower_than_was_guessed_is_not_believed_twice() -> None:
    clock = Clock()
    first, second = watch_of(clock, 0.05, "a"), watch_of(clock, 0.5, "b")
    first.guess_seconds, second.guess_seconds = 0.005, 0.05
    state = Running()
    watching = MonitorSchedule(state, None, tiny(recording__watch_budget=0.05), {"a": first, "b": second}, clock)
    shares = []
    for _ in range(4000):
        state.step, state.seconds = state.step + 1, state.seconds + 0.01
        watching.look(state)
        shares.append(watching.seconds / state.seconds)
    assert max(shares[200:]) <= 0.05 + 1e-9  # the first look of all was ten times as long as thought
    assert clock.now > 0.5


def shares_of(slow: Callable[[int], float], guesses: tuple[float, ...] = (0.03, 0.25)) -> list[tuple[int, float]]:
    """Step and share of the time after each step, where everything takes `slow(step)` times as long as was guessed."""
    clock, state, factor = Clock(), Running(), 1.0
    kinds = {f"w{number}": watch_of(clock, 0.0, f"w{number}") for number in range(len(guesses))}
    for kind, guess in zip(kinds.values(), guesses, strict=True):
        kind.guess_seconds = guess

        def look(self: Any, state: Any, guess: float = guess, name: str = kind.title) -> dict[str, float]:
            clock.now += guess * factor
            return {name: 1.0}

        kind.look = look
    watching = MonitorSchedule(state, None, tiny(recording__watch_budget=0.05), kinds, clock)
    shares = []
    for step in range(1, 6001):
        factor = slow(step)
        state.step, state.seconds = step, state.seconds + 0.015 * factor
        watching.look(state)
        shares.append((step, watching.seconds / state.seconds))
    return shares


@pytest.mark.parametrize(
    "slow", [lambda _: 1, lambda _: 30, lambda step: 1 if step < 700 else 12], ids=["usual", "slow", "busy"]
)
def test_budget_holds_on_a_slow_machine_and_on_one_that_becomes_busy(slow: Callable[[int], float]) -> None:
    shares = shares_of(slow)
    assert max(share for _, share in shares) <= 0.05 + 1e-9
    assert shares[-1][1] > 0.02  # and it is used


def test_nothing_is_measured_of_the_first_steps() -> None:
    first = next(step for step, share in shares_of(lambda _: 30, guesses=(0.001,)) if share)
    assert first >= FIRST_STEP


def test_failing_watch_is_heard_of_once_and_the_others_go_on() -> None:
    clock = Clock()
    said = looks({"a": watch_of(clock, 0.05, "a", fails=True), "b": watch_of(clock, 0.05, "b")}, clock, 0.05)
    notes = [event for event in said if isinstance(event, Note)]
    assert [note.kind for note in notes] == ["warning"]
    assert "no such thing" in notes[0].text
    assert sum(isinstance(event, Losses) for event in said) > 10


def everything(state: Any) -> dict[str, torch.Tensor]:
    return checkpoint.training_tensors(state) | {f"ema.{k}": v for k, v in state.ema.state_dict().items()}


CASES = {
    "gan": tiny(),
    "spectral": tiny(model__d_norm="spectral", objective__name="hinge"),
    "digits": tiny(data__name="digits", data__image_size=28, model__conditional=True),
    "vae": tiny("vae"),
    "points": tiny(data__name="ring", model__name="mlp_gan", model__g_widths=[8], model__d_widths=[8]),
}


@pytest.mark.parametrize("config", CASES.values(), ids=CASES.keys())
def test_watching_does_not_change_training(config: RunConfig) -> None:
    states, common = [], []
    for watched in (False, True):
        state, data, _ = prepare(config, decide(config.runtime), quiet)
        watching = MonitorSchedule(state, data, config)
        torch.manual_seed(3)
        np.random.seed(3)
        for _ in islice((event for event in train(state, data, config) if isinstance(event, Progress)), 4):
            if watched:
                said = watching.finish(state)
                assert not [event.text for event in said if isinstance(event, Note)]
                assert any(isinstance(event, Losses) for event in said)
        states.append(everything(state))
        common.append((torch.rand(1).item(), np.random.rand()))
    assert [name for name in states[0] if not torch.equal(states[0][name], states[1][name])] == []
    assert common[0] == common[1]


def job(path: Path, config: RunConfig) -> TrainJob:
    folder = RunFolder.create(path, config.model_dump(mode="json"), title="Watched")
    return TrainJob(folder, quiet)


def rows(events: Iterator[Event]) -> dict[str, float]:
    found: dict[str, float] = {}
    for event in events:
        if isinstance(event, Losses):
            found |= event.values
    return found


def test_run_ends_with_its_last_figures_whatever_the_budget(tmp_path: Path) -> None:
    config = tiny(training__num_steps=2, recording__watch_budget=0.001)
    said = list(job(tmp_path / "run", config).events())
    last = rows(iter(said))
    assert last["quality/frechet"] > 0
    assert 0 <= last["modes/kinds"] <= 6
    facts = {name: each for event in said if isinstance(event, Facts) for name, each in event.values.items()}
    assert facts["watch/fidelity"]["extractor"] == "shapes"
    assert facts["watch/fidelity"]["num_images"] == 500


def test_no_budget_measures_nothing(tmp_path: Path) -> None:
    said = rows(job(tmp_path / "run", tiny(training__num_steps=2, recording__watch_budget=0)).events())
    assert not [name for name in said if name.startswith(("quality/", "modes/", "watch/"))]


def test_watches_say_what_they_are() -> None:
    assert all(each.title and each.guess_seconds > 0 for each in MONITORS.values())


def test_labels_are_as_frequent_as_in_the_data_in_every_first_part() -> None:
    labels = spread_labels(np.repeat([0, 1], [30, 10]), 400)
    for count in (40, 100, 400):
        assert labels[:count].mean() == pytest.approx(0.25, abs=0.03)


def test_the_same_measure_of_other_latents_is_another_figure_and_leaves_the_usual_ones() -> None:
    config = tiny(recording__watch_budget=0.5)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    watching = MonitorSchedule(state, data, config)
    told = {
        name: value
        for event in watching.finish(state)
        if isinstance(event, Losses)
        for name, value in event.values.items()
    }
    again = watching.afresh("quality/frechet", state)
    assert again != told["quality/frechet"] and again == pytest.approx(told["quality/frechet"], rel=0.5)
    place = watching.places["fidelity"]
    place.step = -1
    assert watching.finish(state)[-1].values["quality/frechet"] == told["quality/frechet"]
    assert watching.afresh("D/held_out", state) is None and watching.afresh("no such measure", state) is None


def test_no_seed_of_a_page_or_a_terminal_draws_the_latents_that_a_best_is_chosen_by() -> None:
    seed = RunConfig.model_fields["seed"]
    highest = next(each.lt for each in seed.metadata if hasattr(each, "lt"))
    assert min(SEED, OTHER_SEED) >= highest and SEED != OTHER_SEED
