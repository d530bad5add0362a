"""The digits that are attacked: real ones that nothing here learned from, and generated ones of the same classes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from gan_core.data import load_data
from gan_core.data.digits import DigitsSettings
from gan_core.errors import UserError
from gan_core.generators.generator import Generator, to_bytes
from gan_core.latent_draws import draw_z
from gan_core.present import present
from gan_core.quality.class_readers import CLASS_READERS
from gan_core.quality.digit_classifier import SIZE, SURE, name_digits, split_digits
from gan_core.store.model_card import ModelCard

MOST_DRAWN = 40
"""A model is asked for so many times the pictures that are wanted, and for no more."""
NUM_CLASSES = 10


@dataclass(frozen=True)
class Digits:
    """`images` uint8 (N, 1, 28, 28), `labels` int64 (N,)."""

    images: np.ndarray
    labels: np.ndarray

    def tensors(self) -> tuple[Tensor, Tensor]:
        """In [-1, 1], and the labels."""
        return torch.from_numpy(self.images).float().div_(127.5).sub_(1.0), torch.from_numpy(self.labels)


def built_in_digits() -> tuple[Digits, Digits]:
    """Those that classifiers here learn from, and those held out, both in an order by chance."""
    data = load_data(DigitsSettings(image_size=SIZE))
    labels = present(data.labels)
    learned, held = split_digits(len(data))
    return Digits(data.images[learned], labels[learned]), Digits(data.images[held], labels[held])


def why_no_digits(card: ModelCard) -> str:
    """Why the digit classifier cannot read what a model draws, in a sentence; "" where it can."""
    if card.shape.kind != "image":
        return "This model makes points, and the digit classifier reads pictures: choose a model of digits."
    reader = CLASS_READERS.get(card.config.data.name)
    if reader is None or reader.extractor != "digits":
        return f"The digit classifier reads digits, and this model learned from {card.config.data.title}."
    if card.shape.dims != (1, SIZE, SIZE):
        return f"The digit classifier reads grey digits of {SIZE}x{SIZE}: choose a model that draws such."
    return ""


def generated_digits(generator: Generator, counts: np.ndarray, seed: int) -> Digits:
    """So many generated digits of each class as `counts` (10,) says, all read right before anything is changed.

    Of a conditional model a digit is right that is read as the one that was asked for; of another one, what is read
    with more than 0.9 certainty. Fewer come back where the model does not draw as many. Raises UserError for a model
    whose pictures are no such digits, and for one that draws none.
    """
    if why := why_no_digits(generator.card):
        raise UserError(why)
    images = [np.zeros((0, 1, SIZE, SIZE), np.uint8)]
    labels = [np.zeros(0, np.int64)]
    missing, first, wanted = counts.copy(), 0, int(counts.sum())
    while missing.sum() and first < MOST_DRAWN * wanted:
        num = max(2 * int(missing.sum()), 2 * NUM_CLASSES)
        asked = _asked(generator, missing, num)
        drawn = to_bytes(generator.decode(draw_z(seed, num, generator.latent_dim, first=first), asked))
        read, certainty = name_digits(drawn)
        right = (read == asked) & (certainty > 0) if asked is not None else certainty > SURE
        for digit in range(NUM_CLASSES):
            rows = np.flatnonzero(right & (read == digit))[: missing[digit]]
            images.append(drawn[rows])
            labels.append(read[rows])
            missing[digit] -= len(rows)
        first += num
    found = Digits(np.concatenate(images), np.concatenate(labels))
    if not len(found.images):
        raise UserError("Not one picture of this model is read as a digit: train it for longer.")
    return found


def _asked(generator: Generator, missing: np.ndarray, count: int) -> np.ndarray | None:
    """Classes in proportion to what is missing; None where a model cannot be asked for one."""
    if not generator.num_classes:
        return None
    return np.resize(np.repeat(np.arange(NUM_CLASSES), missing), count)
