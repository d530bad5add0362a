"""The losses of every game at logits whose value is known."""

import math

import pytest
import torch

from gan_core.objectives import OBJECTIVES, Hinge, LeastSquares, NonSaturating, Relativistic, Saturating, Wasserstein

non_saturating, saturating, least_squares = NonSaturating(), Saturating(), LeastSquares()
hinge, wasserstein, relativistic = Hinge(), Wasserstein(), Relativistic()
ZERO, ONE = torch.zeros(4), torch.ones(4)
GAMES = [name for name, settings in OBJECTIVES.items() if settings.family == "gan"]


def test_non_saturating_at_undecided_logits_is_two_logs_of_two():
    assert non_saturating.d(ZERO, ZERO).item() == pytest.approx(2 * math.log(2))
    assert non_saturating.g(ZERO, ZERO).item() == pytest.approx(math.log(2))


def test_non_saturating_is_the_binary_cross_entropy():
    real, fake = torch.tensor([1.0, -2.0]), torch.tensor([0.5, 3.0])
    expected = -(torch.sigmoid(real).log().mean() + (1 - torch.sigmoid(fake)).log().mean())
    torch.testing.assert_close(non_saturating.d(real, fake), expected)


def test_non_saturating_keeps_its_gradient_when_d_wins():
    fake = torch.tensor([-30.0], requires_grad=True)
    non_saturating.g(ZERO, fake).backward()
    assert fake.grad.item() == pytest.approx(-1)


def test_saturating_loses_its_gradient_when_d_wins():
    fake = torch.tensor([-30.0], requires_grad=True)
    saturating.g(ZERO, fake).backward()
    assert fake.grad.item() == pytest.approx(-1 / (1 + math.exp(30)))
    assert saturating.g(ZERO, ZERO).item() == pytest.approx(-math.log(2))


def test_least_squares_at_known_logits():
    assert least_squares.d(ONE, ZERO).item() == 0
    assert least_squares.d(ZERO, ONE).item() == pytest.approx(1)
    assert least_squares.g(ZERO, 3 * ONE).item() == pytest.approx(2)


def test_hinge_is_zero_beyond_the_margin():
    assert hinge.d(1.5 * ONE, -1.5 * ONE).item() == 0


def test_hinge_counts_what_is_inside_the_margin():
    assert hinge.d(0.25 * ONE, -0.5 * ONE).item() == pytest.approx(0.75 + 0.5)
    assert hinge.g(ZERO, 2 * ONE).item() == pytest.approx(-2)


def test_wasserstein_is_the_difference_of_means():
    real, fake = torch.tensor([1.0, 3.0]), torch.tensor([0.0, 1.0])
    assert wasserstein.d(real, fake).item() == pytest.approx(0.5 - 2)
    assert wasserstein.g(real, fake).item() == pytest.approx(-0.5)


def test_relativistic_sees_only_the_difference():
    real, fake = torch.randn(8), torch.randn(8)
    torch.testing.assert_close(relativistic.d(real + 5, fake + 5), relativistic.d(real, fake))


def test_relativistic_is_antisymmetric_in_the_difference():
    # softplus(-t) - softplus(t) = -t
    real, fake = torch.randn(8), torch.randn(8)
    difference = relativistic.d(real, fake) - relativistic.g(real, fake)
    torch.testing.assert_close(difference, (fake - real).mean())
    torch.testing.assert_close(relativistic.d(real, fake), relativistic.g(fake, real))


@pytest.mark.parametrize("name", GAMES)
def test_both_players_pull_the_fake_logit_opposite_ways(name):
    settings, fake = OBJECTIVES[name](), torch.zeros(4, requires_grad=True)
    (for_d,) = torch.autograd.grad(settings.d(ZERO, fake - 0.5), fake)
    (for_g,) = torch.autograd.grad(settings.g(ZERO, fake - 0.5), fake)
    if name != "least_squares":  # its target for a fake is 0, which -0.5 has passed
        assert (for_d > 0).all()
    assert (for_g < 0).all()


def test_wasserstein_estimate_is_told_apart_from_the_loss_with_its_penalty() -> None:
    real, fake = torch.tensor([3.0, 1.0]), torch.tensor([-1.0, 0.0])
    assert OBJECTIVES["wasserstein"]().readings(real, fake)["D/wasserstein"] == pytest.approx(2.5)
    assert OBJECTIVES["hinge"]().readings(real, fake) == {}
