"""Bootstrap interval and floor of a distance."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.frechet import frechet_distance
from gan_core.quality.uncertainty import bootstrap, floor, half_samples, share_interval, student


def means_apart(first: np.ndarray, second: np.ndarray) -> float:
    return float(second.mean() - first.mean())


def shared_rows(first: np.ndarray, second: np.ndarray) -> float:
    return float(len(np.intersect1d(first, second)))


def test_interval_of_a_difference_of_means_is_as_wide_as_its_formula() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((300, 1)), rng.standard_normal((300, 1))
    low, high = bootstrap(means_apart, first, second, repeats=400, lowest=-np.inf)
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


def test_floor_against_a_named_reference_is_what_fresh_draws_reach_there() -> None:
    rng = np.random.default_rng(0)
    reference, others = rng.standard_normal((1000, 32)), rng.standard_normal((2000, 32))
    fresh = [frechet_distance(rng.standard_normal((500, 32)), reference) for _ in range(30)]
    found = floor(frechet_distance, others, num_images=500, reference=reference, repeats=10)
    halves = floor(frechet_distance, reference, num_images=500, repeats=10)
    assert found.value == pytest.approx(np.mean(fresh), rel=0.1)
    assert halves.value > 1.2 * found.value  # of fewer against fewer: perfect pictures would lie below it
    assert (found.num_images, found.num_reference) == (500, 1000)


def test_floor_against_a_named_reference_needs_as_many_others() -> None:
    with pytest.raises(UserError, match="500 against 1,000 needs 500 different real pictures besides these, and there"):
        floor(means_apart, np.zeros((400, 1)), num_images=500, reference=np.zeros((1000, 1)))


def test_floor_of_a_frechet_distance_falls_with_more_pictures() -> None:
    real = np.random.default_rng(0).standard_normal((2000, 8))
    few, many = (floor(frechet_distance, real, num_images=num).value for num in (50, 1000))
    assert many < few / 10


def test_floor_needs_twice_the_pictures() -> None:
    with pytest.raises(UserError, match="needs 1,200 different real pictures, and there are 1,000"):
        floor(means_apart, np.zeros((1000, 1)), num_images=600)


def mean_and_largest(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.array([second.mean() - first.mean(), second.max()])


@pytest.mark.parametrize("most_rows", [1000, 50])
def test_halves_and_smaller_parts_give_the_deviation_of_the_whole(most_rows: int) -> None:
    first, second = np.random.default_rng(0).standard_normal((2, 400, 1))
    found = half_samples(mean_and_largest, first, second, repeats=300, most_rows=most_rows)
    assert found[0] == pytest.approx(np.sqrt(2 / 400), rel=0.15)


def test_parts_hold_no_row_twice() -> None:
    def repeated(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        assert len(np.unique(first)) == len(first) == 15 and len(np.unique(second)) == len(second) == 20
        return np.zeros(1)

    half_samples(repeated, np.arange(30.0), np.arange(40.0), repeats=3)


def test_few_draws_make_a_wider_interval() -> None:
    wide, narrow = student(1.0, 0.1, 5), student(1.0, 0.1, 1000)
    assert narrow == pytest.approx((1 - 0.196, 1 + 0.196), abs=1e-3)
    assert wide == pytest.approx((1 - 0.2776, 1 + 0.2776), abs=1e-3)  # t of four degrees of freedom


def test_interval_of_a_distance_does_not_reach_below_zero() -> None:
    first, second = np.random.default_rng(0).standard_normal((2, 20, 1))
    assert bootstrap(means_apart, first, second)[0] == 0
    assert bootstrap(means_apart, first, second, lowest=-np.inf)[0] < 0


def test_all_of_a_sample_do_not_prove_all() -> None:
    low, high = share_interval(1.0, 0.0, 40, 100)
    assert (low, high) == (pytest.approx(100 / (100 + 1.96**2), abs=1e-4), 1)
    assert share_interval(0.5, 0.2, 40, 100)[1] > 0.85
