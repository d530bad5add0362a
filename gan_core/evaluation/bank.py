"""Features of one set of pictures, with what several metrics work out from them once."""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from gan_core.quality.class_accuracy import ClassAccuracy
from gan_core.quality.frechet import Gaussian, gaussian
from gan_core.quality.manifold import Falls, Manifold
from gan_core.quality.manifold_intervals import manifold_intervals
from gan_core.quality.uncertainty import Interval


class Bank:
    """Features (N, D) of one set of pictures, what was worked out from them, and how often each class was read.

    `classes` holds what was asked for against what was read, where classes are asked for and can be read.
    """

    def __init__(
        self, features: np.ndarray, counts: dict[str, int] | None = None, classes: ClassAccuracy | None = None
    ) -> None:
        self.x, self.counts, self.classes = features, counts, classes
        self._firsts: dict[int, Bank] = {}
        self._manifolds: dict[int, Manifold] = {}
        self._falls: dict[int, WeakKeyDictionary[Bank, Falls]] = {}
        self._intervals: WeakKeyDictionary[Bank, dict[str, Interval]] = WeakKeyDictionary()

    def first(self, num: int) -> Bank:
        """The first rows alone; itself where these are all, with what is worked out already."""
        return self if num == len(self.x) else self._firsts.setdefault(num, Bank(self.x[:num]))

    @cached_property
    def gaussian(self) -> Gaussian:
        return gaussian(self.x)

    def falls(self, other: Bank, k: int) -> Falls:
        """Where the features of `other` lie among the balls of these."""
        if k not in self._manifolds:
            self._manifolds[k] = Manifold(self.x, k)
        known = self._falls.setdefault(k, WeakKeyDictionary())
        if other not in known:
            known[other] = self._manifolds[k].falls(other.x)
        return known[other]

    def intervals(self, made: Bank, seed: int) -> dict[str, Interval]:
        """Of precision, recall, density and coverage, all four from the same draws."""
        if made not in self._intervals:
            self._intervals[made] = manifold_intervals(self.x, made.x, seed=seed)
        return self._intervals[made]
