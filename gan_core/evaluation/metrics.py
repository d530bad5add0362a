"""METRICS: from features of real and generated pictures to a value and its interval; titles are in `names`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import numpy as np

from gan_core.evaluation.bank import Bank
from gan_core.present import present
from gan_core.quality.density_coverage import NUM_NEAREST as NEAREST_BALLS
from gan_core.quality.frechet import between, frechet_distance
from gan_core.quality.kid import kid
from gan_core.quality.modes import histogram_kl
from gan_core.quality.precision_recall import NUM_NEAREST
from gan_core.quality.protocol import interval_of
from gan_core.quality.sliced import sliced_wasserstein
from gan_core.quality.uncertainty import Interval

REPEATS_OF_MEAN = 400
LINES = 64
LEVEL = (0.025, 0.975)


@dataclass(frozen=True)
class Metric:
    """`value` of real and generated samples; `interval` of them and a seed, 95 %; `detail` for what else there is.

    `better` is lower or higher; `about` says what it is, with the paper; `worst` is what reaches the ceiling. `grows`
    where it can be shown for growing parts of the samples; `usual` is computed unless others are asked for. The
    functions raise UserError where there are too few samples.
    """

    title: str
    better: Literal["lower", "higher"]
    about: str
    value: Callable[[Bank, Bank], float]
    interval: Callable[[Bank, Bank, int], Interval]
    detail: Callable[[Bank, Bank], dict[str, float]] = field(default=lambda real, fake: {})
    worst: str = "noise"
    grows: bool = True
    usual: bool = True
    counts_classes: bool = False
    reads_classes: bool = False


def _frechet_interval(real: Bank, fake: Bank, seed: int) -> Interval:
    return interval_of(frechet_distance, fake.x, real.x, seed)


def _sliced(real: Bank, fake: Bank) -> float:
    return sliced_wasserstein(fake.x, real.x, LINES)


def _sliced_interval(real: Bank, fake: Bank, seed: int) -> Interval:
    return interval_of(partial(sliced_wasserstein, num_lines=LINES), fake.x, real.x, seed)


def _mean(items: Callable[[Bank, Bank], np.ndarray]) -> Callable[[Bank, Bank], float]:
    """Over samples, of what falls into whose ball."""
    return lambda real, fake: float(items(real, fake).mean())


def _drawn_anew(name: str) -> Callable[[Bank, Bank, int], Interval]:
    """Of precision, recall, density or coverage, with both sides drawn anew."""
    return lambda real, fake, seed: real.intervals(fake, seed)[name]


def _histogram(bank: Bank) -> np.ndarray:
    return np.array(list(present(bank.counts).values()))


def _imbalance(fake: np.ndarray, real: np.ndarray) -> float:
    """KL divergence in nats; one sample of every class is added to the real ones, so that none is impossible."""
    return histogram_kl(fake, real + 1)


def _imbalance_interval(real: Bank, fake: Bank, seed: int) -> Interval:
    """Both histograms drawn anew; only the spread of the draws is taken, since drawing twice adds to the distance."""
    rng, first, second = np.random.Generator(np.random.PCG64(seed)), _histogram(fake), _histogram(real)
    if not first.sum() or not second.sum():
        return np.nan, np.nan
    drawn = [(rng.multinomial(each.sum(), each / each.sum(), size=REPEATS_OF_MEAN)) for each in (first, second)]
    values = [_imbalance(a, b) for a, b in zip(*drawn, strict=True)]
    value, (low, high) = _imbalance(first, second), np.quantile(values, LEVEL)
    return max(float(value + low - np.mean(values)), 0.0), float(value + high - np.mean(values))


def _shares(real: Bank, fake: Bank) -> dict[str, float]:
    total = max(len(fake.x), 1)
    return {name: count / total for name, count in present(fake.counts).items()}


METRICS: dict[str, Metric] = {
    "frechet": Metric(
        "Fréchet distance",
        "lower",
        "How far apart the two Gaussians are that fit the features of generated and of real pictures: it sees both "
        "quality and variety. The published FID is this distance on one Inception network; on other features it is "
        "another figure. Heusel et al. 2017, arxiv.org/abs/1706.08500",
        lambda real, fake: between(fake.gaussian, real.gaussian),
        _frechet_interval,
    ),
    "kid": Metric(
        "KID",
        "lower",
        "A kernel distance between the features of generated and of real pictures. It is right on average for any "
        "number of pictures, so real against real is 0, and chance may carry it below. Bińkowski et al. 2018, "
        "arxiv.org/abs/1801.01401",
        lambda real, fake: kid(fake.x, real.x).value,
        lambda real, fake, seed: kid(fake.x, real.x, seed).interval,
    ),
    "precision": Metric(
        "Precision",
        "higher",
        "The share of generated pictures that lie among the real ones, within the reach of a real picture's third "
        "nearest other: quality. Kynkäänniemi et al. 2019, arxiv.org/abs/1904.06991",
        _mean(lambda real, fake: real.falls(fake, NUM_NEAREST).balls > 0),
        _drawn_anew("precision"),
    ),
    "recall": Metric(
        "Recall",
        "higher",
        "The share of real pictures that lie among the generated ones, within the reach of a generated picture's third "
        "nearest other: variety. Kynkäänniemi et al. 2019, arxiv.org/abs/1904.06991",
        _mean(lambda real, fake: fake.falls(real, NUM_NEAREST).balls > 0),
        _drawn_anew("recall"),
    ),
    "density": Metric(
        "Density",
        "higher",
        "In how many real neighbourhoods a generated picture lies, 1 being as many as a real one: quality that a "
        "single odd real picture cannot raise. It may exceed 1 where a model keeps to the common. Naeem et al. 2020, "
        "arxiv.org/abs/2002.09797",
        _mean(lambda real, fake: real.falls(fake, NEAREST_BALLS).balls / NEAREST_BALLS),
        _drawn_anew("density"),
    ),
    "coverage": Metric(
        "Coverage",
        "higher",
        "The share of real pictures with a generated one in their neighbourhood: variety. "
        "Naeem et al. 2020, arxiv.org/abs/2002.09797",
        _mean(lambda real, fake: real.falls(fake, NEAREST_BALLS).held),
        _drawn_anew("coverage"),
    ),
    "kinds": Metric(
        "Class balance",
        "lower",
        "How far the classes that are read in generated pictures are from those read in real ones: KL divergence "
        "of the two histograms in nats, 0 where every class comes as often. Missing classes are named.",
        lambda real, fake: _imbalance(_histogram(fake), _histogram(real)),
        _imbalance_interval,
        _shares,
        grows=False,
        counts_classes=True,
    ),
    "classes": Metric(
        "Class accuracy",
        "higher",
        "The share of generated pictures that a network reads as the class that was asked for. Perfect is what it "
        "reads of real pictures with their own labels; a model that does not listen reaches what guessing does. "
        "Distances do not see it: with every label exchanged they stay the same. Shmelkov et al. 2018, "
        "arxiv.org/abs/1807.09499",
        lambda real, fake: present(fake.classes).value,
        lambda real, fake, seed: present(fake.classes).interval,
        lambda real, fake: {"chance": present(fake.classes).by_chance},
        worst="guessing",
        grows=False,
        reads_classes=True,
    ),
    "sliced": Metric(
        "Sliced Wasserstein",
        "lower",
        "How far generated features must be moved to lie as the real ones do, along many lines at once: it takes "
        "no Gaussian for granted. Rabin et al. 2011, doi.org/10.1007/978-3-642-24785-9_37",
        _sliced,
        _sliced_interval,
        usual=False,
    ),
}
USUAL_METRICS = tuple(name for name, metric in METRICS.items() if metric.usual)
