"""The prior over codes: what it may see, and that z and codes say each other exactly."""

import math

import pytest
import torch

from gan_core.models import VqSettings
from gan_core.models.code_prior import LEAST, CodePrior, inverse_cdf, normal_cdf, normal_quantile
from gan_core.models.rae import NO_SPREAD
from gan_core.models.vq import VqVae
from gan_core.shape import SampleShape

SIDE, CODES = 3, 7


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


def made(condition_width: int = 0, sharp: float = 1.0) -> CodePrior:
    prior = CodePrior(side=SIDE, num_codes=CODES, width=12, condition_width=condition_width)
    with torch.no_grad():
        prior.out.weight.mul_(sharp)
    return prior


def some_codes(count: int) -> torch.Tensor:
    return torch.randint(0, CODES, (count, SIDE**2))


@pytest.mark.parametrize("place", range(SIDE**2))
def test_a_later_code_changes_nothing_that_is_said_of_earlier_places(place: int) -> None:
    prior, codes = made(), some_codes(5)
    other = codes.clone()
    other[:, place] = (codes[:, place] + 1) % CODES
    before, after = prior(codes), prior(other)
    assert torch.equal(before[:, : place + 1], after[:, : place + 1])
    assert place == SIDE**2 - 1 or not torch.allclose(before[:, place + 1], after[:, place + 1])


def test_the_code_above_is_seen() -> None:
    """Of three columns, place 4 lies below place 1: of two grids that differ there alone more than memory differs."""
    prior, codes = made(), some_codes(1)
    with torch.no_grad():
        prior.memory.weight_hh_l0.zero_()
        prior.memory.bias_hh_l0.zero_()
    other = codes.clone()
    other[0, 1] = (codes[0, 1] + 1) % CODES
    assert not torch.allclose(prior(codes)[0, 4], prior(other)[0, 4])


@pytest.mark.parametrize("sharp", [1.0, 100.0])
def test_probabilities_sum_to_1_and_none_is_below_the_least(sharp: float) -> None:
    p = made(sharp=sharp)(some_codes(20)).exp()
    assert torch.allclose(p.sum(-1), torch.ones(20, SIDE**2), atol=1e-5)
    assert float(p.detach().min()) >= LEAST * (1 - 1e-4)


def test_the_chosen_code_is_the_first_whose_cumulated_probability_exceeds_u() -> None:
    log_p = torch.tensor([[0.5, 0.3, 0.2]]).log().expand(6, 3)
    u = torch.tensor([0.0, 0.49, 0.51, 0.79, 0.81, 1.0])
    assert inverse_cdf(log_p, u).tolist() == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize("condition_width", [0, 4])
@pytest.mark.parametrize("sharp", [1.0, 100.0])
def test_codes_come_back_from_their_quantiles_exactly(sharp: float, condition_width: int) -> None:
    """Also those that the prior holds for next to impossible."""
    prior, codes = made(condition_width, sharp), some_codes(500)
    y = torch.eye(4)[torch.arange(500) % 4] if condition_width else None
    with torch.no_grad():
        z = normal_quantile(prior.quantiles_of(codes, y))
        assert torch.isfinite(z).all()
        assert torch.equal(prior.codes_at(normal_cdf(z), y), codes)


def test_noise_draws_what_the_prior_says() -> None:
    """The shares of the first place's codes over 20,000 draws: each within four of its standard errors."""
    prior = made(sharp=8.0)
    with torch.no_grad():
        p = prior(torch.zeros(1, SIDE**2, dtype=torch.int64))[0, 0].exp()
        drawn = prior.codes_at(normal_cdf(torch.randn(20_000, SIDE**2)))[:, 0]
    shares = torch.bincount(drawn, minlength=CODES) / 20_000
    assert ((shares - p).abs() < 4 * (p * (1 - p) / 20_000).sqrt() + 1e-9).all()


def test_the_normal_quantile_is_the_inverse_of_the_normal_distribution() -> None:
    u = torch.linspace(1e-5, 1 - 1e-5, 20_001)
    assert float((normal_cdf(normal_quantile(u)) - u).abs().max()) < 2e-7
    exact = torch.special.ndtri(u.double())
    inner = exact.abs() < 3  # further out a step of fp32 from u to the next is a long way of z
    assert float((normal_quantile(u) - exact)[inner].abs().max()) < 3e-5
    assert float(normal_quantile(torch.tensor(0.975))) == pytest.approx(1.959964, abs=1e-5)


def test_the_nats_of_even_codes_are_the_logarithm_of_their_number() -> None:
    prior = made()
    with torch.no_grad():
        prior.out.weight.zero_()
        prior.out.bias.zero_()
    assert torch.allclose(prior(some_codes(3)), torch.full((3, SIDE**2, CODES), -math.log(CODES)), atol=1e-5)


def network(**changes: object) -> VqVae:
    values = {"channels": (4, 8), "num_codes": 6, "code_dim": 3, "prior_width": 8, **changes}
    conditional = bool(values.get("conditional"))
    net = VqSettings(**values).build_vq(SampleShape(3, 16, 5 if conditional else 0)).eval()
    with torch.no_grad():  # as after a batch: the fresh codebook lies in one spot
        h = net.features(torch.rand(32, 3, 16, 16) * 2 - 1).flatten(0, 1)
        net.codebook.vectors.copy_(h[:: len(h) // 6][:6])
    return net


@pytest.mark.parametrize("conditional", [False, True])
def test_encoding_and_decoding_is_the_reconstruction(conditional: bool) -> None:
    net, x = network(conditional=conditional), torch.rand(20, 3, 16, 16) * 2 - 1
    y = torch.eye(5)[torch.arange(20) % 5] if conditional else None
    with torch.no_grad():
        codes = net.codes_of(x)
        z, logvar = net.encode(x, y)
        assert len(codes.unique()) > 1 and z.shape == (20, 16) and (logvar == NO_SPREAD).all()
        assert torch.equal(net.codes_at(z, y), codes)
        assert torch.equal(net.draw(z, y), net.picture_of(codes))


def test_the_decoder_sees_the_codes_vectors() -> None:
    net, x = network(), torch.rand(4, 3, 16, 16) * 2 - 1
    raw, h, log_p = net(x)
    assert h.shape == (4, 16, 3) and log_p.shape == (4, 16, 6)
    assert torch.allclose(raw.clamp(-1, 1), net.picture_of(net.codes_of(x)), atol=1e-6)


@pytest.mark.parametrize(
    ("size", "channels", "grid"), [(32, (4, 8), 4), (28, (4, 8), 4), (28, (4, 8), 7), (32, (4,), 8)]
)
def test_any_grid_that_the_layers_leave_fits(size: int, channels: tuple[int, ...], grid: int) -> None:
    settings = VqSettings(channels=channels, grid_size=grid, num_codes=5, code_dim=2, prior_width=8)
    net = settings.build_vq(SampleShape(1, size))
    x = torch.zeros(2, 1, size, size)
    assert net.codes_of(x).shape == (2, grid**2) and net(x)[0].shape == x.shape


def test_a_grid_larger_than_what_the_layers_leave_is_refused() -> None:
    with pytest.raises(ValueError, match="grid_size must be at most 4"):
        VqSettings(channels=(4, 8), grid_size=5).build_vq(SampleShape(1, 16))


def test_codebook_and_prior_are_not_rounded_under_autocast() -> None:
    net, x = network(), torch.rand(4, 3, 16, 16) * 2 - 1
    z = torch.randn(64, 16)
    with torch.no_grad():
        exact = net.codes_at(z)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            assert torch.equal(net.codes_at(z), exact)
            raw, h, log_p = net(x)
    assert raw.dtype == h.dtype == log_p.dtype == torch.float32
