"""Precision, recall, density and coverage on sets whose answers are known."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.density_coverage import density_coverage, expected_coverage
from gan_core.quality.manifold import Manifold
from gan_core.quality.manifold_intervals import manifold_intervals, manifold_values
from gan_core.quality.precision_recall import precision_recall

CENTRES = np.array([[0, 0], [100, 0], [0, 100], [100, 100]], np.float32)


def normal(count: int, dim: int = 8, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, dim)).astype(np.float32)


def mixture(kinds: tuple[int, ...], each: int, seed: int) -> np.ndarray:
    return np.concatenate([CENTRES[kind] + normal(each, 2, seed + kind) for kind in kinds])


def test_reach_is_the_distance_to_the_kth_nearest_other():
    line = np.array([[0.0], [1.0], [3.0], [7.0]])
    assert Manifold(line, 2).falls(np.array([[-2.9], [4.1], [9.9], [13.1]])).balls.tolist() == [1, 2, 1, 0]


def test_portions_change_nothing(monkeypatch):
    real, made = normal(300), normal(200, seed=1)
    whole = Manifold(real, 3).falls(made)
    monkeypatch.setattr("gan_core.quality.manifold.ROWS_AT_ONCE", 37)
    parts = Manifold(real, 3).falls(made)
    assert (whole.balls == parts.balls).all() and (whole.held == parts.held).all()


def test_falls_agree_with_distances_one_by_one():
    real, made = normal(120, 5), normal(80, 5, seed=1)
    apart = np.linalg.norm(real[:, None].astype(np.float64) - real[None], axis=2)
    reach = np.sort(apart, axis=1)[:, 4]  # the first is the feature itself
    inside = np.linalg.norm(made[:, None].astype(np.float64) - real[None], axis=2) <= reach
    falls = Manifold(real, 4).falls(made)
    assert (falls.balls == inside.sum(axis=1)).all() and (falls.held == inside.any(axis=0)).all()


def test_a_set_is_wholly_within_itself():
    real = normal(200)
    found = precision_recall(real, real)
    assert (found.precision, found.recall) == (1.0, 1.0)
    assert density_coverage(real, real).coverage == 1.0


def test_density_of_a_set_in_itself_counts_each_feature_and_its_neighbours():
    # Each ball holds its own middle and k others, so the sum over k M is (k + 1) / k.
    real = normal(200)
    assert density_coverage(real, real, k=5).density == pytest.approx(6 / 5)


def test_two_draws_of_one_distribution_have_density_one():
    # E density = P(a new point lies in a given ball) M N / (k M) = (k / N) N / k = 1 for any distribution.
    found = [density_coverage(normal(400, 4, 2 * i), normal(400, 4, 2 * i + 1)).density for i in range(12)]
    assert np.mean(found) == pytest.approx(1.0, abs=0.03)


def test_two_draws_of_one_distribution_cover_each_other_as_the_lemma_says():
    expected = expected_coverage(300, 200)
    # k = 1 by hand: a new point is nearer than the nearest other of N - 1, with chance M / (M + N - 1).
    assert expected_coverage(300, 200, k=1) == pytest.approx(200 / 499)
    found = [density_coverage(normal(300, 4, 2 * i), normal(200, 4, 2 * i + 1)).coverage for i in range(20)]
    assert np.mean(found) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("kinds", [(0,), (0, 1), (0, 1, 2)])
def test_missing_modes_lower_recall_and_coverage_but_not_precision(kinds):
    real, some = mixture((0, 1, 2, 3), 150, seed=0), mixture(kinds, 600 // len(kinds), seed=10)
    whole = density_coverage(real[: 150 * len(kinds)], some)
    found, held = precision_recall(real, some), density_coverage(real, some)
    assert found.recall == pytest.approx(len(kinds) / 4, abs=0.05)
    assert held.coverage == pytest.approx(len(kinds) / 4, abs=0.01)
    assert held.coverage == pytest.approx(whole.coverage * len(kinds) / 4)
    assert found.precision > 0.9


def test_invented_modes_lower_precision_and_density_but_not_recall():
    half = mixture((0, 1), 300, seed=0)
    found, held = precision_recall(half, mixture((0, 1, 2, 3), 150, seed=10)), density_coverage(half, half)
    assert found.precision == pytest.approx(0.5, abs=0.03)
    assert found.recall > 0.9
    assert density_coverage(half, mixture((0, 1, 2, 3), 150, seed=10)).density < 0.6 * held.density


def test_one_outlier_fools_precision_and_not_density():
    real = np.concatenate([normal(400, 2), np.array([[1000.0, 0.0]], np.float32)])
    far = normal(400, 2, seed=1) + np.array([200.0, 0.0], np.float32)
    assert precision_recall(real, far).precision == 1.0
    assert density_coverage(real, far).density == pytest.approx(0.2)


def test_collapse_onto_one_real_picture_keeps_precision_and_loses_the_rest():
    real = normal(300)
    same = np.repeat(real[:1], 300, axis=0)
    found = precision_recall(real, same)
    assert found.precision == 1.0
    assert found.recall == pytest.approx(1 / 300)


def test_far_from_zero_nothing_changes():
    real, made = normal(300), normal(300, seed=1)
    there = precision_recall(real + 1000, made + 1000)
    here = precision_recall((real + 1000) - 1000, (made + 1000) - 1000)
    assert there == here


def test_a_manifold_made_before_gives_the_same():
    real, made = normal(200), normal(150, seed=1)
    assert precision_recall(Manifold(real, 3), made) == precision_recall(real, made)
    assert density_coverage(Manifold(real, 5), made) == density_coverage(real, made)


def test_too_few_are_refused_with_a_number():
    with pytest.raises(UserError, match="at least 4 pictures, got 3"):
        precision_recall(normal(3), normal(100))


def test_intervals_surround_the_values_and_are_wider_than_with_balls_that_stand_still():
    real, made = normal(300), normal(300, seed=1)
    found, values = manifold_intervals(real, made), manifold_values(real, made)
    for (low, high), value in zip(found.values(), values, strict=True):
        assert low < value < high
    among_fixed = Manifold(real, 3).falls(made).balls > 0
    assert found["precision"][1] - found["precision"][0] > 2.2 * 1.96 * among_fixed.std() / 300**0.5


def test_intervals_of_too_few_are_a_sentence():
    with pytest.raises(UserError, match="at least 12 pictures on each side, got 9"):
        manifold_intervals(normal(9), normal(40))
