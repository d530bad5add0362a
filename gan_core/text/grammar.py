"""Captions of things with attributes, drawn from a small grammar whose entropy is known exactly.

A caption names some of the attributes: an article, adjectives and a noun, then clauses of the background and the place
in either order. Which attributes are named, the order, the wording and the synonyms are independent random choices
given the attributes, and no two derivations give the same sentence: the entropy of the sentences is that of the
choices.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

KINDS = ("shape", "colour", "size", "place", "background")
SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "shape": {"circle": ("disc",), "square": ("box",), "cross": ("plus",)},
    "colour": {
        "red": ("scarlet",),
        "yellow": ("golden",),
        "green": ("emerald",),
        "blue": ("azure",),
        "purple": ("violet",),
        "pink": ("rose",),
    },
    "size": {"small": ("little", "tiny"), "large": ("big", "huge")},
}
FIRST_NAME = 0.7
"""How often a thing is called by its first name; its other names share the rest."""
NOUN = "shape"
"""What a thing is called whose shape is not named."""


@dataclass(frozen=True)
class ShapeGrammar:
    """Probabilities of what a caption names and how. `names` are the values of every attribute of KINDS."""

    names: Mapping[str, Sequence[str]]
    named: tuple[float, ...] = (0.85, 0.8, 0.7, 0.75, 0.75)
    """Of each of KINDS: how often it is named."""
    size_first: float = 0.75
    background_first: float = 0.5
    with_noun: float = 0.5
    """How often it is "on a white background" and not "on white"."""
    with_at: float = 0.5
    """How often it is "at the top" and not "top"."""

    def caption(self, values: Mapping[str, str], chance: Sequence[float]) -> tuple[str, tuple[bool, ...]]:
        """A caption of a thing with these `values`, and which of KINDS it names.

        `chance` are 12 numbers in [0, 1), which alone decide.
        """
        named = tuple(number < share for number, share in zip(chance, self.named, strict=False))
        word = {
            kind: _name_of(kind, values[kind], chance[5 + index])
            for index, kind in enumerate(("shape", "colour", "size"))
        }
        adjectives = [word[kind] for kind in ("size", "colour") if named[KINDS.index(kind)]]
        if len(adjectives) == 2 and chance[8] >= self.size_first:
            adjectives.reverse()
        noun = word["shape"] if named[0] else NOUN
        thing = [*adjectives, noun]
        clauses = []
        if named[4]:
            on = (
                ["on", "a", values["background"], "background"]
                if chance[9] < self.with_noun
                else ["on", values["background"]]
            )
            clauses.append(on)
        if named[3]:
            clauses.append(["at", "the", values["place"]] if chance[10] < self.with_at else [values["place"]])
        if len(clauses) == 2 and chance[11] >= self.background_first:
            clauses.reverse()
        article = "an" if thing[0][0] in "aeio" else "a"
        return " ".join([article, *thing, *itertools.chain.from_iterable(clauses)]), named

    def entropy(self, values: np.ndarray) -> float:
        """Nats in a caption of a thing drawn evenly from the rows of `values`, int (M, 5) into the names of KINDS."""
        return sum(
            share * (self._entropy_of_form(named) + self._entropy_of_values(named, values) - math.log(share))
            for named, share in self._masks()
        )

    def length(self, values: np.ndarray) -> float:
        """The mean number of words in such a caption; the end of the sentence is not among them."""
        total = 0.0
        for named, share in self._masks():
            words = 2.0 + named[1] + named[2]
            if named[3]:
                words += 2 * self.with_at + self._mean_words("place", values[:, 3])
            if named[4]:
                words += 1 + 2 * self.with_noun + self._mean_words("background", values[:, 4])
            total += share * words
        return total

    def nats_per_word(self, values: np.ndarray) -> float:
        """The least that a language model can lose a word, the end of the sentence counted as one.

        Entropy over mean length: nobody who knows only the words so far can do better on average.
        """
        return self.entropy(values) / (self.length(values) + 1)

    def _masks(self) -> list[tuple[tuple[bool, ...], float]]:
        """Every set of named attributes with its probability, where that is not 0."""
        masks = itertools.product((True, False), repeat=len(KINDS))
        with_share = [
            (mask, math.prod(p if on else 1 - p for on, p in zip(mask, self.named, strict=True))) for mask in masks
        ]
        return [(mask, share) for mask, share in with_share if share > 0]

    def _entropy_of_form(self, named: tuple[bool, ...]) -> float:
        """Nats of the order and the wording of a caption that names these."""
        form = 0.0
        if named[1] and named[2]:
            form += _binary(self.size_first)
        if named[3] and named[4]:
            form += _binary(self.background_first)
        return form + named[3] * _binary(self.with_at) + named[4] * _binary(self.with_noun)

    def _entropy_of_values(self, named: tuple[bool, ...], values: np.ndarray) -> float:
        """Nats of what is named and of the synonyms taken."""
        columns = [index for index, on in enumerate(named) if on]
        if not columns:
            return 0.0
        rows, counts = np.unique(values[:, columns], axis=0, return_counts=True)
        share = counts / counts.sum()
        nats = float(-(share * np.log(share)).sum())
        for place, column in enumerate(columns):
            kind = KINDS[column]
            of = np.array([_entropy_of_names(kind, name) for name in self.names[kind]])
            nats += float((share * of[rows[:, place]]).sum())
        return nats

    def _mean_words(self, kind: str, column: np.ndarray) -> float:
        return float(np.array([len(name.split()) for name in self.names[kind]])[column].mean())


NUM_CHANCES = 12


def _name_of(kind: str, name: str, chance: float) -> str:
    others = SYNONYMS.get(kind, {}).get(name, ())
    if not others or chance < FIRST_NAME:
        return name
    return others[int((chance - FIRST_NAME) / (1 - FIRST_NAME) * len(others))]


def _entropy_of_names(kind: str, name: str) -> float:
    others = SYNONYMS.get(kind, {}).get(name, ())
    if not others:
        return 0.0
    rest = (1 - FIRST_NAME) / len(others)
    return -FIRST_NAME * math.log(FIRST_NAME) - len(others) * rest * math.log(rest)


def _binary(p: float) -> float:
    """The entropy of one choice of two, in nats."""
    return -sum(each * math.log(each) for each in (p, 1 - p) if each > 0)
