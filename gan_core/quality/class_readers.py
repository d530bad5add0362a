"""Networks that ship and tell the classes of pictures apart."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_core.data.digits import DigitsSettings
from gan_core.data.shapes import NAMES
from gan_core.quality import digit_classifier, shape_reader


@dataclass(frozen=True)
class ClassReader:
    """A network that tells kinds apart: `count` says of uint8 (N, C, H, W) how many it is sure of, kind by kind."""

    extractor: str
    names: tuple[str, ...]
    count: Callable[[np.ndarray], list[int]]


def _shapes(images: np.ndarray) -> list[int]:
    return list(shape_reader.read_shapes(images).counts["shape"].values())


def _digits(images: np.ndarray) -> list[int]:
    return list(digit_classifier.read_digits(images).counts)


_DIGITS = ClassReader("digits", DigitsSettings.class_names, _digits)
CLASS_READERS: dict[str, ClassReader] = {
    "digits": _DIGITS,
    "mnist": _DIGITS,
    "shapes": ClassReader("shapes", NAMES["shape"], _shapes),
}
"""By the name of the data set."""
