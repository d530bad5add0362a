"""The paired rounds on a clock of our own: what is planted is found, what is not there is not."""

import gc
from itertools import pairwise

import numpy as np
import pytest
import torch

from gan_core.cost.timing import (
    EQUAL,
    FASTER,
    SLOWER,
    UNKNOWN,
    Round,
    paired,
    ratio_interval,
    threads,
    timings,
    verdict,
)
from gan_core.errors import UserError
from tests.clocked import Clock, Clocked, noisy


def race(first: float, second: float, seed: int, rounds: int = 20) -> dict:
    """Two models of these seconds a call on a busy machine."""
    clock, rng = Clock(), np.random.default_rng(seed)
    models = {"a": noisy(clock, first, rng), "b": noisy(clock, second, rng)}
    return timings(list(paired(models, 1, rounds=rounds, block_seconds=0.0, seed=seed, clock=clock)))


def test_equal_models_show_no_difference_beyond_noise() -> None:
    found = [race(0.01, 0.01, seed)["b"] for seed in range(150)]
    assert np.mean([each.verdict == EQUAL for each in found]) >= 0.92
    assert np.mean([each.ratio.low <= 1 <= each.ratio.high for each in found]) >= 0.92


@pytest.mark.parametrize(("factor", "words"), [(2.0, SLOWER), (0.5, FASTER)])
def test_planted_factor_is_found_whatever_the_noise(factor: float, words: str) -> None:
    found = [race(0.01, 0.01 * factor, seed)["b"] for seed in range(60)]
    assert np.mean([each.verdict == words for each in found]) >= 0.95
    assert np.mean([each.ratio.low <= factor <= each.ratio.high for each in found]) >= 0.9


def test_the_first_is_exactly_once_itself() -> None:
    first = race(0.01, 0.02, 0)["a"]
    assert (first.ratio.middle, first.ratio.low, first.ratio.high) == (1.0, 1.0, 1.0)
    assert first.verdict == EQUAL


def test_seconds_are_per_picture() -> None:
    clock = Clock()
    rounds = list(paired({"a": Clocked(clock, lambda n: 0.08)}, 16, rounds=6, clock=clock))
    assert timings(rounds)["a"].seconds.middle == pytest.approx(0.005)


def test_warm_up_does_not_count() -> None:
    clock = Clock()
    model = Clocked(clock, lambda n: 30.0 if n == 0 else 0.01)
    rounds = list(paired({"a": model}, 1, rounds=6, clock=clock))
    assert rounds[0] == Round({}, 0.0)
    assert timings(rounds)["a"].seconds.high == pytest.approx(0.01)


def test_quick_model_is_asked_again_until_its_turn_is_over() -> None:
    clock = Clock()
    model = Clocked(clock, lambda n: 0.001)
    turns = paired({"a": model}, 1, rounds=6, block_seconds=0.0095, clock=clock)
    next(turns)
    before = model.calls
    next(turns)
    assert model.calls - before == 10


def test_a_halt_in_the_middle_of_a_turn_does_not_count() -> None:
    clock = Clock()
    model = Clocked(clock, lambda n: 1.0 if n % 5 == 0 else 0.001)
    rounds = list(paired({"a": model}, 1, rounds=6, block_seconds=1.004, clock=clock))
    assert timings(rounds)["a"].seconds.middle == pytest.approx(0.001)


def test_everyone_is_in_every_round_and_the_order_changes() -> None:
    clock, order = Clock(), []
    models = {name: Clocked(clock, lambda n, name=name: order.append(name) or 0.1) for name in "abc"}
    rounds = [each for each in paired(models, 1, rounds=12, block_seconds=0.0, clock=clock) if each.seconds]
    asked = [tuple(order[-36:][index : index + 3]) for index in range(0, 36, 3)]
    assert all(sorted(each) == ["a", "b", "c"] for each in asked)
    assert len(set(asked)) > 3
    assert all(list(each.seconds) == ["a", "b", "c"] for each in rounds)


def test_spent_budget_ends_it_after_six_rounds() -> None:
    clock = Clock()
    rounds = list(paired({"a": Clocked(clock, lambda n: 1.0)}, 1, rounds=50, budget_seconds=3.0, clock=clock))
    assert sum(bool(each.seconds) for each in rounds) == 6
    assert rounds[-1].share == 1.0
    assert all(early.share <= late.share for early, late in pairwise(rounds))


def test_too_few_rounds_give_no_verdict() -> None:
    found = race(0.01, 0.05, 0, rounds=5)["b"]
    assert found.verdict == UNKNOWN and found.ratio.low is None


def test_ratio_takes_rounds_in_pairs() -> None:
    originals = np.geomspace(1.0, 100.0, 12)
    found = ratio_interval(2 * originals, originals)
    assert (found.low, found.middle, found.high) == pytest.approx((2.0 / 1.02, 2.0, 2.0 * 1.02))


def test_less_than_what_the_place_in_memory_decides_is_no_difference() -> None:
    originals = np.full(20, 0.001)
    assert verdict(ratio_interval(1.015 * originals, originals)) == EQUAL
    assert verdict(ratio_interval(originals / 1.015, originals)) == EQUAL
    assert verdict(ratio_interval(1.03 * originals, originals)) == SLOWER


def test_twice_and_half_are_equally_far_from_one() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.lognormal(size=12), rng.lognormal(size=12)
    there, back = ratio_interval(first, second), ratio_interval(second, first)
    assert there.low * back.high == pytest.approx(1.0) and there.middle * back.middle == pytest.approx(1.0)


def test_no_rounds_no_figures() -> None:
    assert timings([Round({}, 0.0)]) == {}


def test_threads_are_put_back_between_rounds() -> None:
    before, seen, clock = torch.get_num_threads(), [], Clock()
    model = Clocked(clock, lambda n: seen.append(torch.get_num_threads()) or 0.1)
    for _ in paired({"a": model}, 1, rounds=2, num_threads=before + 1, clock=clock):
        assert torch.get_num_threads() == before
    assert set(seen) == {before + 1}


def test_threads_are_left_alone_unless_named() -> None:
    before = torch.get_num_threads()
    with threads(None):
        assert torch.get_num_threads() == before


def test_collection_goes_on_between_rounds() -> None:
    clock, seen = Clock(), []
    model = Clocked(clock, lambda n: seen.append(gc.isenabled()) or 0.1)
    for _ in paired({"a": model}, 1, rounds=1, block_seconds=0.0, clock=clock):
        assert gc.isenabled()
    assert seen[-1] is False


@pytest.mark.parametrize(("batch", "rounds"), [(0, 6), (5000, 6), (1, 0)])
def test_numbers_out_of_range_are_refused_at_once(batch: int, rounds: int) -> None:
    with pytest.raises(UserError, match="batch of 1 to 4096"):
        paired({"a": Clocked(Clock(), lambda n: 1.0)}, batch, rounds=rounds)


def test_each_is_credited_against_its_own_baseline():
    rounds = [Round({"torch": 6.0 * noise, "onnx": 1.0 * noise, "int8": 1.5 * noise}, 1.0) for noise in (1.0, 1.1) * 10]
    found = timings(rounds, {"torch": "torch", "onnx": "torch", "int8": "onnx"})
    assert (found["int8"].verdict, found["int8"].ratio.middle) == (FASTER, pytest.approx(0.25))
    assert (found["int8"].credit_verdict, found["int8"].credit.middle) == (SLOWER, pytest.approx(1.5))
    assert found["onnx"].credit == found["onnx"].ratio
    alone = timings(rounds, {"int8": "openvino"})["int8"]
    assert alone.credit is None and alone.credit_verdict is None
