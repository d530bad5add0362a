"""95 % intervals that hold for few values and outliers: they use order statistics and assume no normal distribution."""

import math
from dataclasses import dataclass

import numpy as np

LEVEL = 0.95
FEWEST = 6
"""Of fewer values no interval of this kind reaches 95 %: the extremes of five miss the middle in 6 % of cases."""


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % interval; `low` and `high` are None where there are fewer than six values."""

    middle: float
    low: float | None
    high: float | None


def median_interval(values: np.ndarray) -> Interval:
    """The median of values (N,) and the order statistics around it that enclose it with at least 95 %.

    Between the k-th smallest and the k-th largest, with 2 P(Binomial(N, 1/2) < k) <= 5 %: nothing is asked of the
    distribution, and of twenty values five may lie anywhere on one side. Intervals from signed ranks or a mean are a
    fifth narrower for a bell curve, but two halts of a busy machine blow them up. Raises ValueError for no values or
    values that are no numbers. Thompson 1936, doi.org/10.1214/aoms/1177732502
    """
    ordered = np.sort(np.asarray(values, dtype=np.float64).ravel())
    if not len(ordered) or not np.isfinite(ordered).all():
        raise ValueError(f"an interval needs finite values, got {ordered}")
    middle, rank = float(np.median(ordered)), _rank(len(ordered))
    if rank == 0:
        return Interval(middle, None, None)
    return Interval(middle, float(ordered[rank - 1]), float(ordered[-rank]))


def _rank(count: int) -> int:
    """The largest k with 2 P(Binomial(count, 1/2) < k) <= 5 %; 0 for fewer than six values."""
    below, rank = 0.0, 0
    while True:
        below += math.comb(count, rank) / 2**count
        if 2 * below > 1 - LEVEL:
            return rank
        rank += 1
