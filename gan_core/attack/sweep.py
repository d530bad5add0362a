"""Which pictures FGSM and PGD fool a network with, epsilon by epsilon."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from gan_core.attack.losses import Network, away_from, lead
from gan_core.attack.perturb import PGD_STEPS, fgsm, pgd

PORTION = 100
"""Pictures attacked at a time, so that a stop is heard."""


@torch.no_grad()
def read(network: Network, x: Tensor) -> Tensor:
    """The likeliest class of each picture, int64 (N,)."""
    return torch.cat([network(part).argmax(dim=1) for part in x.split(PORTION)]) if len(x) else torch.zeros(0).long()


def fooled_by_fgsm(network: Network, x: Tensor, y: Tensor, epsilon: float, reader: Network | None = None) -> Tensor:
    """bool (N,): which pictures `reader` reads wrongly after FGSM on `network`; without one, `network` reads."""
    loss = away_from(network, y)
    return read(reader or network, fgsm(loss, x, epsilon)) != y


def sweep(
    network: Network, x: Tensor, y: Tensor, epsilons: tuple[float, ...], seed: int, *, num_steps: int = PGD_STEPS
) -> Iterator[tuple[int, Tensor]]:
    """After each portion the number of an epsilon, and bool (N,): which pictures PGD has fooled until then.

    `epsilons` rise. What fools a network within a small one does so within a larger one too: only the others are
    attacked again, so that success never falls. Every epsilon comes at least once, and its last word counts.
    """
    rng = torch.Generator().manual_seed(seed)
    fooled = torch.zeros(len(x), dtype=torch.bool)
    for index, epsilon in enumerate(epsilons):
        for rows in (~fooled).nonzero()[:, 0].split(PORTION):
            found = pgd(lead(network, y[rows]), x[rows], epsilon, rng, num_steps=num_steps)
            fooled[rows] = read(network, found) != y[rows]
            yield index, fooled.clone()
        yield index, fooled.clone()
