"""Intervals against the table of the sign test, and their coverage under noise of a known centre."""

import numpy as np
import pytest

from gan_core.cost.intervals import median_interval


@pytest.mark.parametrize(("count", "rank"), [(6, 1), (8, 1), (9, 2), (12, 3), (15, 4), (20, 6), (25, 8), (30, 10)])
def test_median_lies_between_the_order_statistics_of_the_sign_test_table(count: int, rank: int) -> None:
    found = median_interval(np.arange(1.0, count + 1))
    assert (found.low, found.high) == (rank, count + 1 - rank)
    assert found.middle == (count + 1) / 2


@pytest.mark.parametrize("count", [1, 5])
def test_five_values_have_no_interval(count: int) -> None:
    found = median_interval(np.arange(float(count)))
    assert (found.middle, found.low, found.high) == ((count - 1) / 2, None, None)


def test_order_of_values_does_not_matter() -> None:
    values = np.array([3.0, 1.0, 2.0, 9.0, 7.0, 8.0, 4.0])
    assert median_interval(values) == median_interval(values[::-1])


def test_outliers_in_a_quarter_of_the_values_stay_outside() -> None:
    found = median_interval(np.concatenate([np.linspace(0.99, 1.01, 15), np.full(5, 50.0)]))
    assert found.low == pytest.approx(0.99 + 5 * 0.02 / 14) and found.high == pytest.approx(1.01)


@pytest.mark.parametrize("draw", ["standard_cauchy", "normal", "standard_exponential"])
def test_median_is_covered_whatever_the_distribution(draw: str) -> None:
    rng = np.random.default_rng(0)
    median = np.log(2) if draw == "standard_exponential" else 0.0
    found = [median_interval(getattr(rng, draw)(size=20)) for _ in range(1000)]
    assert 0.94 <= np.mean([each.low <= median <= each.high for each in found]) <= 0.975  # 95.9 % by the table


@pytest.mark.parametrize("values", [[], [1.0, np.nan], [np.inf]])
def test_values_that_are_none_are_refused(values: list[float]) -> None:
    with pytest.raises(ValueError, match="finite values"):
        median_interval(np.array(values))
