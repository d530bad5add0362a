"""Bootstrap interval and floor of a distance."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.frechet import frechet_distance
from gan_core.quality.uncertainty import bootstrap, floor


def means_apart(first: np.ndarray, second: np.ndarray) -> float:
    return float(second.mean() - first.mean())


def shared_rows(first: np.ndarray, second: np.ndarray) -> float:
    return float(len(np.intersect1d(first, second)))


def test_interval_of_a_difference_of_means_is_as_wide_as_its_formula() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((300, 1)), rng.standard_normal((300, 1))
    low, high = bootstrap(means_apart, first, second, repeats=400)
    assert high - low == pytest.approx(2 * 1.96 * np.sqrt(2 / 300), rel=0.2)
    assert low < means_apart(first, second) < high


def test_interval_of_a_frechet_distance_is_not_moved_by_repeated_rows() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((60, 10)), rng.standard_normal((60, 10)) + 1
    value = frechet_distance(first, second)
    drawn = frechet_distance(first[rng.integers(60, size=60)], second[rng.integers(60, size=60)])
    low, high = bootstrap(frechet_distance, first, second)
    assert drawn > value  # that is what repeated rows do
    assert low < value < high


def test_same_seed_gives_the_same_interval() -> None:
    x = np.arange(20.0)[:, None]
    assert bootstrap(means_apart, x, x, seed=3) == bootstrap(means_apart, x, x, seed=3)


def test_floor_compares_pictures_with_other_ones() -> None:
    found = floor(shared_rows, np.arange(30.0)[:, None], num_images=10, num_reference=20)
    assert (found.value, found.high, found.num_images) == (0, 0, 10)


def test_floor_of_a_frechet_distance_falls_with_more_pictures() -> None:
    real = np.random.default_rng(0).standard_normal((2000, 8))
    few, many = (floor(frechet_distance, real, num_images=num).value for num in (50, 1000))
    assert many < few / 10


def test_floor_needs_twice_the_pictures() -> None:
    with pytest.raises(UserError, match="needs 1,200 different real pictures, and there are 1,000"):
        floor(means_apart, np.zeros((1000, 1)), num_images=600)
