"""Networks that ship and tell the classes of pictures apart."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_core.data.digits import DigitsSettings
from gan_core.data.shapes import NAMES
from gan_core.quality import digit_classifier, shape_reader

PORTION = 1000


@dataclass(frozen=True)
class ClassReader:
    """A network that tells classes apart.

    `read_portion` says of uint8 (N, C, H, W) the class of each, int64 (N,), and whether it is sure of it, bool (N,).
    """

    extractor: str
    names: tuple[str, ...]
    read_portion: Callable[[np.ndarray], tuple[np.ndarray, np.ndarray]]

    def read(self, images: np.ndarray) -> np.ndarray:
        """int64 (N,): the class of each, -1 where the network is not sure."""
        found = [np.zeros(0, np.int64)]
        for first in range(0, len(images), PORTION):
            label, sure = self.read_portion(images[first : first + PORTION])
            found.append(np.where(sure, label, -1))
        return np.concatenate(found)

    def counted(self, read: np.ndarray) -> list[int]:
        """How many of what `read` gave are of each class."""
        return np.bincount(read[read >= 0], minlength=len(self.names)).tolist()

    def count(self, images: np.ndarray) -> list[int]:
        """How many pictures of each class it is sure of."""
        return self.counted(self.read(images))


def _shapes(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    reading = shape_reader.read(images)
    return reading.properties["shape"], reading.sure


def _digits(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    digit, chance = digit_classifier.name_digits(images)
    return digit, chance > digit_classifier.SURE


_DIGITS = ClassReader("digits", DigitsSettings.class_names, _digits)
CLASS_READERS: dict[str, ClassReader] = {
    "digits": _DIGITS,
    "mnist": _DIGITS,
    "shapes": ClassReader("shapes", NAMES["shape"], _shapes),
}
"""By the name of the data set."""
