"""The search for copies: generated pictures nearest to training pictures, and the test against held-out pictures."""

from __future__ import annotations

import dataclasses

import numpy as np

from gan_core.data import DataSettings, ImageData
from gan_core.errors import DataError
from gan_core.evaluation.evaluation import Portrait
from gan_core.evaluation.reference import Reference, unseen_of
from gan_core.latent.neighbours import Neighbours
from gan_core.quality.copying import Copying, copying
from gan_core.quality.protocol import prints

MOST_TESTED = 2000
NUM_LOOKED_AT = 200
NUM_SHOWN, NUM_NEAREST = 8, 3
NOTHING_HELD_OUT = (
    "Nothing is held out to compare with: this model learned from all available pictures. Train on a fraction of "
    "them, such as 0.8, to tell copying from learning."
)


def num_seen(reference: Reference, data: ImageData) -> int:
    """How many of the reference's pictures are among those that the model learned from."""
    if data.images.shape[1:] != reference.images.shape[1:]:
        return 0
    return len(set(prints(reference.images)) & set(prints(data.images)))


def nearest(portrait: Portrait, made: np.ndarray, data: ImageData) -> tuple[np.ndarray, Portrait]:
    """The eight of 200 generated pictures that lie nearest to a training picture in pixels, and how near they are.

    uint8 (32, C, H, W): a row of samples, then rows of their three nearest. Empty where sizes have changed since.
    """
    if data.images.shape[1:] != made.shape[1:]:
        return made[:0], portrait
    some, known = made[:NUM_LOOKED_AT], Neighbours(data.images)
    index, distance = known.nearest(some, NUM_NEAREST)
    chosen = np.argsort(distance[:, 0], kind="stable")[:NUM_SHOWN]
    rows = [some[chosen], *(data.images[index[chosen, place]] for place in range(index.shape[1]))]
    near = tuple(float(each) for each in distance[chosen, 0])
    told = dataclasses.replace(portrait, near=near, typical=known.typical, num_looked_at=len(some))
    return np.concatenate(rows), told


def held_out(settings: DataSettings, data: ImageData, reference: Reference, seen: int) -> np.ndarray:
    """Real pictures of the same source that the model did not learn from. Raises DataError where there are none."""
    if reference.name == settings.name and seen == 0 and len(reference.images):
        return reference.images[:MOST_TESTED]
    found = unseen_of(settings, data, MOST_TESTED)
    if found is None:
        raise DataError(NOTHING_HELD_OUT)
    rows = np.random.Generator(np.random.PCG64(3)).permutation(len(found))[:MOST_TESTED]
    return found.images[np.sort(rows)]


def tested(made: np.ndarray, unseen: np.ndarray, training: np.ndarray, seed: int) -> Copying:
    """The test on features, of at most 2,000 made and 2,000 held-out pictures against all training pictures."""
    return copying(made[:MOST_TESTED], unseen[:MOST_TESTED], training, seed)
