"""The interval of a proportion, against an independent program and by its own definition."""

import pytest
from scipy.stats import binom, binomtest

from gan_core.quality.proportion import newcombe, wilson


@pytest.mark.parametrize(("successes", "count"), [(0, 10), (3, 10), (50, 100), (989, 1000), (40, 40)])
def test_interval_is_that_of_wilson(successes, count):
    expected = binomtest(successes, count).proportion_ci(method="wilson")
    assert wilson(successes, count) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_without_trials_anything_is_possible():
    assert wilson(0, 0) == (0, 1)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_interval_holds_the_truth_in_about_95_of_100_cases(share):
    inside = [low <= share <= high for low, high in (wilson(each, 100) for each in range(101))]
    held = sum(binom.pmf(each, 100, share) for each, there in enumerate(inside) if there)
    assert 0.93 < held < 0.98


def test_interval_of_a_difference_is_that_of_newcombes_table() -> None:
    """56 of 70 against 48 of 80, and 9 of 10 against 3 of 10: table II, method 10."""
    assert newcombe((56, 70), (48, 80)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert newcombe((9, 10), (3, 10)) == pytest.approx((0.1705, 0.8090), abs=5e-5)
    assert newcombe((0, 0), (3, 10)) == (-1, 1)
