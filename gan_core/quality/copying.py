"""Does a generator copy? Its samples compared with training pictures, as far as held-out real ones are from them.

Meehan, Chaudhuri and Dasgupta 2020, A non-parametric test to detect data-copying in generative models,
arxiv.org/abs/2004.05675
"""

import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError

NUM_CELLS = 5
FEWEST_IN_CELL = 20
ROWS_AT_ONCE = 512
Z95 = 1.959964
"""Half the width of a 95 % interval, in standard deviations."""
Z80 = 0.841621
"""The standard deviations by which a test that is right four times out of five lies beyond its bound on average."""


@dataclass(frozen=True)
class Copying:
    """`nearer` is the chance that a generated sample is nearer to its nearest training sample than a held-out real one
    is to its own, within a cell of the data: 0.5 without copying, between `low` and `high` with 95 %.

    `c_t` is the paper's C_T over its standard deviation without copying, which the paper leaves out: -2 to 2 by chance,
    far below for copies. C_T alone is a mean over cells and spreads the less the more cells there are: 0.45 for five.
    """

    c_t: float
    nearer: float
    low: float
    high: float
    num_made: int
    num_held_out: int
    num_training: int
    num_cells: int

    @property
    def copies(self) -> bool:
        """Where the interval lies above even: said of 2.5 % of the generators that do not copy, or fewer."""
        return self.low > 0.5

    @property
    def misses(self) -> bool:
        """Where it lies below: samples stay further from the training samples than real ones do."""
        return self.high < 0.5

    @property
    def noticeable(self) -> float:
        """The share of exact copies among the samples, 0 to 1, that would be noticed four times out of five."""
        deviation = (self.high - self.low) / (2 * Z95)
        return min(2 * (Z95 + Z80) * deviation, 1.0)  # each copy is nearer than half of the held-out samples more


@dataclass(frozen=True)
class CellRanks:
    """Two samples ranked in one cell: `nearer` as above, and its standard deviation without copying and as it is."""

    share: float
    nearer: float
    by_chance: float
    deviation: float


def copying(made: np.ndarray, held_out: np.ndarray, training: np.ndarray, seed: int = 0) -> Copying:
    """Of features (M, D), (N, D) and (L, D). C_T = sum over cells of P(cell) Z(cell) / sum of P(cell).

    Z is the rank test of the made distances against the held-out ones within a cell, P(cell) the share of held-out
    pictures there. Without copying the Z of the cells are independent and have deviation 1, so that of C_T is the root
    of sum P^2 over sum P. `nearer` weighs the cells so as to say the same as C_T. Cells are those of k-means on the
    training features; one with too few of either has no say, and where none has enough all pictures are one cell.
    Raises UserError for fewer than 20 of either.
    """
    to_made, to_held_out = nearest_distances(made, training), nearest_distances(held_out, training)
    centres = cells(training, min(NUM_CELLS, max(len(held_out) // (2 * FEWEST_IN_CELL), 1)), seed)
    ranked = [*_by_cell(made, held_out, to_made, to_held_out, centres)]
    if not ranked:
        ranked = [*_by_cell(made, held_out, to_made, to_held_out, centres[:1])]
    if not ranked:
        raise UserError(
            f"Copying cannot be tested with {len(made)} made and {len(held_out)} held-out pictures: use more."
        )
    told = [each for each in ranked if each.by_chance > 0]  # elsewhere all distances are equal and say nothing
    c_t, nearer, reach = 0.0, 0.5, 0.0
    if told:
        shares, by_chance = np.array([[each.share, each.by_chance] for each in told]).T
        weights = shares / by_chance
        weights /= weights.sum()
        nearer = float(weights @ [each.nearer for each in told])
        null, actual = (math.hypot(*(weights * each)) for each in (by_chance, [each.deviation for each in told]))
        c_t, reach = (0.5 - nearer) / null, Z95 * max(null, actual)
    low, high = max(nearer - reach, 0.0), min(nearer + reach, 1.0)
    return Copying(c_t, nearer, low, high, len(made), len(held_out), len(training), len(ranked))


def _by_cell(
    made: np.ndarray, held_out: np.ndarray, to_made: np.ndarray, to_held_out: np.ndarray, centres: np.ndarray
) -> Iterator[CellRanks]:
    """Of each cell that has enough of both."""
    in_made, in_held_out = (_nearest_cell(each, centres) for each in (made, held_out))
    for cell in range(len(centres)):
        first, second = to_made[in_made == cell], to_held_out[in_held_out == cell]
        if min(len(first), len(second)) >= FEWEST_IN_CELL:
            wins, losses = _places(first, second), _places(second, first)
            actual = math.sqrt(float(wins.var(ddof=1)) / len(wins) + float(losses.var(ddof=1)) / len(losses))
            by_chance = _rank_deviation(first, second)
            yield CellRanks(len(second) / len(held_out), 1 - float(wins.mean()), by_chance, actual)


def rank_score(first: np.ndarray, second: np.ndarray) -> float:
    """Z of Mann and Whitney's U: how many of the pairs have `first` above `second`, in standard deviations from half.

    Ties count as half, and narrow the deviation as they must. Mann and Whitney 1947, doi.org/10.1214/aoms/1177730491
    """
    deviation = _rank_deviation(first, second)
    return 0.0 if deviation <= 0 else (float(_places(first, second).mean()) - 0.5) / deviation


def _rank_deviation(first: np.ndarray, second: np.ndarray) -> float:
    """Of U / (M N), where both are drawn alike."""
    m, n = len(first), len(second)
    _, ties = np.unique(np.concatenate([first, second]), return_counts=True)
    tied = float((ties.astype(np.float64) ** 3 - ties).sum()) / ((m + n) * (m + n - 1))
    return math.sqrt(max((m + n + 1 - tied) / (12 * m * n), 0.0))


def _places(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """float64 (M,): of each of `first` the share of `second` that lies below it, ties half.

    Their mean is U / (M N), and the spread of both sides' places is its variance: DeLong, DeLong and Clarke-Pearson
    1988, doi.org/10.2307/2531595
    """
    ranked = np.sort(second)
    below = np.searchsorted(ranked, first, side="left") + np.searchsorted(ranked, first, side="right")
    return below / (2 * len(second))


def nearest_distances(queries: np.ndarray, features: np.ndarray) -> np.ndarray:
    """float32 (M,): squared distance from each of (M, D) to the nearest of (L, D)."""
    middle = features.mean(axis=0, dtype=np.float64)
    x, y = ((each - middle).astype(np.float32) for each in (queries, features))
    lengths, found = np.einsum("nd,nd->n", y, y), np.empty(len(x), np.float32)
    for start in range(0, len(x), ROWS_AT_ONCE):
        rows = x[start : start + ROWS_AT_ONCE]
        cross = rows @ y.T
        cross *= -2
        cross += lengths
        found[start : start + len(rows)] = cross.min(axis=1) + np.einsum("nd,nd->n", rows, rows)
    return np.maximum(found, 0)


def cells(features: np.ndarray, num: int, seed: int) -> np.ndarray:
    """Centres (num, D) of k-means on at most 5,000 of the features; fewer where no more of them differ."""
    from scipy.cluster.vq import kmeans2

    rng = np.random.default_rng(seed)
    some = features[rng.permutation(len(features))[:5000]].astype(np.float64)
    num = min(num, len(np.unique(some, axis=0)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # a cell that nobody is in is left out below
        centres, members = kmeans2(some, num, minit="++", rng=rng, missing="warn")
    return centres[np.unique(members)]


def _nearest_cell(features: np.ndarray, centres: np.ndarray) -> np.ndarray:
    return (np.einsum("kd,kd->k", centres, centres) - 2 * (features @ centres.T)).argmin(axis=1)
