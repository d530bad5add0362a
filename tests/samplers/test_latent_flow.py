"""The latent flow: the same network as in torch, a distribution that it learns, and what stays as it is."""

import numpy as np
import pytest
import torch

from gan_core.latent_draws import draw_z
from gan_core.models import MlpFlowSettings
from gan_core.models.ode import path
from gan_core.samplers.latent_flow import NUM_STEPS, WIDTHS, LatentFlow, fit_flow
from gan_core.shape import SampleShape


def codes(count: int = 4000) -> np.ndarray:
    """(N, 3): the first two on two arcs, the third nothing but noise."""
    rng = np.random.default_rng(0)
    side = np.where(rng.random(count) < 0.5, 4.0, -4.0)
    return np.stack([side + 0.3 * rng.standard_normal(count), side / 2, rng.standard_normal(count)], axis=1)


@pytest.mark.parametrize("condition_width", [0, 2])
def test_the_network_without_torch_is_the_one_in_torch(condition_width: int) -> None:
    rng = np.random.default_rng(0)
    y = np.eye(2, dtype=np.float32)[rng.integers(2, size=200)] if condition_width else None
    flow = fit_flow(codes(200), np.arange(2), steps=3, seed=0, conditions=y)
    shape = SampleShape(channels=2, image_size=1, kind="points", condition_width=condition_width)
    V = MlpFlowSettings(widths=WIDTHS, conditional=condition_width > 0).build_flow(shape)
    V.load_state_dict({name: torch.from_numpy(each) for name, each in flow.network.items()})
    z = draw_z(1, 6, 3)
    told = None if y is None else torch.from_numpy(y[:6])
    with torch.no_grad():
        v = V(torch.from_numpy(z[:, :2].copy()), told, torch.full((6,), 0.3))
        *_, x = path(lambda x, t: V(x, told, t), torch.from_numpy(z[:, :2].copy()), NUM_STEPS, "heun")
    told_y = None if y is None else y[:6]
    assert flow.velocity(z[:, :2], 0.3, told_y) == pytest.approx(v.numpy(), abs=1e-5)
    assert flow.from_noise(z, told_y)[:, :2] == pytest.approx(flow.mean + flow.std * x.numpy(), abs=1e-4)


def test_two_heaps_of_codes_are_learned() -> None:
    flow = fit_flow(codes(), np.arange(2), steps=600, seed=0)
    made = flow.from_noise(draw_z(0, 1000, 3))
    assert abs(np.mean(made[:, 0] > 0) - 0.5) < 0.1
    assert np.mean(np.abs(np.abs(made[:, 0]) - 4) < 1.5) > 0.9
    assert np.corrcoef(made[:, 0], made[:, 1])[0, 1] > 0.97


def test_dimensions_that_carry_nothing_stay_noise_and_a_row_depends_on_its_own_alone() -> None:
    flow = fit_flow(codes(300), np.arange(2), steps=2, seed=0)
    z = draw_z(2, 9, 3)
    made = flow.from_noise(z)
    assert np.array_equal(made[:, 2], z[:, 2])
    assert flow.from_noise(z[4:5]) == pytest.approx(made[4:5], abs=1e-5)


def test_the_same_seed_learns_the_same_flow() -> None:
    first, second = (fit_flow(codes(300), np.arange(2), steps=5, seed=3) for _ in range(2))
    assert all(np.array_equal(each, second.network[name]) for name, each in first.network.items())


def test_a_flow_is_read_as_it_was_written() -> None:
    flow = fit_flow(codes(300), np.arange(2), steps=2, seed=0)
    again = LatentFlow.read(flow.tensors(), flow.facts)
    z = draw_z(0, 5, 3)
    assert np.array_equal(again.from_noise(z), flow.from_noise(z))
