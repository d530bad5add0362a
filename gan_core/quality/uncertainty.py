"""How sure a distance between two sets is, and how low it can get: bootstrap interval and floor."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError

Distance = Callable[[np.ndarray, np.ndarray], float]
"""Of features (N, D) and (M, D)."""


@dataclass(frozen=True)
class Floor:
    """What real pictures reach against other real ones: the mean of several draws, the lowest and the highest."""

    value: float
    low: float
    high: float
    num_images: int


def bootstrap(
    distance: Distance, first: np.ndarray, second: np.ndarray, *, repeats: int = 100, seed: int = 0, level: float = 0.95
) -> tuple[float, float]:
    """Between which values the distance would lie, mostly, for other pictures of the same two sources and as many.

    Rows of both are drawn anew with replacement `repeats` times. Such draws hold some pictures twice, which raises a
    Frechet distance as fewer pictures would; so only their spread is taken, and laid around the value itself. What
    the value owes to the number of pictures is not in the interval: hold it against the floor of the same number.
    Efron 1979, Bootstrap methods: another look at the jackknife, doi.org/10.1214/aos/1176344552
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    draws = []
    for _ in range(repeats):
        rows, others = rng.integers(len(first), size=len(first)), rng.integers(len(second), size=len(second))
        draws.append(distance(first[rows], second[others]))
    value, (low, high) = distance(first, second), np.quantile(draws, [(1 - level) / 2, (1 + level) / 2])
    return float(value + low - np.mean(draws)), float(value + high - np.mean(draws))


def floor(
    distance: Distance,
    real: np.ndarray,
    *,
    num_images: int,
    num_reference: int | None = None,
    repeats: int = 5,
    seed: int = 0,
) -> Floor:
    """The distance of `num_images` rows of `real` (N, D) from `num_reference` other ones, as many unless told.

    A generator that draws like the data would reach this and nothing lower. Raises UserError where there are too few.
    """
    wanted = num_images + (num_reference or num_images)
    if len(real) < wanted:
        raise UserError(
            f"A floor of {num_images:,} against {num_reference or num_images:,} needs {wanted:,} different real "
            f"pictures, and there are {len(real):,}: compare fewer, for example {len(real) // 2:,} against as many."
        )
    rng = np.random.Generator(np.random.PCG64(seed))
    found = []
    for _ in range(repeats):
        rows = rng.permutation(len(real))[:wanted]
        found.append(distance(real[rows[:num_images]], real[rows[num_images:]]))
    return Floor(float(np.mean(found)), float(min(found)), float(max(found)), num_images)
