"""The solvers against equations with known solutions, guidance against its formula, and both networks of a velocity."""

import math
from typing import Any

import pytest
import torch
from torch import Tensor

from gan_core.models import MlpFlowSettings, UnetFlowSettings
from gan_core.models.drawing import count_parameters
from gan_core.models.flow import FlowNetwork
from gan_core.models.ode import SOLVERS, evenly, path
from gan_core.shape import SampleShape

DIGIT = SampleShape(channels=1, image_size=28, num_classes=10)
POINTS = SampleShape(channels=2, image_size=1, kind="points")


def end(v: Any, z: Tensor, num_steps: int, solver: str) -> Tensor:
    *_, x = path(v, z, num_steps, solver)
    return x


def growth(x: Tensor, t: Tensor) -> Tensor:
    """dx/dt = 2 t x, whose solution is x(1) = e x(0)."""
    return 2 * t[:, None] * x


@pytest.mark.parametrize(("solver", "order"), [("euler", 1), ("heun", 2)])
def test_the_error_falls_with_the_solver_s_order(solver: str, order: int) -> None:
    z = torch.ones(1, 1, dtype=torch.float64)
    errors = [abs(end(growth, z, steps, solver).item() - math.e) for steps in (64, 128)]
    assert math.log2(errors[0] / errors[1]) == pytest.approx(order, abs=0.1)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_straight_line_needs_one_step(solver: str) -> None:
    z, way = torch.randn(4, 2), torch.randn(4, 2)
    assert torch.allclose(end(lambda x, t: way, z, 1, solver), z + way)


def test_one_euler_and_one_heun_step_by_hand() -> None:
    """dx/dt = x + t from x(0) = 1 in one step: Euler 1 + 1 = 2; Heun 1 + (1 + (2 + 1)) / 2 = 3."""
    z = torch.ones(1, 1)

    def v(x: Tensor, t: Tensor) -> Tensor:
        return x + t[:, None]

    assert end(v, z, 1, "euler").item() == 2
    assert end(v, z, 1, "heun").item() == 3


def test_a_path_has_a_state_more_than_steps_and_begins_at_z() -> None:
    z = torch.randn(3, 2)
    states = list(path(growth, z, 5, "euler"))
    assert len(states) == 6 and torch.equal(states[0], z)


def gaussian_velocity(mu: float, s: float) -> Any:
    """E[x - z | x_t] for z ~ N(0, 1) and x ~ N(mu, s^2), x_t = (1 - t) z + t x, which is linear in x_t.

    mu + (t s^2 - (1 - t)) / ((1 - t)^2 + t^2 s^2) (x_t - t mu): the covariance of x - z and x_t over the variance.
    """

    def v(x: Tensor, t: Tensor) -> Tensor:
        t = t[:, None]
        return mu + (t * s**2 - (1 - t)) / ((1 - t) ** 2 + t**2 * s**2) * (x - t * mu)

    return v


@pytest.mark.parametrize(("mu", "s"), [(2.0, 0.5), (-1.0, 3.0), (0.0, 1.0)])
def test_the_flow_between_two_gaussians_carries_z_to_mu_plus_s_z(mu: float, s: float) -> None:
    z = torch.linspace(-2, 2, 9, dtype=torch.float64)[:, None]
    assert end(gaussian_velocity(mu, s), z, 400, "heun").flatten().tolist() == pytest.approx(
        (mu + s * z).flatten().tolist(), abs=1e-3
    )


class Known(FlowNetwork):
    """v = y's first number, whatever x and t."""

    def velocity(self, x: Tensor, y: Tensor | None, t: Tensor) -> Tensor:
        assert y is not None
        return torch.where(y.sum(dim=1, keepdim=True) > 0, y[:, :1], torch.full_like(y[:, :1], -1.0)).expand_as(x)


@pytest.mark.parametrize(("guidance", "v"), [(0.0, -1.0), (1.0, 3.0), (2.0, 7.0), (1.5, 5.0)])
def test_guidance_goes_on_from_no_label_through_the_label(guidance: float, v: float) -> None:
    """v_uncond = -1, v_cond = 3: -1 + g (3 - -1)."""
    shape = SampleShape(channels=2, image_size=1, num_classes=2, kind="points")
    network = Known(MlpFlowSettings(conditional=True, guidance=guidance), shape)
    y = torch.tensor([[3.0, 0.0]])
    assert network.guided(torch.zeros(1, 2), y, torch.zeros(1)).flatten().tolist() == [v, v]


def test_the_unet_has_about_140_000_parameters_at_28_px() -> None:
    network = UnetFlowSettings(conditional=True).build_flow(DIGIT)
    assert count_parameters(network) == pytest.approx(140_000, rel=0.1)


@pytest.mark.parametrize("settings", [UnetFlowSettings(channels=(8, 16)), MlpFlowSettings(widths=(16, 16))])
@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 32), (3, 64)])
def test_pictures_are_in_range_and_of_their_size(settings: Any, channels: int, size: int) -> None:
    shape = SampleShape(channels=channels, image_size=size)
    x = settings.model_copy(update={"num_steps": 2}).build_flow(shape).draw(100 * torch.randn(2, shape.num_values))
    assert x.shape == (2, channels, size, size) and x.abs().max() <= 1


def test_points_have_no_bounds() -> None:
    network = MlpFlowSettings(widths=(8,), num_steps=2).build_flow(POINTS)
    assert network.draw(100 * torch.randn(16, 2)).abs().max() > 1


@pytest.mark.parametrize("settings", [UnetFlowSettings(channels=(8, 16)), MlpFlowSettings(widths=(16, 16))])
def test_time_and_label_change_the_velocity_once_it_has_learned(settings: Any) -> None:
    network = settings.model_copy(update={"conditional": True}).build_flow(DIGIT)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.1)
    x, y = torch.randn(10, 1, 28, 28), torch.eye(10)
    for _ in range(3):
        optimiser.zero_grad()
        network(x, y, torch.rand(10)).sub(x).square().mean().backward()
        optimiser.step()
    v = network(x, y, torch.full((10,), 0.2))
    assert not torch.allclose(v, network(x, y, torch.full((10,), 0.8)))
    assert not torch.allclose(v, network(x, y.roll(1, 0), torch.full((10,), 0.2)))
    assert all(each.grad is not None for each in network.parameters())


def test_the_group_norm_is_torch_s() -> None:
    from gan_core.models.unet_flow import GroupNorm

    ours, theirs, x = GroupNorm(16), torch.nn.GroupNorm(8, 16), torch.randn(3, 16, 5, 5)
    assert torch.allclose(ours(x), theirs(x), atol=1e-5)


def test_latents_may_come_flat() -> None:
    network, z = UnetFlowSettings(channels=(8, 8)).build_flow(SampleShape(1, 28)), torch.randn(2, 784)
    assert torch.equal(network.draw(z), network.draw(z.reshape(2, 1, 28, 28)))


def test_evenly_keeps_both_ends() -> None:
    assert evenly(range(11), 6) == [0, 2, 4, 6, 8, 10]
    assert evenly(range(3), 4) == [0, 1, 1, 2]
