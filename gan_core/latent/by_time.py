"""The same latents at every checkpoint of a run."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gan_core.generators import onnx_generator
from gan_core.generators.generator import to_bytes
from gan_core.latent.latent_key import from_token
from gan_core.store.model_ref import SavedStep


@dataclass(frozen=True)
class Frame:
    """`pictures` uint8 (N, C, H, W) as drawn at `step`, after `images` training pictures and `seconds` of training."""

    step: int
    images: int
    seconds: float
    pictures: np.ndarray


def frame(saved: SavedStep, z: np.ndarray, y: np.ndarray | None = None, tokens: Sequence[str] = ()) -> Frame:
    """What the generator that was saved there draws of z (N, latent_dim) and y (N, condition_width).

    Where y are sentences, the captions of those `tokens` (N) that name a seed are read by the checkpoint's own text
    network: an older one gives them other numbers. Raises CheckpointError when the checkpoint is gone: a run keeps its
    last two checkpoints, and continues.
    """
    generator = onnx_generator.load(saved.path)
    if generator.tokeniser is not None and y is not None:
        own = [None if token.startswith("~") else from_token(generator, token).y for token in tokens]
        y = np.stack([row if mine is None else mine for mine, row in zip(own, y, strict=True)]) if own else y
    card = generator.card
    return Frame(card.step, card.images, card.seconds, to_bytes(generator.decode(z, y)))
