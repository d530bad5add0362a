"""A direction of latent space: its vector, its range and its evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_core.generators.sampling import no_layers
from gan_core.present import present

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator

LEAST_OF_FIRST = 0.01
"""An axis with less than this share of the strongest one's strength is left out: its slider would do nothing."""
REACH = 3.0
"""How far a normal latent's slider goes to either side: a number of N(0, 1) is within 3 in 997 of 1,000 cases."""


NUM_SENTENCES = 10
"""Of a model that reads sentences so many are drawn, each with many latents."""


@dataclass(frozen=True)
class Direction:
    """`vector` float32 (D,) of length 1; `reach` in units of z, to either side; `figure`: the evidence in a few words.

    `method` is the key of the method in METHODS that found it.
    """

    name: str
    vector: np.ndarray
    method: str
    reach: float = REACH
    figure: str = ""


@dataclass(frozen=True)
class Method:
    """One way to find directions, as METHODS lists them. `about` is a sentence that ends with the paper.

    `find(generator, data, seed, count)` gives at most `count` directions, the strongest first. `unfit(generator, data)`
    gives a sentence that says why this cannot be used, or "". `reads_data`: of a VAE it wants the training pictures.
    """

    title: str
    about: str
    find: Callable[[Generator, ImageData | None, int, int], list[Direction]]
    unfit: Callable[[Generator, ImageData | None], str]
    reads_data: bool = False


def unit(vector: np.ndarray) -> np.ndarray:
    """float32 (D,) of length 1; one that has it already stays as it is. Raises ValueError for one without a length."""
    vector = np.asarray(vector, dtype=np.float64)
    length = np.linalg.norm(vector)
    if not np.isfinite(length) or length == 0:
        raise ValueError(f"a direction must have a length above 0, got {length}")
    return (vector if abs(length - 1) < 1e-6 else vector / length).astype(np.float32)


def turned(vector: np.ndarray) -> np.ndarray:
    """(D,) as it is or the other way round: the largest number is positive, where mathematics leave the sign open."""
    return vector if vector[np.argmax(np.abs(vector))] > 0 else -vector


def move(z: np.ndarray, directions: Sequence[Direction], strengths: Sequence[float]) -> np.ndarray:
    """z + sum_i s_i v_i: z (..., D) and one strength in units of z for each direction -> float32 (..., D)."""
    moved = np.asarray(z, dtype=np.float64)
    for direction, strength in zip(directions, strengths, strict=True):
        moved = moved + strength * direction.vector
    return moved.astype(np.float32)


def truncate(z: np.ndarray, psi: float) -> np.ndarray:
    """psi z, float32: 1 leaves z alone, 0 is the mean latent; below 1 pictures vary less, and z leaves its usual shell.

    Related to the truncated normal of Brock et al. 2019, arxiv.org/abs/1809.11096, and to the truncation of w towards
    its mean of Karras et al. 2019, arxiv.org/abs/1812.04948; neither is this, because there is no w here.
    """
    return (psi * np.asarray(z, dtype=np.float64)).astype(np.float32)


def grouped_conditions(generator: Generator, count: int) -> tuple[np.ndarray | None, np.ndarray]:
    """What `count` samples are asked for, and int (count,): those with the same number are asked for the same.

    Class after class; where the condition is a sentence, a few captions one after the other.
    """
    if generator.num_classes or not generator.condition_width:
        labels = generator.labels_for(count)
        return labels, np.zeros(count, dtype=np.int64) if labels is None else labels
    groups = np.arange(count) % NUM_SENTENCES
    return present(generator.labels_for(NUM_SENTENCES))[groups], groups


def needs_weights(generator: Generator) -> str:
    """Why a method that looks at the first layer or at features cannot: no weights, or no such layer. Or ""."""
    if generator.module is None:
        return "This needs the model's weights: load it with torch, not as ONNX."
    if not generator.family.one_pass:
        return no_layers(generator.family)
    from gan_core.models.drawing_network import DrawingNetwork

    layered = isinstance(generator.module, DrawingNetwork)
    return (
        "" if layered else ("This method reads the layer that receives the latent, and this network has no such layer.")
    )
