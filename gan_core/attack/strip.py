"""One picture attacked at each of sixteen epsilons at once, for a slider that needs no server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from torch import Tensor

from gan_core.attack.losses import Network, away_from, lead, lead_of, more_fake, more_real, towards
from gan_core.attack.perturb import Loss, fgsm, pgd
from gan_core.quality.saved_discriminator import SavedDiscriminator

EPSILONS = tuple(round(0.02 * index, 2) for index in range(16))
"""0 to 0.3 on the scale on which black is 0 and white is 1."""
METHODS = ("fgsm", "pgd")
NEARLY = 1e-3
"""Of a grey level: what lies so near the next one is there."""


@dataclass(frozen=True)
class Strip:
    """What one picture becomes at each of EPSILONS, uint8 (E, C, H, W), and what the network says of each.

    `logits` are (E, classes) of a classifier, (E,) of a discriminator. The first entry is the picture as it was.
    """

    pictures: np.ndarray
    logits: np.ndarray


@torch.no_grad()
def reads(network: Network, picture: np.ndarray) -> int:
    """The class that a classifier reads in uint8 (C, H, W)."""
    return int(network(torch.from_numpy(picture[None].copy()).float().div(127.5).sub(1.0)).argmax())


Aim = Literal["away", "towards", "more_real", "more_fake"]


def attack_reader(network: Network, picture: np.ndarray, aim: Aim, label: int, seed: int = 0) -> dict[str, Strip]:
    """By method: uint8 (C, H, W) changed "away" from class `label`, or "towards" it."""
    wanted = torch.full((len(EPSILONS),), label)
    losses = (away_from, lead) if aim == "away" else (towards, lead_of)
    one, many = (each(network, wanted) for each in losses)
    return _strips(network, one, many, picture, seed)


def attack_discriminator(
    discriminator: SavedDiscriminator, picture: np.ndarray, condition: np.ndarray | None, aim: Aim, seed: int = 0
) -> dict[str, Strip]:
    """By method: uint8 (C, H, W) changed so that D finds it "more_real" or "more_fake".

    `condition` is the picture's label, int () or float (condition_width,), where D is told one.
    """
    many = None if condition is None else np.repeat(np.asarray(condition)[None], len(EPSILONS), axis=0)
    network = discriminator.told(many)
    loss = more_real(network) if aim == "more_real" else more_fake(network)
    return _strips(network, loss, loss, picture, seed)


def _strips(network: Network, one: Loss, many: Loss, picture: np.ndarray, seed: int) -> dict[str, Strip]:
    x = torch.from_numpy(picture.copy()).float().div(127.5).sub(1.0).expand(len(EPSILONS), -1, -1, -1)
    epsilon = torch.tensor(EPSILONS)[:, None, None, None]
    found = {
        "fgsm": fgsm(one, x, epsilon),
        "pgd": pgd(many, x, epsilon, torch.Generator().manual_seed(seed)),
    }
    return {name: _read(network, picture, each) for name, each in found.items()}


@torch.no_grad()
def _read(network: Network, before: np.ndarray, attacked: Tensor) -> Strip:
    """Rounded to whole grey levels as a picture file holds them, towards what they were, and then read."""
    exact = (attacked.numpy() + 1) * 127.5
    moved = exact - before
    levels = np.trunc(moved + np.sign(moved) * NEARLY)
    pictures = (before + levels).clip(0, 255).astype(np.uint8)
    return Strip(pictures, network(torch.from_numpy(pictures).float().div(127.5).sub(1.0)).numpy())


def enlarged(before: np.ndarray, after: np.ndarray, times: float = 10.0) -> np.ndarray:
    """The perturbation so many times as large around middle grey, uint8; both uint8 of one shape."""
    moved = after.astype(np.float32) - before
    return np.clip(np.rint(127.5 + times * moved), 0, 255).astype(np.uint8)
