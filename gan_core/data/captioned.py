"""What may be said of each picture: several captions each, and which attributes every one of them names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_core.text.grammar import KINDS, NUM_CHANCES, ShapeGrammar

if TYPE_CHECKING:
    from gan_core.data.image_data import Attribute

PER_PICTURE = 4
"""Captions drawn for each picture."""


@dataclass(frozen=True)
class Captioned:
    """`sentences` are N rows of K captions each.

    `said` int64 (N, K, A) are the values that each caption names of the A attributes, -1 where it names none, and
    `attributes` int64 (N, A) those that the picture has. A is 0 where nothing is known but the words.
    """

    sentences: tuple[tuple[str, ...], ...]
    said: np.ndarray
    attributes: np.ndarray

    def at(self, rows: np.ndarray) -> Captioned:
        """Of the pictures at `rows` (int64)."""
        return Captioned(tuple(self.sentences[row] for row in rows), self.said[rows], self.attributes[rows])


def plain_captions(sentences: list[str]) -> Captioned:
    """One caption for each picture, of which nothing is known but its words."""
    none = np.zeros((len(sentences), 1, 0), dtype=np.int64)
    return Captioned(tuple((each,) for each in sentences), none, none[:, 0])


def drawn_captions(grammar: ShapeGrammar, attributes: Mapping[str, Attribute], chances: np.ndarray) -> Captioned:
    """Captions of shapes, drawn from the grammar by `chances` (N, K, NUM_CHANCES) in [0, 1)."""
    values = np.stack([attributes[kind].values for kind in KINDS], axis=1)
    count, per_picture, _ = chances.shape
    named = np.zeros((count, per_picture, len(KINDS)), dtype=bool)
    sentences = []
    for index, numbers in enumerate(chances.tolist()):
        of = {kind: grammar.names[kind][values[index, column]] for column, kind in enumerate(KINDS)}
        row = []
        for each in range(per_picture):
            sentence, named[index, each] = grammar.caption(of, numbers[each])
            row.append(sentence)
        sentences.append(tuple(row))
    said = np.where(named, values[:, None], -1)
    return Captioned(tuple(sentences), said, values)


def chances_of(seed: int, first: int, end: int) -> np.ndarray:
    """(end - first, PER_PICTURE, NUM_CHANCES) in [0, 1); those of a picture do not depend on how many follow."""
    return np.random.default_rng([seed, 1]).random((end, PER_PICTURE, NUM_CHANCES))[first:]
