"""Coverage of the ratio's interval on a simulated busy machine: slow drift, halts, and a dearer second turn."""

import math

import numpy as np
import pytest

from gan_core.cost.intervals import Interval
from gan_core.cost.timing import PLACEMENT, paired, ratio_interval, timings
from tests.clocked import Clock, Clocked

TRIES, ROUNDS = 400, 20
KEPT, DRIFT = 0.9, 0.3
"""What a turn keeps of the one before it, and how far the drift goes: a third faster or slower, over ten turns."""
HALTED, HALT, DEARER = 0.15, 0.7, 1.05
"""How many turns are halted, and for how long on average; what the second turn of every round costs more."""


def slow_downs(rng: np.random.Generator, count: int) -> np.ndarray:
    """Factors for `count` turns one after the other: an autoregressive drift, halts, and jitter of 2 %."""
    drift = np.empty(count)
    drift[0] = rng.normal() * DRIFT
    for turn in range(1, count):
        drift[turn] = KEPT * drift[turn - 1] + math.sqrt(1 - KEPT**2) * DRIFT * rng.normal()
    halts = np.where(rng.random(count) < HALTED, rng.exponential(HALT, count), 0.0)
    return np.exp(drift + halts + 0.02 * rng.normal(size=count))


def copies_on_a_busy_machine(seed: int) -> Interval:
    """The ratio of two equal models, timed by the cost table's own rounds, without what is added for their places."""
    clock, turns = Clock(), [0]
    factors = slow_downs(np.random.default_rng(seed), 2 * ROUNDS + 20)

    def seconds(_: int) -> float:
        turns[0] += 1
        return 0.01 * factors[turns[0] % len(factors)] * (DEARER if turns[0] % 2 else 1.0)

    models = {"a": Clocked(clock, seconds), "b": Clocked(clock, seconds)}
    return bare(timings(list(paired(models, 1, rounds=ROUNDS, block_seconds=0.0, seed=seed, clock=clock)))["b"].ratio)


def bare(found: Interval) -> Interval:
    return Interval(found.middle, found.low * (1 + PLACEMENT), found.high / (1 + PLACEMENT))


def test_drift_halts_and_the_order_of_turns_leave_the_interval_honest() -> None:
    found = [copies_on_a_busy_machine(seed) for seed in range(TRIES)]
    assert np.mean([each.low <= 1 <= each.high for each in found]) >= 0.93


@pytest.mark.parametrize("apart", [0.007, 0.01])
def test_what_lasts_through_all_rounds_is_seen_by_no_resampling_of_them_and_is_added(apart: float) -> None:
    rng, held, held_bare = np.random.default_rng(2), [], []
    for _ in range(TRIES):
        originals = np.exp(0.004 * rng.normal(size=ROUNDS))
        found = ratio_interval(originals * np.exp(0.006 * rng.normal(size=ROUNDS) + apart * rng.normal()), originals)
        held.append(found.low <= 1 <= found.high)
        held_bare.append(bare(found).low <= 1 <= bare(found).high)
    assert np.mean(held) >= 0.93 and np.mean(held_bare) < 0.6
