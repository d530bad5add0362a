"""The bounds of VAEs whose likelihood is known exactly."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gan_core.models.conv_vae_settings import ConvVaeSettings
from gan_core.models.mlp_vae_settings import MlpVaeSettings
from gan_core.models.vae import Vae
from gan_core.objectives.elbo import bernoulli_nll, gaussian_nll
from gan_core.quality.elbo import LEVEL, active_units, elbo, log_likelihood, log_mass
from gan_core.shape import SampleShape

DIM, LATENT = 6, 2
SHAPE = SampleShape(DIM, 0, 0, "points")


class LinearVae(Vae):
    """x = W z + b + noise, and its exact posterior N(M^-1 W'(x - b), sigma^2 M^-1): probabilistic PCA."""

    def __init__(self, x: np.ndarray) -> None:
        super().__init__(shape=SHAPE, latent_dim=LATENT, condition_width=0, likelihood="gaussian")
        values, vectors = np.linalg.eigh(np.cov(x.T, bias=True))
        values, vectors = values[::-1].copy(), vectors[:, ::-1].copy()
        variance = values[LATENT:].mean()
        w = vectors[:, :LATENT] * np.sqrt(values[:LATENT] - variance)
        m = np.diag(w.T @ w + variance * np.eye(LATENT))  # diagonal at this optimum
        self.w, self.b = (nn.Parameter(torch.tensor(each, dtype=torch.float32)) for each in (w, x.mean(axis=0)))
        self.log_sigma = nn.Parameter(torch.tensor(0.5 * math.log(variance), dtype=torch.float32))
        self.inverse = torch.tensor(1 / m, dtype=torch.float32)
        self.exact = self._likelihood(x, w, variance)

    def _likelihood(self, x: np.ndarray, w: np.ndarray, variance: float) -> float:
        """Of N(b, W W' + sigma^2 I), mean over x. Tipping and Bishop 1999, equation 4"""
        c, centred = w @ w.T + variance * np.eye(DIM), x - x.mean(axis=0)
        spread = np.einsum("nd,de,ne->n", centred, np.linalg.inv(c), centred).mean()
        return -0.5 * float(DIM * math.log(2 * math.pi) + np.linalg.slogdet(c)[1] + spread)

    def encode(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        mu = (x - self.b) @ self.w * self.inverse
        return mu, (2 * self.log_sigma + self.inverse.log()).expand_as(mu)

    def decode(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return z @ self.w.T + self.b


@pytest.fixture(scope="module")
def data() -> np.ndarray:
    rng = np.random.default_rng(0)
    mixed = rng.standard_normal((500, LATENT)) @ rng.standard_normal((LATENT, DIM)) * 2
    return (mixed + 0.5 * rng.standard_normal((500, DIM)) + rng.standard_normal(DIM)).astype(np.float32)


def test_optimal_linear_vae_reaches_the_exact_likelihood_of_probabilistic_pca(data):
    vae = LinearVae(data)
    found = elbo(vae, data, num_draws=200)
    assert found.elbo == pytest.approx(vae.exact, abs=0.01)
    assert found.elbo == pytest.approx(-found.reconstruction - found.kl)


def test_a_wrong_posterior_lowers_the_elbo_by_its_divergence(data):
    vae = LinearVae(data)
    vae.encode = lambda x, y=None, right=vae.encode: (right(x)[0], right(x)[1] + math.log(2))
    gap = LATENT * 0.5 * (2 - 1 - math.log(2))  # KL of N(m, 2 s^2) to N(m, s^2), each dimension
    assert elbo(vae, data, num_draws=200).elbo == pytest.approx(vae.exact - gap, abs=0.02)


def test_units_that_carry_something_are_active(data):
    vae = LinearVae(data)
    assert elbo(vae, data).active_units == LATENT
    assert active_units(torch.tensor([[0.0, 0.0, 5.0], [0.3, 0.1, 5.0]])) == 1  # variances 0.0225, 0.0025, 0


@torch.no_grad()
def test_parts_are_those_that_training_climbs():
    torch.manual_seed(0)
    x = torch.rand(3, 1, 16, 16) * 2 - 1
    for likelihood in ("bernoulli", "gaussian"):
        vae = MlpVaeSettings(widths=(8,), likelihood=likelihood).build_vae(SampleShape(1, 16, 0))
        raw = vae.decode(torch.randn(3, 16))
        loss = bernoulli_nll(raw, x) if likelihood == "bernoulli" else gaussian_nll(raw, vae.log_sigma, x)
        assert float(-log_likelihood(vae, raw, x).mean()) == pytest.approx(float(loss), rel=1e-5)


@pytest.mark.parametrize(("mean", "sigma"), [(0.1, 0.3), (-1.7, 0.02), (1.0, 1e-3), (0.0, 5.0)])
def test_masses_of_all_levels_add_up_to_one(mean, sigma):
    levels = torch.linspace(-1, 1, 256)[:, None]
    mass = log_mass(torch.full((256, 1), mean), torch.tensor(math.log(sigma)), levels).exp()
    assert float(mass.sum()) == pytest.approx(1, abs=1e-5)


def test_far_off_levels_keep_a_finite_logarithm():
    # The tail: log of the Gaussian density over two half levels, -(x / sigma)^2 / 2 to leading order.
    found = float(log_mass(torch.tensor([[-1.0]]), torch.tensor(math.log(0.01)), torch.tensor([[0.5]])))
    nearest_edge = (1.5 - LEVEL / 2) / 0.01
    assert found == pytest.approx(-0.5 * nearest_edge**2, rel=1e-3)


def test_bits_per_dimension_only_where_the_likelihood_is_of_bytes(data):
    torch.manual_seed(0)
    x = (np.random.default_rng(0).integers(0, 256, (20, 1, 16, 16)) / 127.5 - 1).astype(np.float32)
    grey = ConvVaeSettings(likelihood="bernoulli").build_vae(SampleShape(1, 16, 0)).eval()
    colour = ConvVaeSettings(likelihood="gaussian").build_vae(SampleShape(1, 16, 0)).eval()
    assert elbo(grey, x).bits_per_dim is None
    assert elbo(LinearVae(data), data).bits_per_dim is None
    assert elbo(colour, x).bits_per_dim >= 8  # even noise has 8 bits, and no model of it needs fewer


def test_same_seed_same_bound(data):
    vae = LinearVae(data)
    assert elbo(vae, data, seed=3) == elbo(vae, data, seed=3)
