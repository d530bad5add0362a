"""Distances of samples to the nearest training pictures and to each other: copies and collapse."""

from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import adaptive_avg_pool2d

from gan_core.config import RunConfig
from gan_core.monitors.draws import Draws, real_pictures
from gan_core.training.batches import Batches
from gan_core.training.state import State

NUM_IMAGES = 100
NUM_REFERENCE = 5000
SIZE = 16


class Nearest:
    """`G/nearest` and `G/spread`, by Euclidean distance of pictures, shrunk to 16x16 where they are larger.

    `G/nearest` is the median distance of 100 samples to the nearest training picture, over that of 100 training
    pictures to the nearest other one, which is what pictures kept out of training would have: far below 1, samples
    are copies. It looks among 5,000 training pictures at most. `G/spread` is the mean distance between samples over
    that between real ones: near 0 they are all the same.
    """

    title: ClassVar[str] = "Nearest neighbours and spread"
    guess_seconds: ClassVar[float] = 0.05

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.on = state.shape.kind == "image" and len(data.images) > 1
        self.draws, self.data = Draws(state, data, NUM_IMAGES), data

    def prepare(self) -> dict[str, Any]:
        self.real = _flat(real_pictures(self.data, NUM_REFERENCE))
        rows = torch.from_numpy(np.unique(np.linspace(0, len(self.real) - 1, NUM_IMAGES).astype(np.int64)))
        between = torch.cdist(self.real[rows], self.real)
        between[torch.arange(len(rows)), rows] = torch.inf
        self.nearest, self.spread = float(between.amin(dim=1).median()), _spread(self.real[rows])
        return {"num_images": NUM_IMAGES, "num_reference": len(self.real)}

    def look(self, state: State) -> dict[str, float]:
        made = _flat(self.draws.pictures(state))
        found = {"G/spread": _spread(made) / self.spread} if self.spread > 0 else {}
        if self.nearest > 0:  # of two equal training pictures nothing can be told
            found["G/nearest"] = float(torch.cdist(made, self.real).amin(dim=1).median()) / self.nearest
        return found


def _flat(images: np.ndarray) -> Tensor:
    """uint8 (N, C, H, W) to float32 (N, values) in [0, 1]."""
    x = torch.from_numpy(images).float().div_(255)
    return (x if x.shape[-1] <= SIZE else adaptive_avg_pool2d(x, SIZE)).flatten(start_dim=1)


def _spread(x: Tensor) -> float:
    """The mean distance between different rows."""
    return float(torch.cdist(x, x).sum() / (len(x) * (len(x) - 1)))
