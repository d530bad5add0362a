"""A small network that reads digits, trained by this project and shipped: which digits are there, and how clearly."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from gan_core.store.model_card import PRETRAINED
from gan_core.store.weights import load_weights

FOLDER = PRETRAINED / "digit-classifier"
SIZE = 28
SURE = 0.9
LEAST_CONTRAST = 0.5


class DigitClassifier(nn.Module):
    """Maps grey pictures (N, 1, 28, 28) in [-1, 1], light strokes on black, to logits (N, 10)."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 32, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),  # (32, 14, 14)
            nn.Conv2d(32, 64, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),  # (64, 7, 7)
            nn.Flatten(),
            nn.Linear(64 * 7 * 7, 64),
            nn.ReLU(),
        )
        self.head = nn.Linear(64, 10)

    def features(self, x: Tensor) -> Tensor:
        """The last hidden layer, (N, 64): what Fréchet distances on digits are computed from."""
        return self.layers(x)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.features(x))


@dataclass(frozen=True)
class DigitReport:
    """Of `num_images` pictures: the share (0 to 1) read with more than 0.9 certainty, and how often each digit was."""

    num_images: int
    recognised: float
    counts: tuple[int, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """The digits that were never read."""
        return tuple(digit for digit, count in enumerate(self.counts) if count == 0)


@cache
def shipped_classifier(folder: Path = FOLDER) -> DigitClassifier:
    """The shipped network, on the CPU. Raises CheckpointError when its file is missing or damaged."""
    return load_weights(DigitClassifier(), folder / "classifier.safetensors").eval()


def split_digits(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Of `count` built-in digits the rows that the shipped network learned from, four fifths, and those held out."""
    order = np.random.Generator(np.random.PCG64(0)).permutation(count)
    cut = count * 4 // 5
    return order[:cut], order[cut:]


def read_digits(images: np.ndarray) -> DigitReport:
    """What the shipped classifier reads in uint8 (N, C, H, W): any size, colour is averaged to grey."""
    digit, chance = name_digits(images)
    sure = chance > SURE
    counts = np.bincount(digit[sure], minlength=10)
    return DigitReport(len(images), float(sure.mean()), tuple(counts.tolist()))


@torch.no_grad()
def name_digits(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The likeliest digit int64 (N,) of each of uint8 (N, C, H, W), and its chance (N,): 0 for an empty picture."""
    x = torch.from_numpy(images).float().div(127.5).sub(1).mean(dim=1, keepdim=True)
    if x.shape[-1] != SIZE:
        x = interpolate(x, size=(SIZE, SIZE), mode="bilinear", antialias=True)
    chance, digit = shipped_classifier()(x).softmax(dim=1).max(dim=1)
    # An empty picture is no digit, however sure the network is: a stroke needs dark and light.
    chance[x.amax(dim=(1, 2, 3)) - x.amin(dim=(1, 2, 3)) <= LEAST_CONTRAST] = 0
    return digit.numpy(), chance.numpy()
