"""The interval of a proportion, against an independent program and by its own definition."""

import pytest
from scipy.stats import binom, binomtest

from gan_core.quality.proportion import wilson


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
