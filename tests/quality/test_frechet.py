"""Fréchet distance against Gaussians whose distance is known."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.frechet import Gaussian, between, frechet_distance, gaussian


def normal(mu: list[float], sigma: list[list[float]]) -> Gaussian:
    return Gaussian(np.array(mu, float), np.array(sigma, float))


def cloud(seed: int, num: int = 200, dim: int = 5) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((num, dim))


def test_two_gaussians_on_a_line() -> None:
    assert between(normal([1], [[4]]), normal([4], [[25]])) == pytest.approx((1 - 4) ** 2 + (2 - 5) ** 2)


def test_diagonal_covariances_add_up_by_axis() -> None:
    first, second = normal([0, 0, 1], np.diag([1.0, 4, 9]).tolist()), normal([2, 0, 1], np.diag([16.0, 4, 1]).tolist())
    assert between(first, second) == pytest.approx(2**2 + (1 - 4) ** 2 + 0 + (3 - 1) ** 2)


def test_covariances_that_do_not_commute() -> None:
    a, b = np.array([[2.0, 1], [1, 3]]), np.array([[1.0, -0.5], [-0.5, 2]])
    # Of a 2x2 matrix with eigenvalues p and q, Tr of the root is p^(1/2) + q^(1/2) = (Tr + 2 det^(1/2))^(1/2).
    root = np.sqrt(np.trace(a @ b) + 2 * np.sqrt(np.linalg.det(a @ b)))
    assert between(normal([0, 0], a.tolist()), normal([0, 0], b.tolist())) == pytest.approx(8 - 2 * root)


def test_a_set_is_at_no_distance_from_itself() -> None:
    assert frechet_distance(cloud(0), cloud(0)) == pytest.approx(0, abs=1e-12)


def test_a_moved_set_is_as_far_as_it_was_moved_squared() -> None:
    assert frechet_distance(cloud(0), cloud(0) + np.array([3, 4, 0, 0, 0])) == pytest.approx(25)


def test_a_stretched_set_is_as_far_as_its_deviations_differ() -> None:
    x = cloud(0)
    x -= x.mean(axis=0)
    assert frechet_distance(x, 3 * x) == pytest.approx(4 * x.var(axis=0, ddof=1).sum())


def test_turning_both_sets_changes_nothing() -> None:
    turn, _ = np.linalg.qr(cloud(9, 5))
    first, second = cloud(0), cloud(1) * 2 + 1
    assert frechet_distance(first @ turn, second @ turn) == pytest.approx(frechet_distance(first, second))


def test_order_of_the_sets_does_not_matter() -> None:
    first, second = cloud(0), cloud(1, 150) * 2
    assert frechet_distance(first, second) == pytest.approx(frechet_distance(second, first))


def test_a_feature_said_twice_counts_twice_though_the_covariance_is_singular() -> None:
    first, second = cloud(0), cloud(1) * 2 + 1
    twice = frechet_distance(np.hstack([first, first]), np.hstack([second, second]))
    assert twice == pytest.approx(2 * frechet_distance(first, second))


def test_a_large_offset_costs_no_precision() -> None:
    first, second = cloud(0), cloud(1) * 2
    assert frechet_distance(first + 1e6, second + 1e6) == pytest.approx(frechet_distance(first, second), rel=1e-6)


def test_covariance_is_unbiased() -> None:
    assert gaussian(np.array([[0.0], [2.0], [4.0]])).sigma[0, 0] == pytest.approx(4)


def test_too_few_pictures_are_refused_with_the_number_needed() -> None:
    with pytest.raises(UserError, match="needs at least 6 pictures, got 5"):
        gaussian(cloud(0, 5))


def test_features_that_are_not_finite_are_refused() -> None:
    x = cloud(0)
    x[3, 2] = np.nan
    with pytest.raises(UserError, match="not finite"):
        gaussian(x)
