"""Path, target, times and label dropout of flow matching, against hand-computed values and closed forms."""

import math

import pytest
import torch
from scipy import integrate, stats

from gan_core.objectives import FlowMatching
from gan_core.objectives.flow_matching import between, logit_normal, told, velocity_loss, without_some


def rng() -> torch.Generator:
    return torch.Generator().manual_seed(1)


def test_a_quarter_of_the_way_is_three_parts_noise_and_one_part_data() -> None:
    z, x = torch.tensor([[4.0, 0.0]]), torch.tensor([[0.0, 8.0]])
    assert between(z, x, torch.tensor([0.25])).tolist() == [[3.0, 2.0]]


def test_each_picture_is_mixed_at_its_own_time() -> None:
    z, x = torch.zeros(3, 1, 2, 2), torch.ones(3, 1, 2, 2)
    t = torch.tensor([0.0, 0.5, 1.0])
    assert between(z, x, t).mean(dim=(1, 2, 3)).tolist() == t.tolist()


def test_the_target_is_the_derivative_of_the_line_by_time() -> None:
    z, x = torch.randn(5, 2, dtype=torch.float64), torch.randn(5, 2, dtype=torch.float64)
    t = torch.full((5,), 0.3, dtype=torch.float64)
    change = (between(z, x, t + 1e-6) - between(z, x, t - 1e-6)) / 2e-6
    assert velocity_loss(change, z, x).item() == pytest.approx(0, abs=1e-12)


def test_the_loss_is_the_mean_square_over_all_numbers() -> None:
    v, z, x = torch.tensor([[1.0, 2.0]]), torch.tensor([[0.0, 0.0]]), torch.tensor([[2.0, 5.0]])
    assert velocity_loss(v, z, x).item() == pytest.approx(((1 - 2) ** 2 + (2 - 5) ** 2) / 2)


@pytest.mark.parametrize(("mean", "std"), [(0.0, 1.0), (-0.7, 1.4)])
def test_logit_normal_times_have_their_density(mean: float, std: float) -> None:
    """pi(t) = exp(-(logit t - m)^2 / 2 s^2) / (s sqrt(2 pi) t (1 - t)): equation 19 of Esser et al."""

    def density(t: float) -> float:
        logit = math.log(t / (1 - t))
        return math.exp(-((logit - mean) ** 2) / (2 * std**2)) / (std * math.sqrt(2 * math.pi) * t * (1 - t))

    def share_below(t: float) -> float:
        return integrate.quad(density, 0, t)[0]

    times = logit_normal(4000, mean, std, rng()).numpy()
    places = [0.1, 0.3, 0.5, 0.7, 0.9]
    assert [(times < t).mean() for t in places] == pytest.approx([share_below(t) for t in places], abs=0.025)
    assert times.min() > 0 and times.max() < 1


def test_uniform_times_are_uniform() -> None:
    times = FlowMatching(times="uniform").draw_times(2000, rng()).numpy()
    assert stats.kstest(times, "uniform").pvalue > 0.01


def test_label_dropout_hides_whole_labels_at_its_rate() -> None:
    y = torch.eye(10).repeat(400, 1)
    kept = without_some(y, told(len(y), 0.25, rng()))
    hidden = (kept == 0).all(dim=1)
    assert hidden.float().mean().item() == pytest.approx(0.25, abs=0.02)
    assert torch.equal(kept[~hidden], y[~hidden])


def test_no_dropout_hides_nothing() -> None:
    y = torch.eye(10)
    assert torch.equal(without_some(y, told(len(y), 0.0, rng())), y)
