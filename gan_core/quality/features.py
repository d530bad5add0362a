"""EXTRACTORS: what turns pictures into the numbers that distances are measured on. Torch comes with the first picture.

Each says what it is made for, where it means nothing, and whether it is there. None is ever replaced by another one.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gan_core.errors import UserError
from gan_core.quality import inception_weights
from gan_core.shape import SampleShape
from gan_core.store.model_card import PRETRAINED, ModelCard

if TYPE_CHECKING:
    from gan_core.quality.readers import Reader

BATCH = 100
"""Pictures read at a time: few enough to stay in the processor's cache."""
PIXEL_SIZE = 8


@dataclass(frozen=True)
class Extractor:
    """`dim` numbers of every picture. `data_names` are the data sets it was made for; empty where any picture will do.

    `weights` is the file it needs, None where it needs none; `sentence_if_absent` says how to get it.
    """

    name: str
    title: str
    about: str
    dim: int
    data_names: tuple[str, ...] = ()
    weights: Callable[[], Path] | None = None
    sentence_if_absent: str = ""
    has_layers: bool = True

    def fits(self, shape: SampleShape, data_name: str) -> str:
        """Why its figures would mean nothing for such samples, in a sentence; or ""."""
        if shape.kind != "image":
            return "Points are not pictures: no feature network can read them."
        if self.data_names and data_name not in self.data_names:
            known = " and ".join(self.data_names)
            return f"{self.title} knows only {known}: for other pictures its figures mean nothing."
        return ""

    def absent(self) -> str:
        """Why it cannot be used on this machine, and what to do, in a sentence; or ""."""
        return "" if self.weights is None or self.weights().is_file() else self.sentence_if_absent

    def version(self) -> str:
        """Eight characters: figures of one extractor in two versions are not comparable. UserError if it is absent."""
        self._check()
        return _digest(self.weights()) if self.weights else VERSIONS[self.name]

    def features(self, images: np.ndarray) -> np.ndarray:
        """uint8 (N, C, H, W), grey or colour, of any size -> float32 (N, dim). Raises UserError where it is absent."""
        if images.ndim != 4 or images.dtype != np.uint8:
            raise ValueError(f"pictures must be uint8 (N, C, H, W), got {images.dtype} {images.shape}")
        self._check()
        read = pixels if self.name == "pixels" else _reader(self.name).read
        found = np.empty((len(images), self.dim), np.float32)
        for start in range(0, len(images), BATCH):
            found[start : start + BATCH] = read(images[start : start + BATCH])
        return found

    def reader(self) -> "Reader":
        """The network itself, in torch, where it has one with layers to look into. Raises UserError otherwise."""
        self._check()
        if not self.has_layers:
            raise UserError(f"{self.title} has no layers to compare pictures by: choose another extractor.")
        return _reader(self.name)

    def _check(self) -> None:
        if self.absent():
            raise UserError(self.absent())


def pixels(images: np.ndarray) -> np.ndarray:
    """uint8 (N, C, H, W) -> float32 (N, 192) in [0, 1]: means over an 8x8 grid, grey as three equal channels."""
    down, across = (_means(each, PIXEL_SIZE) for each in images.shape[2:])
    small = down @ (images.astype(np.float32) / 255) @ across.T
    return np.broadcast_to(small, (len(images), 3, PIXEL_SIZE, PIXEL_SIZE)).reshape(len(images), -1)


def _means(source: int, target: int) -> np.ndarray:
    """Weights float32 (target, source): how much of each of `target` equal stretches every pixel covers."""
    edges = np.linspace(0, source, target + 1)
    starts = np.maximum(edges[:-1, None], np.arange(source))
    ends = np.minimum(edges[1:, None], np.arange(1, source + 1))
    return (np.maximum(ends - starts, 0) * (target / source)).astype(np.float32)


@cache
def _reader(name: str) -> "Reader":
    from gan_core.quality.readers import READERS

    return READERS[name]()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:8]


def _shipped(name: str, file: str) -> Callable[[], Path]:
    return lambda: PRETRAINED / name / file


LOST = "{} is missing from checkpoints/pretrained, where it ships: download the project again, or run {}."
VERSIONS = {"random": "seed0-v1", "pixels": "8x8-mean"}

EXTRACTORS: dict[str, Extractor] = {
    each.name: each
    for each in (
        Extractor(
            "digits",
            "Digit classifier",
            "The last hidden layer of this project's own digit classifier, a small network that learned MNIST and "
            "scikit-learn's digits: it sees what makes a digit and is blind to the rest, such as colour; anything "
            "that is not a digit looks nearly the same to it.",
            dim=64,
            data_names=("mnist", "digits"),
            weights=_shipped("digit-classifier", "classifier.safetensors"),
            sentence_if_absent=LOST.format(
                "The digit classifier", "python -m gan_core.quality.train_digit_classifier --data-dir DIR"
            ),
        ),
        Extractor(
            "shapes",
            "Shape reader",
            "The last hidden layer of this project's own shape reader, a small network that learned shape, colour, "
            "size, place and background of drawn shapes: it sees these five and little else.",
            dim=64,
            data_names=("shapes",),
            weights=_shipped("shape-reader", "reader.safetensors"),
            sentence_if_absent=LOST.format("The shape reader", "python -m gan_core.quality.train_shape_reader"),
        ),
        Extractor(
            "random",
            "Random network",
            "A small convolutional network that learned nothing, its weights drawn from a fixed seed: neutral "
            "towards all sorts of pictures, but it does not know what matters in any, so small differences may "
            "carry little weight.",
            dim=64,
        ),
        Extractor(
            "pixels",
            "Pixels",
            "Mean colours on a grid of 8 by 8: the simplest features of all. They show where colours are, but "
            "neither edges nor fine detail.",
            dim=3 * PIXEL_SIZE**2,
            has_layers=False,
        ),
        Extractor(
            "inception",
            "Inception-v3 (torchvision's weights)",
            "The network behind published FIDs, but with torchvision's weights instead of the TensorFlow ones "
            "behind those figures, so not comparable with them. It was trained on photographs: in small drawn "
            "pictures it sees little.",
            dim=2048,
            weights=inception_weights.file,
            sentence_if_absent=inception_weights.ABSENT,
            has_layers=False,
        ),
    )
}


def default_for(source: ModelCard | str) -> str:
    """The name of the extractor made for what a model learned from, or for a data set's name; "random" if none is.

    Whether it is there is another question: it is not replaced. Raises UserError for a model of points.
    """
    if isinstance(source, ModelCard):
        if why := EXTRACTORS["random"].fits(source.shape, source.config.data.name):
            raise UserError(why)
        source = source.config.data.name
    return next((name for name, each in EXTRACTORS.items() if source in each.data_names), "random")
