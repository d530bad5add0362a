"""The class of a Stacked MNIST picture, of 1,000: the shipped digit classifier reads each colour.

The protocol of Srivastava et al. 2017, VEEGAN, arxiv.org/abs/1705.07761: every one of 26,000 samples counts for the
mode it is most like, however little. Noise, too, is of some mode then; so how sure the reader was is said.
"""

import numpy as np

from gan_core.data.stacked_mnist import NUM_MODES
from gan_core.errors import UserError
from gan_core.quality.digit_classifier import name_digits
from gan_core.quality.modes import Modes, modes

PROTOCOL_SAMPLES = 26_000
PORTION = 256


def name_stacked(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Modes int (N,), 0 to 999, of uint8 (N, 3, H, W), and the certainty (N,), 0 to 1, of the least sure digit."""
    if images.ndim != 4 or images.shape[1] != 3:
        raise UserError(f"Stacked digits are coloured pictures (N, 3, H, W), got {images.shape}.")
    numbers, sure = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for first in range(0, len(images), PORTION):
        some = images[first : first + PORTION]
        digits, certainty = name_digits(some.reshape(-1, 1, *some.shape[2:]))
        numbers.append(digits.reshape(-1, 3) @ np.array([100, 10, 1]))
        sure.append(certainty.reshape(-1, 3).min(axis=1))
    return np.concatenate(numbers), np.concatenate(sure)


def stacked_modes(images: np.ndarray, *, only_sure: bool = False) -> Modes:
    """The 1,000 modes counted in uint8 (N, 3, H, W); `only_sure` leaves out what has a digit read with 0.9 or less."""
    numbers, certainty = name_stacked(images)
    return modes(numbers, NUM_MODES, certainty=certainty if only_sure else None)
