"""The one protocol by which samples are scored: live monitors, races, measurements and evaluations all follow it.

It says which classes are asked for, which latents are drawn, which real pictures are compared with and which are kept
out to show what real ones reach, and how sure a figure is. Arrays in, arrays out: nobody's settings are known here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet

import numpy as np

from gan_core.data.label_spread import spread_labels
from gan_core.errors import UserError
from gan_core.latent_draws import draw_z
from gan_core.quality.uncertainty import Distance, Interval, bootstrap, floor

PORTION = 250
"""Pictures drawn at a time, so that a stop is heard and memory stays small."""
MANY_FEATURES = 256
DRAWS, DRAWS_OF_MANY = 40, 20
"""Draws of a bootstrap; fewer where one takes seconds."""
FLOOR_DRAWS = 3
Decode = Callable[[np.ndarray, np.ndarray | None], np.ndarray]
"""Latents (N, latent_dim), and what is asked for (N, ...) or None, to pictures uint8 (N, C, H, W)."""


def asked_labels(data_labels: np.ndarray | None, num_classes: int, count: int) -> np.ndarray | None:
    """int64 (count,): every class as often as in the data, whichever first part one takes; None without classes.

    A generator is scored on what it learned: asked for every class equally often, a perfect one of unbalanced data
    would score badly. Class after class where nobody knows how often the data have each.
    """
    if not num_classes:
        return None
    if data_labels is None or not len(data_labels):
        return np.arange(count) % num_classes
    return spread_labels(data_labels, count)


def draw_samples(
    decode: Decode, latent_dim: int, count: int, *, seed: int, asked: np.ndarray | None, portion: int | None = None
) -> Iterator[np.ndarray]:
    """uint8 (n, C, H, W), `count` in all: the picture of an index depends on the seed and that index alone."""
    portion = portion or PORTION
    for first in range(0, count, portion):
        num = min(portion, count - first)
        z = draw_z(seed, num, latent_dim, first=first)
        yield decode(z, None if asked is None else asked[first : first + num])


def prints(images: np.ndarray) -> list[bytes]:
    """A fingerprint of each picture: equal ones have equal prints."""
    rows = np.ascontiguousarray(images).reshape(len(images), -1)
    return [hashlib.blake2b(row.data, digest_size=12).digest() for row in rows]


def distinct(images: np.ndarray, besides: AbstractSet[bytes] = frozenset()) -> np.ndarray:
    """Rows of the pictures that occur for the first time, and not in `besides`."""
    seen, rows = set(besides), []
    for row, each in enumerate(prints(images)):
        if each not in seen:
            seen.add(each)
            rows.append(row)
    return np.array(rows, np.int64)


def divide(count: int, num_reference: int, num_others: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows (N,) to compare samples with, and other rows (M,) that show what real pictures reach; by chance.

    No row is in both. Of few rows the reference takes what it wants, and the others what is left.
    """
    order = np.random.Generator(np.random.PCG64([7, seed])).permutation(count)
    return order[:num_reference], order[num_reference : num_reference + num_others]


def noise(shape: tuple[int, ...], seed: int) -> np.ndarray:
    """uint8 of `shape`: what is not even a picture, to see how bad a figure can be."""
    return np.random.Generator(np.random.PCG64([8, seed])).integers(256, size=shape, dtype=np.uint8)


def floor_of(distance: Distance, others: np.ndarray, reference: np.ndarray, num_images: int) -> float | None:
    """What `num_images` other real pictures reach against the very same reference; None of too few.

    Features (M, D) and (N, D). The mean of three draws where there are more others than are drawn.
    """
    if len(others) < num_images:
        return None
    draws = FLOOR_DRAWS if len(others) > num_images else 1
    try:
        return floor(distance, others, num_images=num_images, reference=reference, repeats=draws).value
    except UserError:  # fewer pictures than features
        return None


def interval_of(distance: Distance, made: np.ndarray, reference: np.ndarray, seed: int = 0) -> Interval:
    """95 %: where the distance would lie for other pictures of the same two sources. Raises UserError of too few."""
    draws = DRAWS if made.shape[1] <= MANY_FEATURES else DRAWS_OF_MANY
    return bootstrap(distance, made, reference, repeats=draws, seed=seed)
