"""The pictures that watches look at: samples of latents that never change, and real ones."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from gan_core.data.label_spread import spread_labels
from gan_core.latent_draws import draw_z
from gan_core.training.batches import Batches
from gan_core.training.preview import decode
from gan_core.training.state import State

SEED, OTHER_SEED = 2**31 + 1, 2**31 + 2
"""Beyond every seed that one can choose, so that no evaluation meets the latents that a best was chosen by."""
PORTION = 100
"""Pictures drawn at a time: few enough to stay in the processor's cache."""


class Draws:
    """`count` latents, the same at every look, with conditions as often as the data have them."""

    def __init__(self, state: State, data: Batches, count: int) -> None:
        self._state, self._count = state, count
        self.z = self._latents(SEED)
        self.y = None
        if state.shape.is_class and data.labels is not None:
            device = state.execution.device
            labels = torch.from_numpy(spread_labels(data.labels.cpu().numpy(), count)).to(device)
            self.y = torch.eye(state.shape.num_classes, device=device)[labels]
        else:
            self.y = data.first(count)[1]

    def _latents(self, seed: int) -> torch.Tensor:
        z = draw_z(seed, self._count, self._state.latent_dim)
        return torch.from_numpy(z).to(self._state.execution.device)

    @contextmanager
    def others(self) -> Iterator[None]:
        """Within it these are other latents: to judge what was chosen by the usual ones."""
        usual, self.z = self.z, self._latents(OTHER_SEED)
        try:
            yield
        finally:
            self.z = usual

    def pictures(self, state: State) -> np.ndarray:
        """What the averaged generator makes of them now: uint8 (N, C, H, W)."""
        latents = self.z.split(PORTION)
        labels = [None] * len(latents) if self.y is None else self.y.split(PORTION)
        drawn = [decode(state.ema, z, y, state.execution) for z, y in zip(latents, labels, strict=True)]
        return np.concatenate(drawn)


def real_pictures(data: Batches, most: int) -> np.ndarray:
    """At most `most` training pictures, spread over the whole set: uint8 (N, C, H, W)."""
    return _at(data, spread_rows(len(data.images), most))


def other_pictures(data: Batches, besides: int, most: int) -> np.ndarray:
    """At most `most` training pictures that are not among `real_pictures(data, besides)`, spread over the whole set."""
    left = np.setdiff1d(np.arange(len(data.images)), spread_rows(len(data.images), besides))
    return _at(data, left[spread_rows(len(left), most)])


def spread_rows(count: int, most: int) -> np.ndarray:
    """int64: at most `most` of `count` rows, evenly."""
    return np.unique(np.linspace(0, max(count - 1, 0), min(most, count)).astype(np.int64))


def _at(data: Batches, rows: np.ndarray) -> np.ndarray:
    return data.images[torch.from_numpy(rows).to(data.images.device)].cpu().numpy()
