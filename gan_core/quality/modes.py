"""How many modes of the data a generator draws, and how evenly: the plainest look at mode collapse."""

import math
from dataclasses import dataclass

import numpy as np

SURE = 0.9
"""Less certainty than this, and a picture counts for no mode."""
REACH = 3.0
"""So many standard deviations from its mode a point still belongs to it. Srivastava et al. 2017"""


@dataclass(frozen=True)
class Modes:
    """`counts` of each mode among `num_samples`, of which those that are of no mode are left out."""

    counts: tuple[int, ...]
    num_samples: int
    kl: float
    """KL(generated || data) of the histograms, nats: 0 if modes come as often as in the data."""
    entropy: float
    """Of the histogram of what is made, nats: log of the number of modes if they come evenly, 0 for one alone."""

    @property
    def covered(self) -> int:
        """How many modes were drawn at least once."""
        return sum(count > 0 for count in self.counts)

    @property
    def recognised(self) -> float:
        """The share (0 to 1) of the samples that are of some mode."""
        return sum(self.counts) / self.num_samples if self.num_samples else 0.0

    @property
    def kl_floor(self) -> float:
        """What chance alone gives `kl` in a perfect sample of this size, nearly: (modes - 1) / (2 samples)."""
        counted = sum(self.counts)
        return (len(self.counts) - 1) / (2 * counted) if counted else math.nan


def modes(
    numbers: np.ndarray,
    num_modes: int,
    *,
    certainty: np.ndarray | None = None,
    sure: float = SURE,
    data_counts: np.ndarray | None = None,
) -> Modes:
    """The histogram of `numbers` int (N,), 0 to num_modes - 1, or below 0 for none of them.

    With `certainty` (N,) in 0..1 those at or below `sure` are of no mode. `data_counts` (num_modes,) say how often each
    is in the data, evenly unless told. Raises ValueError for a mode out of range.
    """
    counted = numbers >= 0 if certainty is None else (numbers >= 0) & (certainty > sure)
    counts = np.bincount(numbers[counted], minlength=num_modes)
    if len(counts) != num_modes:
        raise ValueError(f"numbers must lie below {num_modes}, got {int(numbers.max())}")
    data = np.ones(num_modes) if data_counts is None else np.asarray(data_counts, np.float64)
    if data.shape != (num_modes,) or data.sum() <= 0:
        raise ValueError(f"data_counts must be ({num_modes},) with some above 0, got {data.shape}")
    return Modes(tuple(counts.tolist()), len(numbers), kl=histogram_kl(counts, data), entropy=histogram_entropy(counts))


def most_covered(num_modes: int, num_samples: int) -> float:
    """How many modes so many samples show on average when all are equally likely: K (1 - (1 - 1/K)^N)."""
    return num_modes * (1 - (1 - 1 / num_modes) ** num_samples)


def share_within(reach: float = REACH, dim: int = 2) -> float:
    """How much of a Gaussian in `dim` dimensions lies within `reach` deviations of its centre: 0.989 of 3 in 2.

    A perfect generator's `recognised` share. By the chi-square distribution of the squared distance.
    """
    from scipy.special import gammainc

    return float(gammainc(dim / 2, reach**2 / 2))


def points_modes(points: np.ndarray, centres: np.ndarray, sigma: float) -> Modes:
    """Points (N, D) counted to the nearest of `centres` (K, D), if within 3 sigma of it: "high quality" samples.

    `recognised` is their share and `covered` the number of modes that are nearest to at least one of them.
    Srivastava et al. 2017, VEEGAN: reducing mode collapse in GANs using implicit variational learning,
    arxiv.org/abs/1705.07761
    """
    squared = ((points[:, None, :].astype(np.float64) - centres) ** 2).sum(axis=2)  # (N, K)
    nearest = squared.argmin(axis=1)
    far = squared.min(axis=1) > (REACH * sigma) ** 2
    return modes(np.where(far, -1, nearest), len(centres))


def histogram_kl(made: np.ndarray, data: np.ndarray) -> float:
    """sum p log(p / q), nats, of p = made / its sum and q = data / its sum; nan if nothing was made.

    Infinite where something is made that the data do not hold.
    """
    if made.sum() == 0:
        return math.nan
    p, q = made / made.sum(), data / data.sum()
    there = p > 0
    if (q[there] == 0).any():
        return math.inf
    return max(float((p[there] * np.log(p[there] / q[there])).sum()), 0.0)


def histogram_entropy(counts: np.ndarray) -> float:
    """-sum p log p, nats; nan if nothing was counted."""
    if counts.sum() == 0:
        return math.nan
    p = counts[counts > 0] / counts.sum()
    return max(float(-(p * np.log(p)).sum()), 0.0)
