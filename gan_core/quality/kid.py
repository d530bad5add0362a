"""Kernel distance between two sets of features, right for any number of pictures.

Bińkowski et al. 2018, Demystifying MMD GANs, arxiv.org/abs/1801.01401. The paper's "KID" is on one certain Inception
network; with other features it is another figure, so it is called by its features here.
"""

from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError

MOST_IN_BLOCK = 1000
FEWEST_BLOCKS = 10
FEWEST_IN_BLOCK = 2


@dataclass(frozen=True)
class Kid:
    """`value` is an unbiased estimate, so it may lie below 0; `standard_error` says how far chance moves it."""

    value: float
    standard_error: float
    num_blocks: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 % confidence, by Student's t over the blocks."""
        from scipy.special import stdtrit

        reach = float(stdtrit(self.num_blocks - 1, 0.975)) * self.standard_error
        return self.value - reach, self.value + reach


def mmd2(first: np.ndarray, second: np.ndarray) -> float:
    """The unbiased squared maximum mean discrepancy of features (N, D) and (M, D), N and M at least 2.

    mean over i != j of k(x_i, x_j) + mean over i != j of k(y_i, y_j) - 2 mean of k(x_i, y_j), where
    k(x, y) = (x . y / D + 1)^3. Gretton et al. 2012, A kernel two-sample test, jmlr.org/papers/v13/gretton12a.html
    """
    x, y = first.astype(np.float64), second.astype(np.float64)
    return _within(x) + _within(y) - 2 * float(_kernel(x, y).mean())


def kid(first: np.ndarray, second: np.ndarray, seed: int = 0) -> Kid:
    """`mmd2` averaged over disjoint blocks: ten or more, with at most 1,000 rows of each side.

    Blocks share no picture, so that their spread over the root of their number is the standard error, which it is not
    for the overlapping draws that are often reported. Rows are shuffled first, since files come sorted; of the larger
    set only so many are taken as the blocks hold. Raises UserError for fewer than 20 rows, and ValueError for features
    of different length.
    """
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1]:
        raise ValueError(f"features must be (N, D) and (M, D), got {first.shape} and {second.shape}")
    fewest = min(len(first), len(second))
    if fewest < FEWEST_BLOCKS * FEWEST_IN_BLOCK:
        raise UserError(f"KID needs at least {FEWEST_BLOCKS * FEWEST_IN_BLOCK} pictures on each side, got {fewest}.")
    num_blocks = max(FEWEST_BLOCKS, -(-fewest // MOST_IN_BLOCK))
    rng, most = np.random.Generator(np.random.PCG64(seed)), num_blocks * MOST_IN_BLOCK
    x, y = (np.array_split(each[rng.permutation(len(each))[:most]], num_blocks) for each in (first, second))
    values = [mmd2(a, b) for a, b in zip(x, y, strict=True)]
    return Kid(float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(num_blocks)), num_blocks)


def _kernel(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return (x @ y.T / x.shape[1] + 1) ** 3


def _within(x: np.ndarray) -> float:
    """The mean of the kernel over all pairs of different rows."""
    values = _kernel(x, x)
    return float((values.sum() - np.trace(values)) / (len(x) * (len(x) - 1)))
