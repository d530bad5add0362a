"""METRICS: from features of real and generated pictures to a value and its interval; titles are in `names`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, partial
from weakref import WeakKeyDictionary

import numpy as np

from gan_core.present import present
from gan_core.quality.class_accuracy import ClassAccuracy
from gan_core.quality.density_coverage import NUM_NEAREST as NEAREST_BALLS
from gan_core.quality.frechet import Gaussian, between, frechet_distance, gaussian
from gan_core.quality.kid import kid
from gan_core.quality.manifold import Falls, Manifold
from gan_core.quality.manifold_intervals import manifold_intervals
from gan_core.quality.modes import histogram_kl
from gan_core.quality.precision_recall import NUM_NEAREST
from gan_core.quality.protocol import interval_of
from gan_core.quality.sliced import sliced_wasserstein

REPEATS_OF_MEAN = 400
LINES = 64
LEVEL = (0.025, 0.975)

Interval = tuple[float, float]


class Bank:
    """Features (N, D) of one set of pictures, what was worked out from them, and how often each kind was read.

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


@dataclass(frozen=True)
class Metric:
    """`value` of real and made; `interval` of them and a seed, 95 %; `detail` for what else there is to tell.

    `grows` where it can be shown for growing parts of the pictures. All raise UserError where there are too few.
    """

    value: Callable[[Bank, Bank], float]
    interval: Callable[[Bank, Bank, int], Interval]
    detail: Callable[[Bank, Bank], dict[str, float]] = field(default=lambda real, made: {})
    grows: bool = True
    counts_kinds: bool = False
    reads_classes: bool = False


def _frechet_interval(real: Bank, made: Bank, seed: int) -> Interval:
    return interval_of(frechet_distance, made.x, real.x, seed)


def _sliced(real: Bank, made: Bank) -> float:
    return sliced_wasserstein(made.x, real.x, LINES)


def _sliced_interval(real: Bank, made: Bank, seed: int) -> Interval:
    return interval_of(partial(sliced_wasserstein, num_lines=LINES), made.x, real.x, seed)


def _by_neighbours(name: str, items: Callable[[Bank, Bank], np.ndarray]) -> Metric:
    """A mean over pictures of what falls into whose ball, with both sides drawn anew for its interval."""
    return Metric(
        lambda real, made: float(items(real, made).mean()),
        lambda real, made, seed: real.intervals(made, seed)[name],
    )


def _histogram(bank: Bank) -> np.ndarray:
    return np.array(list(present(bank.counts).values()))


def _kinds_apart(made: np.ndarray, real: np.ndarray) -> float:
    """One picture of every kind is added to the real ones, so that none is impossible."""
    return histogram_kl(made, real + 1)


def _kinds_interval(real: Bank, made: Bank, seed: int) -> Interval:
    """Both histograms drawn anew; only the spread of the draws is taken, since drawing twice adds to the distance."""
    rng, first, second = np.random.Generator(np.random.PCG64(seed)), _histogram(made), _histogram(real)
    if not first.sum() or not second.sum():
        return np.nan, np.nan
    drawn = [(rng.multinomial(each.sum(), each / each.sum(), size=REPEATS_OF_MEAN)) for each in (first, second)]
    found = [_kinds_apart(a, b) for a, b in zip(*drawn, strict=True)]
    value, (low, high) = _kinds_apart(first, second), np.quantile(found, LEVEL)
    return max(float(value + low - np.mean(found)), 0.0), float(value + high - np.mean(found))


def _shares(real: Bank, made: Bank) -> dict[str, float]:
    total = max(len(made.x), 1)
    return {name: count / total for name, count in present(made.counts).items()}


METRICS: dict[str, Metric] = {
    "frechet": Metric(lambda real, made: between(made.gaussian, real.gaussian), _frechet_interval),
    "kid": Metric(
        lambda real, made: kid(made.x, real.x).value, lambda real, made, seed: kid(made.x, real.x, seed).interval
    ),
    "precision": _by_neighbours("precision", lambda real, made: real.falls(made, NUM_NEAREST).balls > 0),
    "recall": _by_neighbours("recall", lambda real, made: made.falls(real, NUM_NEAREST).balls > 0),
    "density": _by_neighbours("density", lambda real, made: real.falls(made, NEAREST_BALLS).balls / NEAREST_BALLS),
    "coverage": _by_neighbours("coverage", lambda real, made: real.falls(made, NEAREST_BALLS).held),
    "kinds": Metric(
        lambda real, made: _kinds_apart(_histogram(made), _histogram(real)),
        _kinds_interval,
        _shares,
        grows=False,
        counts_kinds=True,
    ),
    "classes": Metric(
        lambda real, made: present(made.classes).value,
        lambda real, made, seed: present(made.classes).interval,
        lambda real, made: {"chance": present(made.classes).by_chance},
        grows=False,
        reads_classes=True,
    ),
    "sliced": Metric(_sliced, _sliced_interval),
}
