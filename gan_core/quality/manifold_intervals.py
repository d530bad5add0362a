"""How sure precision, recall, density and coverage are: both sides drawn anew, their balls measured anew."""

import numpy as np

from gan_core.errors import UserError
from gan_core.quality import density_coverage, precision_recall
from gan_core.quality.uncertainty import Interval, half_samples, share_interval, student

REPEATS = 40
FEWEST_ROWS = 2 * (density_coverage.NUM_NEAREST + 1)
"""Half of them still have neighbours enough."""


def manifold_values(real: np.ndarray, made: np.ndarray) -> np.ndarray:
    """Precision, recall, density and coverage (4,), each with its paper's k. Raises UserError for too few rows."""
    covered = density_coverage.density_coverage(real, made)
    shares = precision_recall.precision_recall(real, made)
    return np.array([shares.precision, shares.recall, covered.density, covered.coverage])


def manifold_intervals(
    real: np.ndarray, made: np.ndarray, *, repeats: int = REPEATS, seed: int = 0
) -> dict[str, Interval]:
    """ "precision", "recall", "density" and "coverage" of features (N, D) and (M, D), each with its 95 %.

    The mean over pictures among balls that stand still would leave out what other real pictures would change: so small
    an interval held the value of other pictures in 80 to 90 cases of 100. Raises UserError for fewer than 12 rows.
    """
    if min(len(real), len(made)) < FEWEST_ROWS:
        few = min(len(real), len(made))
        raise UserError(f"Intervals of neighbourhoods need at least {FEWEST_ROWS} pictures on each side, got {few}.")
    values = manifold_values(real, made)
    spread = half_samples(manifold_values, real, made, repeats=repeats, seed=seed)
    (precision, recall, density, coverage), (of_precision, of_recall, of_density, of_coverage) = values, spread
    low, high = student(density, of_density, repeats)
    return {
        "precision": share_interval(precision, of_precision, repeats, len(made)),
        "recall": share_interval(recall, of_recall, repeats, len(real)),
        "density": (max(low, 0.0), high),
        "coverage": share_interval(coverage, of_coverage, repeats, len(real)),
    }
