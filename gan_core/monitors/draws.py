"""The pictures that watches look at: samples of latents that never change, and real ones."""

import numpy as np
import torch

from gan_core.data.label_spread import spread_labels
from gan_core.latent_draws import draw_z
from gan_core.training.batches import Batches
from gan_core.training.preview import decode
from gan_core.training.state import State

SEED = 1
PORTION = 100
"""Pictures drawn at a time: few enough to stay in the processor's cache."""


class Draws:
    """`count` latents, the same at every look, with conditions as often as the data have them."""

    def __init__(self, state: State, data: Batches, count: int) -> None:
        device = state.execution.device
        self.z = torch.from_numpy(draw_z(SEED, count, state.latent_dim)).to(device)
        self.y = None
        if state.shape.is_class and data.labels is not None:
            labels = torch.from_numpy(spread_labels(data.labels.cpu().numpy(), count)).to(device)
            self.y = torch.eye(state.shape.num_classes, device=device)[labels]
        else:
            self.y = data.first(count)[1]

    def pictures(self, state: State) -> np.ndarray:
        """What the averaged generator makes of them now: uint8 (N, C, H, W)."""
        latents = self.z.split(PORTION)
        labels = [None] * len(latents) if self.y is None else self.y.split(PORTION)
        drawn = [decode(state.ema, z, y, state.execution) for z, y in zip(latents, labels, strict=True)]
        return np.concatenate(drawn)


def real_pictures(data: Batches, most: int) -> np.ndarray:
    """At most `most` training pictures, spread over the whole set: uint8 (N, C, H, W)."""
    rows = np.unique(np.linspace(0, len(data.images) - 1, min(most, len(data.images))).astype(np.int64))
    return data.images[torch.from_numpy(rows).to(data.images.device)].cpu().numpy()
