"""Two repair networks trained side by side on the same batches: by squared error, and with a discriminator's verdict.

L = (R(x) - y)^2 + w g(D(R(x), x)), as Isola et al. 2017, pix2pix, arxiv.org/abs/1611.07004; the game is hinge. What is
nearest on average to all pictures that may have been there is their mean, a blur; D pulls towards one of them. Not
|R - y| as there: where most of a picture is right already, as at half the size, its median is to change nothing, and
after 2,000 steps nothing was learned.

At first there is one network, which learns by squared error; then it becomes two, one of them with an opponent, as
SRGAN begins with what has learned without one (Ledig et al. 2017, arxiv.org/abs/1609.04802). Both continue with the
same batches, the same damage and the same rate, so that the loss alone differs.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gan_core.errors import RunError
from gan_core.objectives.games import Hinge
from gan_core.repair.damage import TASKS, Damaged, damage
from gan_core.repair.findings import ADVERSARIAL, MSE
from gan_core.repair.settings import RepairConfig
from gan_core.repair.unet import PatchDiscriminator, RepairNetwork

NETWORKS = (MSE, ADVERSARIAL)
D = "D"
BETAS = (0.5, 0.99)
ALONE = 0.6
"""The share of the steps in which there is one network."""
PORTION = 100
"""Pictures repaired at a time."""


@dataclass(frozen=True)
class Losses:
    """After `step` steps: means over the steps since the last of these."""

    step: int
    values: dict[str, float]


class Learning:
    """All that a step reads and writes: both networks, the discriminator, their optimisers, and chance."""

    def __init__(self, images: np.ndarray, config: RepairConfig) -> None:
        """`images` are uint8 (N, C, H, W)."""
        self.images, self.config, self.step = images, config, 0
        self.rng = np.random.Generator(np.random.PCG64(config.seed))
        channels = images.shape[1]
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(config.seed)
            self.networks = {MSE: RepairNetwork(channels), ADVERSARIAL: RepairNetwork(channels)}
            self.discriminator = PatchDiscriminator(channels)
        self.game = Hinge()
        self.optimisers = {
            name: torch.optim.Adam(each.parameters(), lr=config.lr, betas=BETAS)
            for name, each in (*self.networks.items(), (D, self.discriminator))
        }
        self.apart_from = min(round(ALONE * config.num_steps), config.num_steps - 1)
        """The step at which they become two."""

    def steps(self, log_every: int) -> Iterator[int | Losses]:
        """The number of each step that is done; losses after every `log_every` of them and after the last.

        Raises RunError where a loss is not finite.
        """
        sums: dict[str, float] = {}
        counts: dict[str, int] = {}
        while self.step < self.config.num_steps:
            if self.step == self.apart_from:
                self._part()
            rate = self.config.lr * 0.5 * (1 + math.cos(math.pi * self.step / self.config.num_steps))
            for name in NETWORKS:
                self.optimisers[name].param_groups[0]["lr"] = rate
            for name, value in self._one_step().items():
                sums[name], counts[name] = sums.get(name, 0.0) + value, counts.get(name, 0) + 1
            self.step += 1
            if self.step % log_every == 0 or self.step == self.config.num_steps:
                values = {name: value / counts[name] for name, value in sums.items()}
                if not all(map(math.isfinite, values.values())):
                    raise RunError(
                        f"The losses are no longer numbers at step {self.step:,}: choose a smaller learning rate or "
                        "adversarial weight."
                    )
                yield Losses(self.step, values)
                sums, counts = {}, {}
            else:
                yield self.step

    def batch(self) -> tuple[Damaged, np.ndarray]:
        """A batch damaged, a part by each task, and as it was: float32 (N, C, H, W) in [-1, 1]."""
        rows = self.rng.integers(len(self.images), size=self.config.batch_size)
        whole = self.images[rows].astype(np.float32) / 127.5 - 1
        parts = np.array_split(whole, len(TASKS))
        return joined([damage(name, part, self.rng) for name, part in zip(TASKS, parts, strict=True)]), whole

    def _part(self) -> None:
        """The second network continues from where the first one is, with its optimiser's memory."""
        self.networks[ADVERSARIAL].load_state_dict(self.networks[MSE].state_dict())
        memory = copy.deepcopy(self.optimisers[MSE].state_dict())  # which otherwise both would write to
        self.optimisers[ADVERSARIAL].load_state_dict(memory)

    def _one_step(self) -> dict[str, float]:
        spoiled, whole = self.batch()
        x, hole, told = tensors(spoiled)
        y = torch.from_numpy(whole)
        weight = torch.tensor([each.weight for each in TASKS.values()])[told[:, : len(TASKS)].argmax(dim=1)]
        near = distance(self.networks[MSE](x, hole, told), y, weight)
        _update(self.optimisers[MSE], near)
        values = {f"{MSE}/MSE": near.item()}
        if self.step < self.apart_from:
            return values

        repaired = self.networks[ADVERSARIAL](x, hole, told)
        real, fake = self.discriminator(y, x, hole), self.discriminator(repaired.detach(), x, hole)
        lost = self.game.d(real, fake)
        _update(self.optimisers[D], lost)
        values |= {"D/loss": lost.item(), "D/real": real.mean().item(), "D/fake": fake.mean().item()}

        self.discriminator.requires_grad_(False)
        near = distance(repaired, y, weight)
        verdict = self.game.g(real.detach(), self.discriminator(repaired, x, hole))
        _update(self.optimisers[ADVERSARIAL], near + self.config.adversarial * verdict)
        self.discriminator.requires_grad_(True)
        return values | {f"{ADVERSARIAL}/MSE": near.item(), f"{ADVERSARIAL}/verdict": verdict.item()}


def trained(learning: Learning) -> dict[str, RepairNetwork]:
    """Both networks; before they become two, the same one twice."""
    if learning.step <= learning.apart_from:
        return dict.fromkeys(NETWORKS, learning.networks[MSE])
    return learning.networks


def distance(repaired: Tensor, whole: Tensor, weight: Tensor) -> Tensor:
    """mean_i w_i (R(x_i) - y_i)^2, each picture's error a mean over its pixels; weights (N,)."""
    return (weight * (repaired - whole).square().mean(dim=(1, 2, 3))).mean()


def _update(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


def joined(parts: list[Damaged]) -> Damaged:
    """All of them in one."""
    return Damaged(
        np.concatenate([each.pictures for each in parts]),
        np.concatenate([each.hole for each in parts]),
        np.concatenate([each.told for each in parts]),
    )


def tensors(spoiled: Damaged) -> tuple[Tensor, Tensor, Tensor]:
    """What a network takes: pictures, holes float (N, 1, H, W), and what it is told."""
    return (
        torch.from_numpy(spoiled.pictures),
        torch.from_numpy(spoiled.hole[:, None]).float(),
        torch.from_numpy(spoiled.told),
    )


@torch.no_grad()
def repair(network: RepairNetwork, spoiled: Damaged) -> np.ndarray:
    """Float32 (N, C, H, W) in [-1, 1]: what the network makes of the damaged pictures."""
    found = [np.zeros((0, *spoiled.pictures.shape[1:]), np.float32)]
    for start in range(0, len(spoiled), PORTION):
        part = spoiled.rows(slice(start, start + PORTION))
        found.append(network(*tensors(part)).clamp(-1, 1).numpy())
    return np.concatenate(found)
