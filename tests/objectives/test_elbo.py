"""Reconstruction and KL against torch.distributions, in nats per image."""

import pytest
import torch
from torch.distributions import Bernoulli, Normal, kl_divergence

from gan_core.objectives import Elbo
from gan_core.objectives.elbo import bernoulli_nll, gaussian_nll, kl, with_free_bits


def test_kl_equals_the_closed_form_of_torch():
    mu, logvar = torch.randn(5, 3), torch.randn(5, 3)
    expected = kl_divergence(Normal(mu, (logvar / 2).exp()), Normal(0.0, 1.0))
    torch.testing.assert_close(kl(mu, logvar), expected)


def test_kl_of_the_prior_is_zero():
    assert kl(torch.zeros(2, 3), torch.zeros(2, 3)).abs().max() == 0


def test_kl_keeps_its_digits_near_the_prior():
    # 1/2 (exp(v) - 1 - v) = v^2 / 4 + v^3 / 12 + ...
    assert kl(torch.zeros(1, 1), torch.full((1, 1), 1e-2)).item() == pytest.approx(1e-4 / 4 + 1e-6 / 12, rel=1e-3)


def test_gaussian_nll_equals_the_log_probability_of_torch():
    mean, x, log_sigma = torch.randn(4, 1, 2, 2), torch.randn(4, 1, 2, 2), torch.tensor(-0.7)
    expected = -Normal(mean, log_sigma.exp()).log_prob(x).sum() / 4
    torch.testing.assert_close(gaussian_nll(mean, log_sigma, x), expected)


def test_best_sigma_is_the_error_of_the_mean():
    mean, x = torch.zeros(4, 3), torch.randn(4, 3)
    log_sigma = x.square().mean().sqrt().log().requires_grad_()
    gaussian_nll(mean, log_sigma, x).backward()
    assert log_sigma.grad.item() == pytest.approx(0, abs=1e-5)


def test_bernoulli_nll_equals_the_log_probability_of_torch():
    logits, lit = torch.randn(4, 1, 2, 2), torch.randint(2, (4, 1, 2, 2)).float()
    expected = -Bernoulli(logits=logits).log_prob(lit).sum() / 4
    torch.testing.assert_close(bernoulli_nll(logits, lit * 2 - 1), expected)


def test_bernoulli_nll_is_least_at_the_pixel_itself():
    x = torch.tensor([[-0.5, 0.0, 0.9]])
    logits = torch.logit((x + 1) / 2).requires_grad_()
    bernoulli_nll(logits, x).backward()
    assert logits.grad.abs().max().item() == pytest.approx(0, abs=1e-6)


def test_losses_do_not_depend_on_the_batch_size():
    logits, x = torch.randn(1, 5), torch.rand(1, 5)
    torch.testing.assert_close(bernoulli_nll(logits.expand(7, -1), x.expand(7, -1)), bernoulli_nll(logits, x))


def test_beta_warms_up_linearly():
    objective = Elbo(beta=4, kl_warmup_steps=8)
    assert [objective.beta_at(step) for step in (0, 2, 4, 8, 100)] == [0, 1, 2, 4, 4]


def test_beta_is_whole_from_the_start_without_warm_up():
    assert Elbo(beta=4).beta_at(0) == 4


def test_dimensions_below_their_free_bits_feel_no_pull():
    nats = torch.tensor([[0.1, 3.0], [0.3, 1.0]], requires_grad=True)
    total = with_free_bits(nats, 0.5)
    total.backward()
    assert total.item() == pytest.approx(0.5 + 2)
    assert nats.grad.tolist() == [[0, 0.5], [0, 0.5]]


def test_plain_loss_is_minus_the_bound():
    nats = torch.rand(4, 3)
    torch.testing.assert_close(Elbo().loss(torch.tensor(7.0), nats, step=0), 7 + nats.sum() / 4)
