"""Intervals of a figure of two sets, by resampling both, and the floor of a distance.

An interval says where the figure would lie for other pictures of the same two sources, as many. Another seed of the
same training is another generator: what it would reach is in no interval here, and it differs by more (Lucic et al.
2018, Are GANs created equal?, arxiv.org/abs/1711.10337).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError
from gan_core.quality.proportion import wilson

Distance = Callable[[np.ndarray, np.ndarray], float]
"""Of features (N, D) and (M, D)."""
Statistics = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Several figures (K,) at once of features (N, D) and (M, D)."""
Interval = tuple[float, float]
MOST_ROWS = 2000
"""A part of a larger set is that large: neighbourhoods take time with the square of it."""


@dataclass(frozen=True)
class Floor:
    """What real pictures reach against other real ones: the mean of several draws, the lowest and the highest.

    `num_images` against `num_reference`: few pictures raise a distance, so a floor is that of these numbers only.
    """

    value: float
    low: float
    high: float
    num_images: int
    num_reference: int


def bootstrap(
    distance: Distance,
    first: np.ndarray,
    second: np.ndarray,
    *,
    repeats: int = 100,
    seed: int = 0,
    level: float = 0.95,
    lowest: float = 0.0,
) -> Interval:
    """Between which values the distance would lie, mostly, for other pictures of the same two sources and as many.

    Rows of both are drawn anew with replacement `repeats` times. Such draws hold some pictures twice, which raises a
    Fréchet distance as fewer pictures would; so only their standard deviation is taken, and laid around the value
    itself. What the value owes to the number of pictures is not in the interval: compare it with the floor of the same
    numbers. Not for figures of nearest neighbours, whom a row drawn twice makes its own: they take `half_samples`.
    Efron 1979, Bootstrap methods: another look at the jackknife, doi.org/10.1214/aos/1176344552
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    draws = []
    for _ in range(repeats):
        rows, others = rng.integers(len(first), size=len(first)), rng.integers(len(second), size=len(second))
        draws.append(distance(first[rows], second[others]))
    low, high = student(distance(first, second), float(np.std(draws, ddof=1)), repeats, level)
    return max(low, lowest), high


def half_samples(
    statistics: Statistics,
    first: np.ndarray,
    second: np.ndarray,
    *,
    repeats: int = 40,
    most_rows: int = MOST_ROWS,
    seed: int = 0,
) -> np.ndarray:
    """Standard deviations (K,) of `statistics` over other pictures of the same two sources and as many.

    `repeats` times half of the rows of both, none twice, or a smaller part where half is more than `most_rows`. Figures
    of a part f of the rows stray from that of all by the root of (1 - f) / f times its own deviation: as much, for
    halves. Shao and Wu 1989, A general theory for jackknife variance estimation, doi.org/10.1214/aos/1176347263
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    part = min(0.5, most_rows / max(len(first), len(second)))
    draws = [
        statistics(*(each[rng.permutation(len(each))[: max(round(part * len(each)), 1)]] for each in (first, second)))
        for _ in range(repeats)
    ]
    return np.std(draws, axis=0, ddof=1) * np.sqrt(part / (1 - part))


def student(value: float, deviation: float, repeats: int, level: float = 0.95) -> Interval:
    """Around `value` by Student's t, since `deviation` is that of a few draws."""
    from scipy.special import stdtrit

    reach = float(stdtrit(repeats - 1, (1 + level) / 2)) * deviation
    return float(value - reach), float(value + reach)


def share_interval(share: float, deviation: float, repeats: int, count: int) -> Interval:
    """Of a share among `count` pictures, by Student's t within 0 and 1: never narrower than of independent ones.

    Of all or none a sample has no spread, and yet does not prove it.
    Wilson 1927, doi.org/10.1080/01621459.1927.10502953
    """
    (low, high), (least, most) = student(share, deviation, repeats), wilson(round(share * count), count)
    return max(min(low, least), 0.0), min(max(high, most), 1.0)


def floor(
    distance: Distance,
    real: np.ndarray,
    *,
    num_images: int,
    num_reference: int | None = None,
    reference: np.ndarray | None = None,
    repeats: int = 5,
    seed: int = 0,
) -> Floor:
    """The distance of `num_images` rows of `real` (N, D) from `num_reference` other ones, as many unless told.

    Where scores are compared with one `reference` (M, D), name it, and give as `real` what is not in it: then the floor
    is against the very same pictures. A generator that draws like the data would reach this on average, as long as it
    is scored on as many. Raises UserError where there are too few.
    """
    against = len(reference) if reference is not None else num_reference or num_images
    wanted = num_images if reference is not None else num_images + against
    if len(real) < wanted:
        most = "" if reference is not None else f": compare fewer, for example {len(real) // 2:,} against as many"
        raise UserError(
            f"A floor of {num_images:,} against {against:,} needs {wanted:,} different real pictures"
            f"{'' if reference is None else ' besides these'}, and there are {len(real):,}{most}."
        )
    rng = np.random.Generator(np.random.PCG64(seed))
    found = []
    for _ in range(repeats):
        rows = rng.permutation(len(real))[:wanted]
        others = real[rows[num_images:]] if reference is None else reference
        found.append(distance(real[rows[:num_images]], others))
    return Floor(float(np.mean(found)), float(min(found)), float(max(found)), num_images, against)
