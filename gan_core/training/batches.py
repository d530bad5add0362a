"""Batches of real pictures, already on the device, in an order that the seed decides."""

import numpy as np
import torch
from torch import Tensor

from gan_core.data import DataSettings, ImageData
from gan_core.data.augment import flip, shift
from gan_core.data.report_words import smaller_batch
from gan_core.data.settings import PictureSettings
from gan_core.data.subset import check_enough
from gan_core.errors import DataError


class Batches:
    """Endless batches. `position` counts the pictures given out and is all that must be saved.

    The order of an epoch depends on the seed and the epoch alone; flips and shifts come from the caller's generator.
    """

    def __init__(
        self, data: ImageData, settings: DataSettings, *, batch_size: int, seed: int, device: str, conditional: bool
    ):
        check_enough(len(data), settings.fraction)
        self.settings, self.seed, self.device = settings, seed, device
        self.images = torch.from_numpy(data.images).to(device)
        self.labels = torch.from_numpy(data.labels).to(device) if conditional and data.labels is not None else None
        more = data.conditions if conditional else None
        self.conditions = None if more is None else torch.from_numpy(more).to(device)
        self.condition_width = data.shape(data.images.shape[-1], conditional).condition_width
        # Not one_hot, which reads the labels' largest first.
        self._classes = torch.eye(self.condition_width, device=device)
        self.batch_size = min(batch_size, len(data))
        self.is_image = data.kind == "image"
        self.notes, self.report = (*data.notes, *filter(None, (smaller_batch(batch_size, len(data)),))), data.report
        self.position = 0
        self.given: dict[int, Tensor] = {}
        """Numbers of the pictures from a position on, where they lie in a tensor that is filled anew for each step."""
        self._epoch, self._order = -1, torch.empty(0, dtype=torch.long)

    def next(self, rng: torch.Generator) -> tuple[Tensor, Tensor | None]:
        """The next pictures, float32 (N, C, H, W) in [-1, 1], and y float32 (N, condition_width) or None."""
        index = self._next_index()
        x = self.scaled(self.images[index])
        y = self.conditions_at(index)
        if isinstance(self.settings, PictureSettings) and self.settings.flip:
            x = flip(x, rng)
        if isinstance(self.settings, PictureSettings) and self.settings.shift:
            x = shift(x, self.settings.shift, rng)
        return x, y

    def first(self, count: int) -> tuple[Tensor, Tensor | None]:
        """A fixed choice of `count` pictures spread over the whole set, untouched by flips; for looking at."""
        index = self.first_rows(count)
        return self.scaled(self.images[index]), self.conditions_at(index)

    def first_rows(self, count: int) -> Tensor:
        """Which pictures `first` gives, int64 (count,)."""
        return torch.from_numpy(self.spread(count)).to(self.device)

    def spread(self, count: int) -> np.ndarray:
        """The numbers of `count` pictures from all over the set, int64 (count,)."""
        return np.linspace(0, len(self.images) - 1, count).astype(np.int64)

    def conditions_at(self, index: Tensor) -> Tensor | None:
        """y float32 (N, condition_width) of the pictures at `index`; None where networks are told nothing."""
        if self.conditions is not None:
            return self.conditions[index]
        return None if self.labels is None else self._one_hot(self.labels[index])

    def others(self, data: ImageData, count: int) -> tuple[Tensor, Tensor | None]:
        """The first `count` pictures of other data, as `first` gives its own. Raises DataError where y is missing."""
        x = self.scaled(torch.from_numpy(data.images[:count]).to(self.device))
        if not self.condition_width:
            return x, None
        told = data.labels if self.conditions is None else data.conditions
        if told is None:
            raise DataError("the held-out pictures have no labels")
        y = torch.from_numpy(told[:count]).to(self.device)
        return x, y if self.conditions is not None else self._one_hot(y)

    def _one_hot(self, labels: Tensor) -> Tensor:
        return self._classes[labels]

    def scaled(self, images: Tensor) -> Tensor:
        """Bytes to float32 in [-1, 1]; points are float32 already."""
        return images.float().div_(127.5).sub_(1.0) if self.is_image else images.float()

    def _next_index(self) -> Tensor:
        index = self.index_at(self.position)
        self.position += self.batch_size
        return index

    def index_at(self, position: int) -> Tensor:
        """Which pictures the batch from `position` on is made of, int64 (batch_size,)."""
        if position in self.given:
            return self.given[position]
        size, count = len(self.images), self.batch_size
        epoch, start = divmod(position, size)
        index = self._order_of(epoch)[start : start + count]
        while len(index) < count:
            epoch += 1
            index = torch.cat([index, self._order_of(epoch)[: count - len(index)]])
        return index

    def _order_of(self, epoch: int) -> Tensor:
        if epoch != self._epoch:
            order = np.random.Generator(np.random.PCG64([self.seed, 1, epoch])).permutation(len(self.images))
            self._epoch, self._order = epoch, torch.from_numpy(order).to(self.device)
        return self._order
