"""The mixture of Gaussians as a sampler: a known answer, its own distribution, classes, and what stays as it is."""

import numpy as np
import pytest

from gan_core.latent_draws import draw_z
from gan_core.samplers.mixture import FLOOR, Mixture, fit_mixture

SHARES = np.array([0.2, 0.5, 0.3])
MEANS = np.array([[-4.0, 0.0], [0.0, 3.0], [4.0, -1.0]])
SPREADS = np.array([[[1.0, 0.6], [0.6, 0.5]], [[0.3, 0.0], [0.0, 0.2]], [[0.5, -0.2], [-0.2, 0.4]]])


def known(dims: int = 2) -> Mixture:
    return Mixture(np.arange(dims), SHARES, MEANS[:, :dims], SPREADS[:, :dims, :dims])


def drawn(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Codes (N, 2) of the three Gaussians above, by NumPy's own generator, and which is whose."""
    rng = np.random.default_rng(1)
    chosen = rng.choice(3, count, p=SHARES)
    return np.stack([rng.multivariate_normal(MEANS[k], SPREADS[k]) for k in chosen]), chosen


def test_three_gaussians_are_found_again() -> None:
    found = fit_mixture(drawn(6000)[0], np.arange(2), components=3, seed=0)
    order = np.argsort(found.means[:, 0])
    assert found.weights[order] == pytest.approx(SHARES, abs=0.02)
    assert found.means[order] == pytest.approx(MEANS, abs=0.08)
    assert found.covariances[order] == pytest.approx(SPREADS, abs=0.08)
    assert found.facts["converged"] and found.facts["components"] == 3


def test_one_gaussian_is_the_mean_and_the_covariance_of_the_codes() -> None:
    codes = drawn(500)[0]
    found = fit_mixture(codes, np.arange(2), components=1, seed=0)
    assert found.means[0] == pytest.approx(codes.mean(axis=0))
    assert found.covariances[0] == pytest.approx(np.cov(codes, rowvar=False, ddof=0) + FLOOR * np.eye(2))


def test_noise_becomes_the_mixture() -> None:
    made = known().from_noise(draw_z(0, 20_000, 2))
    nearest = np.linalg.norm(made[:, None] - MEANS, axis=2).argmin(axis=1)
    assert np.bincount(nearest) / 20_000 == pytest.approx(SHARES, abs=0.02)
    mean = SHARES @ MEANS
    assert made.mean(axis=0) == pytest.approx(mean, abs=0.06)
    off = MEANS - mean
    whole = np.einsum("k,kij->ij", SHARES, SPREADS + off[:, :, None] * off[:, None, :])
    assert np.cov(made, rowvar=False) == pytest.approx(whole, abs=0.15)


def test_one_number_follows_the_mixtures_distribution_function() -> None:
    from scipy.stats import kstest, norm

    made = known(1).from_noise(draw_z(3, 5000, 1))[:, 0]
    width = np.sqrt(SPREADS[:, 0, 0])
    assert kstest(made, lambda x: (SHARES * norm.cdf((x[:, None] - MEANS[:, 0]) / width)).sum(axis=1)).pvalue > 0.01


def test_the_density_is_that_of_scipys_gaussians() -> None:
    from scipy.stats import multivariate_normal

    codes = drawn(50)[0]
    each = [w * multivariate_normal(m, c).pdf(codes) for w, m, c in zip(SHARES, MEANS, SPREADS, strict=True)]
    assert known().log_density(codes) == pytest.approx(np.log(np.sum(each, axis=0)))


def test_far_from_all_gaussians_the_density_is_still_a_number() -> None:
    assert np.isfinite(known().log_density(np.array([[300.0, -300.0]]))).all()


def test_a_row_depends_on_its_own_noise_alone() -> None:
    z = draw_z(5, 64, 2)
    whole = known().from_noise(z)
    assert np.array_equal(whole[40:41], known().from_noise(z[40:41]))
    assert np.array_equal(whole[:7], known().from_noise(draw_z(5, 7, 2)))


def test_dimensions_that_carry_nothing_stay_noise() -> None:
    mixture = Mixture(np.array([1, 3]), SHARES, MEANS, SPREADS)
    z = draw_z(0, 10, 5)
    made = mixture.from_noise(z)
    assert np.array_equal(made[:, [0, 2, 4]], z[:, [0, 2, 4]]) and not np.isclose(made[:, 1], z[:, 1]).any()


def test_a_class_is_drawn_from_its_own_gaussians() -> None:
    codes, chosen = drawn(3000)
    found = fit_mixture(codes, np.arange(2), components=3, seed=0, labels=chosen)
    for label in range(3):
        y = np.repeat(np.eye(3, dtype=np.float32)[[label]], 500, axis=0)
        assert found.from_noise(draw_z(0, 500, 2), y).mean(axis=0) == pytest.approx(MEANS[label], abs=0.15)


def test_few_codes_make_fewer_gaussians_and_a_single_value_has_some_width() -> None:
    found = fit_mixture(np.ones((30, 2)), np.arange(2), components=100, seed=0)
    assert found.facts["components"] == 3 and np.isfinite(found.from_noise(draw_z(0, 5, 2))).all()
