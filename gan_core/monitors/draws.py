"""The pictures that monitors score: samples of fixed latents, and real ones."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

from gan_core.conditions import one_hot
from gan_core.latent_draws import draw_z
from gan_core.quality.protocol import asked_labels, divide
from gan_core.training.batches import Batches
from gan_core.training.ex_post import latents_now
from gan_core.training.preview import decode
from gan_core.training.state import State

SEED, OTHER_SEED = 2**31 + 1, 2**31 + 2
"""Beyond every seed that one can choose, so that no evaluation meets the latents that a best was chosen by."""
REAL_SEED = 0
PORTION = 100
"""Pictures drawn at a time: few enough to stay in the processor's cache."""


class Draws:
    """`count` latents, the same at every look, with conditions as often as the data have them."""

    def __init__(self, state: State, data: Batches, count: int) -> None:
        self._state, self._count = state, count
        self.z = self._latents(SEED)
        known = None if data.labels is None else data.labels.cpu().numpy()
        classes = state.shape.num_classes if state.shape.is_class else 0
        self.asked = asked_labels(known, classes, count)
        """int64 (count,): the class that each is asked for; None where the condition is no class."""
        self._data = data
        told = None if self.asked is None else torch.from_numpy(one_hot(self.asked, classes))
        self._classes = None if told is None else told.to(state.execution.device)

    @property
    def y(self) -> torch.Tensor | None:
        """Their conditions (count, condition_width), or None: those of sentences change as the text network learns."""
        return self._data.first(self._count)[1] if self._classes is None else self._classes

    def _latents(self, seed: int) -> torch.Tensor:
        z = draw_z(seed, self._count, self._state.latent_dim)
        return torch.from_numpy(z).to(self._state.execution.device)

    @contextmanager
    def others(self) -> Iterator[None]:
        """Within it these are other latents: to score what was chosen by the usual ones."""
        usual, self.z = self.z, self._latents(OTHER_SEED)
        try:
            yield
        finally:
            self.z = usual

    def pictures(self, state: State) -> np.ndarray:
        """What the averaged generator makes of them now: uint8 (N, C, H, W)."""
        y = self.y
        latents = latents_now(state, self._data, self.z, y).split(PORTION)
        labels = [None] * len(latents) if y is None else y.split(PORTION)
        drawn = [decode(state.ema, z, y, state.execution) for z, y in zip(latents, labels, strict=True)]
        return np.concatenate(drawn)


def real_pictures(data: Batches, most: int) -> np.ndarray:
    """At most `most` training pictures, by chance and always the same: uint8 (N, C, H, W)."""
    return _at(data, divide(len(data.images), most, 0, REAL_SEED)[0])


def other_pictures(data: Batches, besides: int, most: int) -> np.ndarray:
    """At most `most` training pictures that are not among `real_pictures(data, besides)`."""
    return _at(data, divide(len(data.images), besides, most, REAL_SEED)[1])


def _at(data: Batches, rows: np.ndarray) -> np.ndarray:
    return data.images[torch.from_numpy(rows).to(data.images.device)].cpu().numpy()
