"""Whether coloured shapes are drawn as a sentence asks: by the shape reader, which knows nothing of the model.

A model's own encoder finds its own pictures' captions far more often than an independent reader sees what they say:
the headline is the reader's.
"""

from __future__ import annotations

import numpy as np

from gan_core.data.shapes import JITTER, NAMES, all_values, draw, full_caption, is_unseen
from gan_core.quality.shape_reader import read
from gan_core.text.grammar import KINDS

ALL = "all"


def asked_values(count: int, seed: int, *, unseen: bool) -> np.ndarray:
    """int64 (count, 5): values of KINDS drawn evenly from the combinations that can be held out, or from all others."""
    every = all_values()
    there = every[is_unseen(every) == unseen]
    rng = np.random.Generator(np.random.PCG64([11, seed, unseen]))
    return (
        there[rng.permutation(len(there))[:count]]
        if count <= len(there)
        else there[rng.integers(len(there), size=count)]
    )


def captions_of(values: np.ndarray) -> list[str]:
    """The full caption of each row (N, 5)."""
    return [full_caption(row) for row in values]


def real_pictures(values: np.ndarray, image_size: int, seed: int) -> np.ndarray:
    """uint8 (N, 3, S, S): for each row of `values` (N, 5) a picture as the data set draws it, but none of its own."""
    rng = np.random.Generator(np.random.PCG64([12, seed]))
    jitter = (rng.random((len(values), 3)) * 2 - 1) * JITTER
    return draw({kind: values[:, column] for column, kind in enumerate(KINDS)}, jitter.astype(np.float32), image_size)


def attributes_right(images: np.ndarray, values: np.ndarray) -> np.ndarray:
    """bool (N, 5): of which of KINDS the reader sees in uint8 (N, C, H, W) what the rows of `values` (N, 5) say."""
    return attributes_read(images) == values


def attributes_read(images: np.ndarray) -> np.ndarray:
    """int64 (N, 5): what the reader sees of KINDS in uint8 (N, C, H, W), as indices into NAMES."""
    seen = read(images).properties
    return np.stack([seen[kind] for kind in KINDS], axis=1)


def shares(right: np.ndarray) -> dict[str, float]:
    """The share (0 to 1) that is right of each of KINDS, and under "all" of all five together, of bool (N, 5)."""
    return {kind: float(right[:, column].mean()) for column, kind in enumerate(KINDS)} | {
        ALL: float(right.all(1).mean())
    }


def confusion(images: np.ndarray, values: np.ndarray, kind: str) -> np.ndarray:
    """int64 (K, K): how often a picture asked for as value i of `kind` is read as value j."""
    column, count = KINDS.index(kind), len(NAMES[kind])
    read_as = read(images).properties[kind]
    return np.bincount(values[:, column] * count + read_as, minlength=count**2).reshape(count, count)


def spread(images: np.ndarray) -> float:
    """How much pictures of one caption differ: the standard deviation of a pixel over latents, mean over all, 0 to 1.

    images uint8 (captions, latents, C, H, W). Near 0 the noise has nothing left to decide.
    """
    return float((images.astype(np.float32) / 255).std(axis=1).mean())
