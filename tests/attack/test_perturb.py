"""FGSM and PGD against what was worked out by hand: steps, projections, and a network whose answer is known."""

import pytest
import torch
from torch import Tensor, nn

from gan_core.attack.losses import away_from, lead, lead_of, more_fake, more_real, towards
from gan_core.attack.perturb import fgsm, gradient, pgd, project, random_start
from gan_core.attack.sweep import fooled_by_fgsm, read, sweep

TINY = 1e-6


def rng() -> torch.Generator:
    return torch.Generator().manual_seed(3)


def picture(*values: float) -> Tensor:
    """One grey picture (1, 1, 1, N)."""
    return torch.tensor(values).reshape(1, 1, 1, -1)


class Line(nn.Module):
    """Two classes by the sign of w . x + b: logits (0, w . x + b)."""

    def __init__(self, weights: list[float], bias: float = 0.0) -> None:
        super().__init__()
        self.weights, self.bias = nn.Parameter(torch.tensor(weights)), bias

    def score(self, x: Tensor) -> Tensor:
        return x.flatten(1) @ self.weights + self.bias

    def forward(self, x: Tensor) -> Tensor:
        score = self.score(x)
        return torch.stack([torch.zeros_like(score), score], dim=1)


def test_projection_keeps_what_is_within_and_cuts_what_is_outside() -> None:
    centre = picture(0.0, 0.0, 0.0, 0.9, -0.95)
    found = project(picture(0.1, 0.5, -0.5, 1.4, -1.4), centre, 0.1)
    assert found.flatten().tolist() == pytest.approx([0.1, 0.2, -0.2, 1.0, -1.0])


def test_epsilon_counts_on_the_scale_from_black_to_white() -> None:
    network = Line([1.0, -2.0, 0.0])
    found = fgsm(more_real(network.score), picture(0.0, 0.0, 0.0), 0.1)
    assert found.flatten().tolist() == pytest.approx([0.2, -0.2, 0.0])


def test_fgsm_of_a_line_moves_each_pixel_by_the_sign_of_its_weight() -> None:
    network, x = Line([3.0, -0.5, 0.0, 7.0]), picture(0.0, 0.5, -0.3, 0.95)
    away = fgsm(away_from(network, torch.tensor([1])), x, 0.05)
    assert away.flatten().tolist() == pytest.approx([-0.1, 0.6, -0.3, 0.85])
    toward = fgsm(towards(network, torch.tensor([1])), x, 0.05)
    assert toward.flatten().tolist() == pytest.approx([0.1, 0.4, -0.3, 1.0])


def test_d_is_raised_or_lowered() -> None:
    network, x = Line([3.0, -0.5]), picture(0.0, 0.5)
    assert fgsm(more_real(network.score), x, 0.05).flatten().tolist() == pytest.approx([0.1, 0.4])
    assert fgsm(more_fake(network.score), x, 0.05).flatten().tolist() == pytest.approx([-0.1, 0.6])


def test_pgd_reaches_the_corner_that_is_the_highest_of_a_line() -> None:
    network, x = Line([3.0, -0.5, 7.0]), picture(0.0, 0.5, 0.95)
    found = pgd(more_real(network.score), x, 0.05, rng(), num_steps=10)
    assert found.flatten().tolist() == pytest.approx([0.1, 0.4, 1.0])


def test_one_step_of_pgd_by_hand() -> None:
    """A start that is known, a step of 2.5 epsilon by the sign of the slope, and the cut at the ball."""
    network, x, epsilon = Line([1.0, -1.0]), picture(0.1, 0.2), 0.04
    start = random_start(x, epsilon, rng())
    moved = (start + 2 * 2.5 * epsilon * picture(1.0, -1.0)).clamp(x - 0.08, x + 0.08)
    assert torch.equal(pgd(more_real(network.score), x, epsilon, rng(), num_steps=1), moved)


@pytest.mark.parametrize("epsilon", [0.01, 0.1, 0.3, 0.5])
def test_no_attack_leaves_the_ball_or_the_range(epsilon: float) -> None:
    x = torch.rand(6, 1, 4, 4, generator=rng()) * 2 - 1
    network = nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 3))
    loss = away_from(network, torch.arange(6) % 3)
    for found in (fgsm(loss, x, epsilon), pgd(loss, x, epsilon, rng()), random_start(x, epsilon, rng())):
        assert float((found - x).abs().max()) <= 2 * epsilon + TINY and float(found.abs().max()) <= 1.0


def test_random_start_fills_the_ball() -> None:
    moved = random_start(torch.zeros(100, 1, 4, 4), 0.1, rng())
    assert float(moved.min()) < -0.19 and float(moved.max()) > 0.19 and abs(float(moved.mean())) < 0.02


def test_epsilon_zero_changes_nothing() -> None:
    network, x = Line([3.0, -0.5]), picture(0.3, 0.5)
    assert torch.equal(fgsm(more_real(network.score), x, 0.0), x)
    assert torch.equal(pgd(more_real(network.score), x, 0.0, rng()), x)


def test_one_epsilon_a_picture_is_as_that_epsilon_alone() -> None:
    network, x = Line([3.0, -0.5]), picture(0.3, 0.5).expand(2, -1, -1, -1)
    both = fgsm(more_real(network.score), x, torch.tensor([0.0, 0.2])[:, None, None, None])
    assert torch.equal(both[0], x[0]) and torch.equal(both[1:], fgsm(more_real(network.score), x[1:], 0.2))


def test_pgd_is_never_weaker_than_doing_nothing() -> None:
    """One long step over a narrow peak: wherever it lands, the picture as it was is the best there is."""
    x = picture(0.0)
    assert torch.equal(pgd(lambda z: -z.abs().flatten(1).sum(1), x, 0.5, rng(), num_steps=1), x)


def test_no_weight_gets_a_gradient_and_none_is_changed() -> None:
    network, x = Line([3.0, -0.5]), picture(0.3, 0.5)
    before = network.weights.detach().clone()
    pgd(away_from(network, torch.tensor([0])), x, 0.1, rng())
    assert network.weights.grad is None and torch.equal(network.weights, before) and not x.requires_grad


def test_gradient_is_had_where_none_are_recorded() -> None:
    with torch.no_grad():
        values, slope = gradient(Line([3.0, -0.5]).score, picture(1.0, 2.0))
    assert values.tolist() == [2.0] and slope.flatten().tolist() == [3.0, -0.5]


def test_batch_norm_of_a_network_in_use_learns_nothing_from_attacks() -> None:
    network = nn.Sequential(nn.BatchNorm2d(1), nn.Flatten(), nn.Linear(4, 2)).eval()
    before = {name: each.clone() for name, each in network.state_dict().items()}
    pgd(away_from(network, torch.tensor([1, 0])), torch.rand(2, 1, 2, 2), 0.2, rng())
    assert all(torch.equal(each, before[name]) for name, each in network.state_dict().items())


def test_pgd_depends_on_its_seed_alone() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(16, 8), nn.Tanh(), nn.Linear(8, 3))
    x, loss = torch.rand(4, 1, 4, 4), away_from(network, torch.tensor([0, 1, 2, 0]))
    first = pgd(loss, x, 0.1, rng(), num_steps=1)
    torch.rand(5)
    assert torch.equal(first, pgd(loss, x, 0.1, rng(), num_steps=1))
    assert not torch.equal(random_start(x, 0.1, rng()), random_start(x, 0.1, torch.Generator().manual_seed(4)))


def needed(network: Line, x: Tensor) -> Tensor:
    """The smallest epsilon that turns each answer of a line: |w . x + b| / (2 ||w||_1), where no pixel is cut."""
    return network.score(x).abs() / (2 * network.weights.abs().sum())


def test_success_on_a_line_is_what_its_margins_say_and_never_falls() -> None:
    network = Line([0.5, -1.0, 0.25, 2.0], 0.1)
    x = (torch.rand(40, 1, 1, 4, generator=rng()) - 0.5) * 0.6
    y = read(network, x)
    epsilons = (0.01, 0.02, 0.04, 0.06)
    margins = needed(network, x).detach()
    known = [int((margins < each).sum()) for each in epsilons]
    assert 0 < known[0] < known[-1] < 40
    counts = dict.fromkeys(range(len(epsilons)), 0)
    for index, fooled in sweep(network, x, y, epsilons, seed=0):
        counts[index] = int(fooled.sum())
    assert list(counts.values()) == known == sorted(known)
    assert [int(fooled_by_fgsm(network, x, y, each).sum()) for each in epsilons] == known


def test_lead_is_how_far_the_best_other_class_is_ahead() -> None:
    logits = torch.tensor([[2.0, 5.0, 3.0], [2.0, 5.0, 3.0]])
    assert lead(lambda x: logits, torch.tensor([0, 1]))(torch.zeros(2, 1, 1, 1)).tolist() == [3.0, -2.0]
    assert lead_of(lambda x: logits, torch.tensor([0, 1]))(torch.zeros(2, 1, 1, 1)).tolist() == [-3.0, 2.0]


def plateau(x: Tensor) -> Tensor:
    """Rises from 0 to 0.1, and is flat and low beyond: a random start lands where there is no slope."""
    pixel = x.flatten(1)[:, 0]
    return torch.where(pixel.abs() < 0.1, pixel, torch.full_like(pixel, -1.0) + 0 * pixel)


def test_pgd_finds_back_from_where_a_loss_is_flat() -> None:
    found = pgd(plateau, torch.zeros(20, 1, 1, 1), 0.5, rng(), num_steps=20)
    assert float(plateau(found).min()) > 0
