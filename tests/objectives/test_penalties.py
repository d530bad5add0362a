"""Penalties on networks whose gradient is known."""

import pytest
import torch
from torch import nn

from gan_core.objectives.penalties import gradient_penalty, r1, r2


def linear(weight):
    return lambda x, y=None: x.flatten(start_dim=1) @ weight


def unit(num_values):
    return nn.functional.normalize(torch.randn(num_values), dim=0)


@pytest.mark.parametrize("penalty", [r1, r2])
def test_penalty_of_a_linear_d_is_its_squared_weight(penalty):
    weight, x = torch.randn(12), torch.randn(5, 3, 2, 2, requires_grad=True)
    assert penalty(linear(weight)(x), x).item() == pytest.approx(weight.square().sum().item(), rel=1e-5)


def test_r1_has_a_gradient_for_the_weights():
    weight, x = torch.randn(4, requires_grad=True), torch.randn(5, 4, requires_grad=True)
    r1(linear(weight)(x), x).backward()
    torch.testing.assert_close(weight.grad, 2 * weight.detach())


def test_r1_of_a_quadratic_d_averages_over_the_batch():
    x = torch.randn(6, 3, requires_grad=True)
    logits = 0.5 * x.square().sum(dim=1)  # gradient: x itself
    assert r1(logits, x).item() == pytest.approx(x.square().sum(dim=1).mean().item(), rel=1e-5)


def test_gradient_penalty_of_a_linear_d_of_norm_one_is_zero():
    real, fake = torch.randn(5, 1, 2, 2), torch.randn(5, 1, 2, 2)
    penalty = gradient_penalty(linear(unit(4)), real, fake, generator=torch.Generator().manual_seed(0))
    assert penalty.item() == pytest.approx(0, abs=1e-10)


def test_gradient_penalty_of_a_linear_d_of_norm_three_is_four():
    real, fake = torch.randn(5, 4), torch.randn(5, 4)
    penalty = gradient_penalty(linear(3 * unit(4)), real, fake, generator=torch.Generator().manual_seed(0))
    assert penalty.item() == pytest.approx(4, rel=1e-5)


def test_gradient_penalty_looks_between_real_and_fake():
    seen = []

    def D(x, y):
        seen.append(x.detach())
        return x.sum(dim=1)

    gradient_penalty(D, torch.zeros(64, 2), torch.ones(64, 2), generator=torch.Generator().manual_seed(0))
    (x,) = seen
    assert torch.equal(x[:, 0], x[:, 1])  # one eps for each pair
    assert x.min() >= 0
    assert x.max() <= 1
    assert x.std() > 0.2


def test_gradient_penalty_is_computed_in_fp32_under_autocast():
    D = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1), nn.Flatten(start_dim=0))
    real, fake = torch.randn(5, 4), torch.randn(5, 4)

    def penalty():
        return gradient_penalty(lambda x, y: D(x), real, fake, generator=torch.Generator().manual_seed(0))

    plain = penalty()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(penalty(), plain)


def test_gradient_penalty_leaves_the_generator_alone():
    fake = torch.randn(5, 4, requires_grad=True)
    weight = torch.randn(4, requires_grad=True)
    gradient_penalty(linear(weight), torch.randn(5, 4), fake, generator=torch.Generator().manual_seed(0)).backward()
    assert fake.grad is None
    assert weight.grad is not None
