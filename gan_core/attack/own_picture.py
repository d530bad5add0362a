"""A picture of anybody's as a digit that the classifier can read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gan_core.generators.generator import to_bytes
from gan_core.latent.target import fit_picture
from gan_core.quality.digit_classifier import SIZE
from gan_core.shape import SampleShape


@dataclass(frozen=True)
class OwnDigit:
    """`picture` uint8 (1, 28, 28), light on black; `notes` tell what was changed besides size."""

    picture: np.ndarray
    notes: tuple[str, ...]


def own_digit(content: bytes, name: str) -> OwnDigit:
    """A picture file as a digit: grey, light on black, centred as MNIST's are. Raises DataError with a sentence."""
    shape = SampleShape(channels=1, image_size=SIZE)
    target = fit_picture(content, shape, name=name, ground=-1.0, centre=True)
    return OwnDigit(to_bytes(target.picture[None])[0], target.notes)
