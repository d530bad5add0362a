"""Caption x-ray: which pixels each word of a sentence decides, and which attributes; the latent stays the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError

Draw = Callable[[Sequence[str]], np.ndarray]
"""Sentences to pictures float32 (N, C, H, W) in [-1, 1], all of the same latent."""
ReadAttributes = Callable[[np.ndarray], np.ndarray]
"""Pictures to what is read in them, int64 (N, A)."""


@dataclass(frozen=True)
class XRay:
    """A sentence, and what becomes of its picture without each of its words, or with another in its place.

    `picture` float32 (C, H, W), `changed` (words, C, H, W); `pixels` float32 (words, H, W), 0 to 1: how much of the
    whole range a pixel changes, its strongest channel. `attributes` bool (words, A): whether another value is read.
    """

    words: tuple[str, ...]
    picture: np.ndarray
    changed: np.ndarray
    pixels: np.ndarray
    attributes: np.ndarray | None = None


def drop_each(words: Sequence[str], draw: Draw, read: ReadAttributes | None = None) -> XRay:
    """What each word decides: the sentence is drawn once more without it. Raises UserError for fewer than two words."""
    if len(words) < 2:
        raise UserError("A sentence must have at least two words, or nothing is left of it without one.")
    return _compared(words, [" ".join([*words[:i], *words[i + 1 :]]) for i in range(len(words))], draw, read)


def swap_one(
    words: Sequence[str], place: int, others: Sequence[str], draw: Draw, read: ReadAttributes | None = None
) -> XRay:
    """The sentence with each of `others` in place of its word number `place`; `words` of the result are those."""
    sentences = [" ".join([*words[:place], other, *words[place + 1 :]]) for other in others]
    found = _compared(words, sentences, draw, read)
    return XRay(tuple(others), found.picture, found.changed, found.pixels, found.attributes)


def _compared(words: Sequence[str], sentences: Sequence[str], draw: Draw, read: ReadAttributes | None) -> XRay:
    drawn = draw([" ".join(words), *sentences])
    picture, changed = drawn[0], drawn[1:]
    pixels = np.abs(changed - picture).max(axis=1) / 2
    attributes = None
    if read is not None:
        seen = read(drawn)
        attributes = seen[1:] != seen[0]
    return XRay(tuple(words), picture, changed, pixels, attributes)
