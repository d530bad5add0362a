"""Nominal 95 % intervals hold the truth in about 95 of 100 cases: on known distributions, at the same numbers."""

from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from gan_core.quality.frechet import frechet_distance
from gan_core.quality.manifold_intervals import manifold_intervals, manifold_values
from gan_core.quality.sliced import sliced_wasserstein
from gan_core.quality.uncertainty import bootstrap

FEWEST_HELD, TRIALS = 0.92, 100
"""What 100 trials may take from 95 %. Quantiles of few draws, or balls that stand still, reach 0.7 to 0.9."""


def sides(trial: int, num: int, dim: int, shift: float, scale: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng([trial, num, dim])
    first, second = rng.standard_normal((2, num, dim))
    first = first * scale
    first[:, 0] += shift
    return first, second


def held(value: Callable, interval: Callable, pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """How often the interval of a pair holds the mean value of all pairs: their true value at that number."""
    truth = np.mean([value(*pair) for pair in pairs])
    return float(np.mean([low <= truth <= high for low, high in (interval(*pair) for pair in pairs)]))


@pytest.mark.parametrize(("shift", "scale"), [(0, 1), (1, 1), (0, 0.7)])
@pytest.mark.parametrize("repeats", [20, 40])
def test_frechet_interval_holds_the_truth(shift, scale, repeats):
    pairs = [sides(trial, 200, 6, shift, scale) for trial in range(TRIALS)]
    assert held(frechet_distance, partial(bootstrap, frechet_distance, repeats=repeats), pairs) >= FEWEST_HELD


@pytest.mark.parametrize(("shift", "scale"), [(1, 1), (0, 0.7)])
def test_sliced_interval_holds_the_truth(shift, scale):
    distance = partial(sliced_wasserstein, num_lines=16)
    pairs = [sides(trial, 200, 6, shift, scale) for trial in range(TRIALS)]
    assert held(distance, partial(bootstrap, distance, repeats=20), pairs) >= FEWEST_HELD


@pytest.mark.parametrize(("shift", "scale"), [(0, 1), (1, 1), (0, 0.7)])
def test_intervals_of_neighbourhoods_hold_the_truth(shift, scale):
    pairs = [sides(trial, 150, 4, shift, scale) for trial in range(TRIALS)]
    truth = np.mean([manifold_values(*pair) for pair in pairs], axis=0)
    found = np.array([list(manifold_intervals(*pair, repeats=20).values()) for pair in pairs])
    inside = (found[:, :, 0] <= truth) & (truth <= found[:, :, 1])
    assert (inside.mean(axis=0) >= FEWEST_HELD).all(), inside.mean(axis=0)
