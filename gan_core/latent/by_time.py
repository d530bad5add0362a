"""The same latents at every checkpoint of a run."""

from dataclasses import dataclass

import numpy as np

from gan_core.generators import onnx_generator
from gan_core.generators.generator import to_bytes
from gan_core.store.model_ref import SavedStep


@dataclass(frozen=True)
class Frame:
    """`pictures` uint8 (N, C, H, W) as drawn at `step`, after `images` training pictures and `seconds` of training."""

    step: int
    images: int
    seconds: float
    pictures: np.ndarray


def frame(saved: SavedStep, z: np.ndarray, y: np.ndarray | None = None) -> Frame:
    """What the generator that was saved there draws of z (N, latent_dim) and y (N, condition_width).

    Raises CheckpointError when the checkpoint is gone: a run keeps its last two checkpoints, and continues.
    """
    generator = onnx_generator.load(saved.path)
    card = generator.card
    return Frame(card.step, card.images, card.seconds, to_bytes(generator.decode(z, y)))
