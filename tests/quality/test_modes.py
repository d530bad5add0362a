"""Kinds counted: histograms whose answers are known."""

import math

import numpy as np
import pytest

from gan_core.quality.modes import modes, points_modes

SQUARE = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]], np.float64)


def test_even_kinds_have_no_divergence_and_the_greatest_entropy():
    found = modes(np.arange(1000) % 10, 10)
    assert found.covered == 10 and found.recognised == 1.0
    assert found.kl == pytest.approx(0, abs=1e-12)
    assert found.entropy == pytest.approx(math.log(10))


def test_one_kind_alone_diverges_by_the_log_of_their_number():
    found = modes(np.full(50, 3), 10)
    assert found.covered == 1
    assert found.kl == pytest.approx(math.log(10))
    assert found.entropy == 0


def test_half_the_kinds_diverge_by_log_two():
    assert modes(np.arange(800) % 500, 1000).kl == pytest.approx(
        0.75 * math.log(2.5) + 0.25 * math.log(1.25)  # 300 kinds twice, 200 once, of 800; each should be a thousandth
    )


def test_divergence_is_from_the_histogram_of_the_data():
    assert modes(np.array([0, 0, 0, 1]), 2, data_counts=np.array([30, 10])).kl == pytest.approx(0)


def test_a_kind_foreign_to_the_data_diverges_without_bound():
    assert modes(np.array([0, 1]), 2, data_counts=np.array([5, 0])).kl == math.inf


def test_the_unsure_are_of_no_kind():
    found = modes(np.array([0, 1, 1, 2]), 3, certainty=np.array([0.95, 0.5, 0.99, 0.9]))
    assert found.counts == (1, 1, 0)
    assert found.recognised == 0.5


def test_nothing_recognised_has_no_divergence_to_speak_of():
    found = modes(np.full(5, -1), 3)
    assert found.covered == 0 and math.isnan(found.kl) and math.isnan(found.entropy)


def test_chance_alone_gives_the_floor_of_the_divergence():
    rng = np.random.default_rng(0)
    draws = [modes(rng.integers(0, 100, 5000), 100) for _ in range(40)]
    assert np.mean([each.kl for each in draws]) == pytest.approx(draws[0].kl_floor, rel=0.1)


def test_points_belong_to_the_nearest_mode_within_three_sigma():
    points = np.array([[1.0, 1.29], [1.0, 1.31], [-1.2, -1.2], [0.0, 0.0]], np.float32)
    found = points_modes(points, SQUARE, sigma=0.1)
    assert found.counts == (1, 0, 0, 1)
    assert found.recognised == 0.5 and found.covered == 2


def test_of_a_gaussian_in_the_plane_all_but_one_in_ninety_are_within_three_sigma():
    rng = np.random.default_rng(0)
    points = SQUARE[rng.integers(0, 4, 20_000)] + 0.05 * rng.standard_normal((20_000, 2))
    assert points_modes(points, SQUARE, sigma=0.05).recognised == pytest.approx(1 - math.exp(-4.5), abs=0.003)


def test_a_kind_out_of_range_is_refused():
    with pytest.raises(ValueError, match="below 3"):
        modes(np.array([0, 3]), 3)


def test_of_perfect_points_98_9_percent_lie_within_three_deviations_of_a_mode():
    from scipy.stats import chi2

    from gan_core.quality.modes import points_modes, share_within

    assert share_within() == pytest.approx(1 - np.exp(-4.5)) == pytest.approx(0.989, abs=1e-3)
    assert share_within(2.0, 5) == pytest.approx(chi2.cdf(4, 5))
    centres = np.array([[0.0, 0.0], [9.0, 0.0]])
    points = np.repeat(centres, 20_000, axis=0) + 0.1 * np.random.default_rng(0).standard_normal((40_000, 2))
    assert points_modes(points, centres, 0.1).recognised == pytest.approx(share_within(), abs=0.002)
