"""Adversarial training: a digit classifier that learns from attacked pictures, each attacked by one step of FGSM.

Goodfellow et al. 2015, arxiv.org/abs/1412.6572; with a random start and a step of 1.25 epsilon it lasts: Wong et al.
2020, Fast is better than free, arxiv.org/abs/2001.03994. With too large a step, or without the random start, it may
collapse ("catastrophic overfitting"): FGSM no longer fools the network, and PGD nearly always does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from gan_core.attack.losses import away_from
from gan_core.attack.perturb import SPAN, gradient, project, random_start
from gan_core.data.augment import shift
from gan_core.quality.digit_classifier import DigitClassifier

BATCH = 64
WARMUP_SHARE = 0.3
"""Epsilon grows to its full size in so much of the training: from the first step on, a network learns nothing."""
TOP_RATE = 2e-3


@dataclass(frozen=True)
class Trained:
    """After `epoch` epochs: the network, and the mean loss of the last one on attacked pictures."""

    epoch: int
    network: DigitClassifier
    loss: float


def one_step(network: DigitClassifier, x: Tensor, y: Tensor, epsilon: float, step: float, start: Tensor) -> Tensor:
    """project(start + step sign(grad loss(start))): FGSM from anywhere within epsilon of `x`."""
    slope = gradient(away_from(network, y), start)[1]
    return project(start + SPAN * step * slope.sign(), x, epsilon)


def train(
    x: Tensor, y: Tensor, *, epsilon: float, step_ratio: float, from_random: bool, epochs: int, seed: int
) -> Iterator[Trained]:
    """A classifier after each epoch of Adam with a falling rate, on digits (N, 1, 28, 28) moved by up to 2 pixels.

    Each is attacked by one step of `step_ratio` times epsilon, from a random start or from itself. At an epsilon of 0
    it is ordinary training.
    """
    rng = torch.Generator().manual_seed(seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        network = DigitClassifier()
    per_epoch = len(x) // BATCH
    total = epochs * per_epoch
    optimiser = torch.optim.Adam(network.parameters(), lr=TOP_RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=TOP_RATE, total_steps=total)
    for epoch in range(1, epochs + 1):
        order = torch.randperm(len(x), generator=rng)
        losses = torch.zeros(())
        for index in range(per_epoch):
            rows = order[index * BATCH : (index + 1) * BATCH]
            now = epsilon * min(1.0, ((epoch - 1) * per_epoch + index) / (WARMUP_SHARE * total))
            clean = shift(x[rows], 2, rng)
            start = random_start(clean, now, rng) if from_random else clean
            attacked = one_step(network, clean, y[rows], now, step_ratio * now, start) if now else clean
            loss = cross_entropy(network(attacked), y[rows])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            schedule.step()
            losses += loss.detach()
        yield Trained(epoch, network.eval(), float(losses) / per_epoch)
