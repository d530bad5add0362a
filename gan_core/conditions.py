"""The condition of a network besides z: y float32 (N, condition_width), one-hot where it is a class."""

from __future__ import annotations

import numpy as np

from gan_core.latent_draws import draw_z
from gan_core.shape import SampleShape

SEED = 12


def one_hot(classes: np.ndarray, num_classes: int) -> np.ndarray:
    """float32 (N, num_classes) of class numbers (N,)."""
    return np.eye(num_classes, dtype=np.float32)[classes]


def in_turn(shape: SampleShape, count: int) -> np.ndarray | None:
    """float32 (count, condition_width) to try a network with; None for an unconditional one.

    Class after class; where the condition is no class, numbers from N(0, I) that never change.
    """
    if not shape.condition_width:
        return None
    if shape.is_class:
        return one_hot(np.arange(count) % shape.num_classes, shape.num_classes)
    return draw_z(SEED, count, shape.condition_width)
