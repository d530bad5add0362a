"""D's scores of its training pictures and of held-out ones: if they differ, it has memorised."""

import copy
from typing import Any, ClassVar

import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.data import ImageData
from gan_core.data.held_out import held_out
from gan_core.models.growing import as_shown
from gan_core.present import present
from gan_core.training.batches import Batches
from gan_core.training.state import State

NUM_IMAGES = 256
FEWEST = 32


class HeldOut:
    """`D/held_out` and `D/seen`: mean logit of as many real pictures of each kind, 256 where there are so many.

    D is a copy that works as in training, so that a batch norm sees batches of one kind, as it does there. Where no
    pictures were kept out of training there is nothing to say. Karras et al. 2020, Training generative adversarial
    networks with limited data, arxiv.org/abs/2006.06676, figure 1
    """

    title: ClassVar[str] = "Held-out pictures"
    guess_seconds: ClassVar[float] = 0.05
    draws: ClassVar[None] = None

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.on, self.data = state.family.has_discriminator, data
        self.batch_size = data.batch_size
        self.kept: ImageData | None = None

    def prepare(self) -> dict[str, Any]:
        kept = held_out(self.data.settings, NUM_IMAGES)
        if kept is None or len(kept) < FEWEST:
            self.on = False
            return {"num_images": 0}
        self.kept = kept
        return {"num_images": self._count(kept)}

    def _count(self, kept: ImageData) -> int:
        return min(len(kept), len(self.data.images))

    def look(self, state: State) -> dict[str, float]:
        D = copy.deepcopy(state.networks[state.family.discriminator])
        kept = present(self.kept)
        count = self._count(kept)
        # Asked anew at every look: what a sentence means to D changes as its network learns.
        rows = (("D/held_out", *self.data.others(kept, count)), ("D/seen", *self.data.first(count)))
        return {name: float(self._logits(D, state, x, y).mean()) for name, x, y in rows}

    def _logits(self, D: torch.nn.Module, state: State, x: Tensor, y: Tensor | None) -> Tensor:
        found = []
        for first in range(0, len(x) - 1, self.batch_size):  # a batch norm has nothing to say of a single picture
            rows = slice(first, first + self.batch_size)
            seen = as_shown(D, state.execution.place_batch(x[rows]))
            with state.execution.autocast():
                found.append(D(seen, None if y is None else y[rows]).float())
        return torch.cat(found)
