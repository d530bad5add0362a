"""What a probe of the network decides: full precision unless another is clearly faster, and what was chosen lately."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from gan_core.config import RunConfig
from gan_core.presets import PRESETS
from gan_core.training import probe
from gan_core.training.execution import Execution, decide
from gan_core.training.probe import Timed, best_of, candidates, choose, time_steps
from tests.conftest import tiny

FP32 = Execution("cpu", "fp32", channels_last=False, num_threads=1)
FP32_LAST, BF16 = replace(FP32, channels_last=True), replace(FP32, precision="bf16")
BF16_LAST = replace(BF16, channels_last=True)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "gan_core" / probe.FILE


def undecided(**changes: object) -> RunConfig:
    return tiny(runtime__precision="auto", runtime__num_threads=0, **changes)


def slow(monkeypatch: pytest.MonkeyPatch, milliseconds: Callable[[Execution], float]) -> list[list[Execution]]:
    """From now on a step takes that long; returns what was timed, each time."""
    asked: list[list[Execution]] = []

    def timed(_: RunConfig, options: list[Execution]) -> list[Timed]:
        asked.append(options)
        return [Timed(each, milliseconds(each)) for each in options]

    monkeypatch.setattr(probe, "time_steps", timed)
    monkeypatch.setattr(probe, "usable_cores", lambda: 2)
    return asked


def test_all_four_are_tried_full_precision_and_the_plain_layout_first() -> None:
    config = undecided()
    assert candidates(config.runtime, decide(config.runtime), "image") == [FP32, FP32_LAST, BF16, BF16_LAST]


def test_what_was_asked_for_is_not_tried() -> None:
    config = undecided(runtime__channels_last="on")
    assert candidates(config.runtime, decide(config.runtime), "image") == [FP32_LAST, BF16_LAST]
    assert choose(tiny(runtime__channels_last="off")).timed == ()


def test_points_stay_in_full_precision() -> None:
    config = PRESETS["ring-of-eight"].config
    assert choose(config).execution.precision == "fp32"


@pytest.mark.parametrize(
    ("times", "chosen"),
    [((10.0, 10.0, 9.6, 9.7), FP32), ((10.0, 8.0, 8.1, 7.9), FP32_LAST), ((10.0, 9.0, 7.0, 5.0), BF16_LAST)],
)
def test_the_first_within_five_percent_of_the_fastest_is_chosen(times: tuple[float, ...], chosen: Execution) -> None:
    options = (FP32, FP32_LAST, BF16, BF16_LAST)
    assert best_of([Timed(*each) for each in zip(options, times, strict=True)]) == chosen


def test_the_same_network_gets_the_same_within_the_hour_and_is_timed_again_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = slow(monkeypatch, lambda each: 1.0 if each == BF16 else 2.0)
    start = 1e9
    monkeypatch.setattr(probe.time, "time", lambda: start)
    assert choose(undecided()).execution == BF16
    assert choose(undecided(seed=3)).execution == BF16
    assert len(asked) == 1
    monkeypatch.setattr(probe.time, "time", lambda: start + probe.FRESH_SECONDS + 1)
    assert choose(undecided()).execution == BF16
    assert asked[1][0] == BF16  # and what was chosen last is kept unless another is clearly faster
    monkeypatch.setattr(probe.time, "time", lambda: start - 60)  # a clock that went back
    choose(undecided())
    assert len(asked) == 3


def test_another_network_is_timed_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = slow(monkeypatch, lambda each: 1.0)
    choose(undecided())
    choose(undecided(model__g_channels=[16, 4]))
    assert len(asked) == 2


@pytest.mark.parametrize("text", ["", "[]", "{", '{"x": 3}', '{"x": {"measured": "?"}}'])
def test_a_damaged_memory_only_means_another_probe(text: str, own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_cache.parent.mkdir(parents=True)
    own_cache.write_text(text)
    slow(monkeypatch, lambda each: 1.0)
    assert choose(undecided()).execution == FP32
    assert any("settings" in each for each in json.loads(own_cache.read_text()).values())


def test_a_home_that_cannot_be_written_to_hinders_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gan_core").write_text("a file where the folder should be")
    slow(monkeypatch, lambda each: 1.0)
    assert choose(undecided()).execution == FP32


def on_cores(monkeypatch: pytest.MonkeyPatch, cores: int, spare: int, speed_up: float) -> int:
    """The threads of a run where twice the threads are `speed_up` times as fast."""
    slow(monkeypatch, lambda each: 10.0 / speed_up ** (each.num_threads.bit_length() - 1))
    monkeypatch.setattr(probe, "usable_cores", lambda: cores)
    monkeypatch.setattr(probe, "spare_cores", lambda: spare)
    return choose(undecided()).execution.num_threads


@pytest.mark.parametrize(
    ("cores", "spare", "speed_up", "threads"),
    [(2, 1, 2.0, 1), (4, 3, 1.8, 2), (8, 7, 1.8, 4), (8, 7, 1.2, 1), (8, 2, 1.8, 2), (8, 0, 1.8, 1), (16, 15, 1.5, 8)],
)
def test_threads_are_taken_where_cores_are_free_and_bring_much(
    cores: int, spare: int, speed_up: float, threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert on_cores(monkeypatch, cores, spare, speed_up) == threads


def test_spare_cores_leave_one_to_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probe.os, "sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    for busy, spare in (([0, 0, 0, 0], 3), ([100, 0, 0, 0], 2), ([100, 100, 100, 90], -1), ([8, 6, 5, 5], 3)):
        monkeypatch.setattr(probe.psutil, "cpu_percent", lambda *_, busy=busy, **__: [*busy, 100])
        assert probe.spare_cores() == spare


def test_real_steps_are_timed_and_leave_no_trace() -> None:
    before, threads = torch.get_rng_state(), torch.get_num_threads()
    found = time_steps(undecided(), [FP32, BF16_LAST])
    assert [each.execution for each in found] == [FP32, BF16_LAST]
    assert all(0 < each.milliseconds < 10_000 for each in found)
    assert torch.equal(before, torch.get_rng_state())
    assert torch.get_num_threads() == threads


def test_the_hopeless_are_timed_once() -> None:
    seconds = {FP32: 1.0, BF16: 3.0}
    now, counted = [0.0], {FP32: 0, BF16: 0}

    def step(option: Execution) -> Callable[[], None]:
        def one() -> None:
            counted[option] += 1
            now[0] += seconds[option] / 100

        return one

    options = [FP32, BF16]
    found = probe.rounds(options, [step(each) for each in options], lambda: now[0])
    assert counted[BF16] == 1 and counted[FP32] > 1
    assert [round(each.milliseconds) for each in found] == [10, 30]


def test_networks_that_may_not_fit_four_times_are_not_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = slow(monkeypatch, lambda each: 1.0 if each == BF16 else 2.0)
    monkeypatch.setattr(probe, "LARGE", 10)
    assert choose(undecided()).execution == FP32
    assert asked == []


def test_parameters_are_counted_without_making_the_networks() -> None:
    config = tiny()
    networks = [each.build(config.model, config.shape()) for each in config.family.networks.values()]
    assert probe.num_parameters(config) == sum(p.numel() for each in networks for p in each.parameters())


def test_what_was_timed_is_said_fastest_first() -> None:
    choice = probe.Choice(BF16, (Timed(FP32, 12.34), Timed(BF16_LAST, 8.0), Timed(replace(BF16, num_threads=2), 9.5)))
    assert choice.words == (
        "Timed on this network, per step: bf16 with channels last 8 ms, bf16 on 2 threads 9.5 ms, fp32 12.3 ms."
    )
