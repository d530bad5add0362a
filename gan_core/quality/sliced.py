"""Sliced Wasserstein distance: two clouds of points compared along many lines at once.

Rabin, Peyré, Delon and Bernot 2011, Wasserstein barycenter and its application to texture mixing,
doi.org/10.1007/978-3-642-24785-9_37
"""

import numpy as np

from gan_core.errors import UserError

NUM_LINES = 256
LINES_AT_ONCE = 32


def sliced_wasserstein(first: np.ndarray, second: np.ndarray, num_lines: int = NUM_LINES, seed: int = 0) -> float:
    """The root of the mean, over lines of random direction, of the squared W_2 of both sets projected on the line.

    Features (N, D) and (M, D). In one dimension W_2 pairs the sorted values; sets of different size are compared at as
    many evenly spaced quantiles as the larger has. The same seed takes the same lines. Raises UserError for an empty
    set and ValueError for features of different length.
    """
    if first.ndim != 2 or second.ndim != 2 or first.shape[1] != second.shape[1]:
        raise ValueError(f"features must be (N, D) and (M, D), got {first.shape} and {second.shape}")
    if not len(first) or not len(second):
        raise UserError("There are no pictures to compare.")
    lines = np.random.Generator(np.random.PCG64(seed)).standard_normal((first.shape[1], num_lines))
    lines /= np.linalg.norm(lines, axis=0)
    num = max(len(first), len(second))
    squares = [
        np.mean((_quantiles(first @ some, num) - _quantiles(second @ some, num)) ** 2, axis=0)
        for some in np.split(lines, range(LINES_AT_ONCE, num_lines, LINES_AT_ONCE), axis=1)
    ]
    return float(np.sqrt(np.concatenate(squares).mean()))


def _quantiles(values: np.ndarray, num: int) -> np.ndarray:
    """Of each column of (N, K) the quantiles (i + 1/2) / num: float64 (num, K), sorted."""
    rows = (np.arange(num) * 2 + 1) * len(values) // (2 * num)
    return np.sort(values, axis=0)[rows]
