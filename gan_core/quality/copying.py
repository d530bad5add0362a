"""Does a generator copy? Made pictures held against training pictures, as far as held-out real ones are from them.

Meehan, Chaudhuri and Dasgupta 2020, A non-parametric test to detect data-copying in generative models,
arxiv.org/abs/2004.05675
"""

import warnings
from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError

NUM_CELLS = 5
FEWEST_IN_CELL = 20
ROWS_AT_ONCE = 512
REPEATS = 200
SURE = 3.0
"""The paper's bound: what is drawn like the data lies between -3 and 3 nearly always."""


@dataclass(frozen=True)
class Copying:
    """`c_t` far below 0: nearer to the training pictures than real ones are, copied; far above: never that near.

    `nearer` is the chance that a made picture is nearer to its nearest training picture than a held-out real one is to
    its own, 0.5 without copying, with a 95 % interval. `num_cells` parts of the data were compared, each by itself.
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
        return self.c_t < -SURE

    @property
    def misses(self) -> bool:
        return self.c_t > SURE


def copying(made: np.ndarray, held_out: np.ndarray, training: np.ndarray, seed: int = 0) -> Copying:
    """Of features (M, D), (N, D) and (L, D). C_T = sum over cells of P(cell) Z(cell) / sum of P(cell).

    Z is the rank test of the made distances against the held-out ones within a cell, P(cell) the share of held-out
    pictures there. Cells are those of k-means on the training features; one with too few of either has no say, and
    where none has enough all pictures are one cell. Raises UserError for fewer than 20 of either.
    """
    to_made, to_held_out = nearest_distances(made, training), nearest_distances(held_out, training)
    centres = cells(training, min(NUM_CELLS, max(len(held_out) // (2 * FEWEST_IN_CELL), 1)), seed)
    shares, scores = _by_cell(made, held_out, to_made, to_held_out, centres)
    if not shares:
        shares, scores = _by_cell(made, held_out, to_made, to_held_out, centres[:1])
    if not shares:
        raise UserError(
            f"Copying cannot be told from {len(made)} made and {len(held_out)} held-out pictures: take more."
        )
    rng = np.random.Generator(np.random.PCG64(seed))
    draws = [_nearer(_again(to_made, rng), _again(to_held_out, rng)) for _ in range(REPEATS)]
    low, high = np.quantile(draws, [0.025, 0.975])
    c_t = float(np.average(scores, weights=shares))
    value = _nearer(to_made, to_held_out)
    return Copying(c_t, value, float(low), float(high), len(made), len(held_out), len(training), len(shares))


def _by_cell(
    made: np.ndarray, held_out: np.ndarray, to_made: np.ndarray, to_held_out: np.ndarray, centres: np.ndarray
) -> tuple[list[float], list[float]]:
    """The share of held-out pictures and the rank score of each cell that has enough of both."""
    in_made, in_held_out = (_nearest_cell(each, centres) for each in (made, held_out))
    shares, scores = [], []
    for cell in range(len(centres)):
        first, second = to_made[in_made == cell], to_held_out[in_held_out == cell]
        if min(len(first), len(second)) >= FEWEST_IN_CELL:
            shares.append(len(second) / len(held_out))
            scores.append(rank_score(first, second))
    return shares, scores


def rank_score(first: np.ndarray, second: np.ndarray) -> float:
    """Z of Mann and Whitney's U: how many of the pairs have `first` above `second`, in standard deviations from half.

    Ties count as half, and narrow the deviation as they must. Mann and Whitney 1947, doi.org/10.1214/aoms/1177730491
    """
    m, n = len(first), len(second)
    _, ties = np.unique(np.concatenate([first, second]), return_counts=True)
    tied = float((ties.astype(np.float64) ** 3 - ties).sum()) / ((m + n) * (m + n - 1))
    variance = m * n / 12 * (m + n + 1 - tied)
    return 0.0 if variance <= 0 else (_above(first, second) - m * n / 2) / float(np.sqrt(variance))


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


def _above(first: np.ndarray, second: np.ndarray) -> float:
    """Mann and Whitney's U: pairs with first > second, ties half."""
    ranked = np.sort(second)
    below = np.searchsorted(ranked, first, side="left") + np.searchsorted(ranked, first, side="right")
    return float(below.sum()) / 2


def _nearer(first: np.ndarray, second: np.ndarray) -> float:
    return 1 - _above(first, second) / (len(first) * len(second))


def _again(values: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return values[rng.integers(len(values), size=len(values))]
