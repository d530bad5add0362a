"""Since when a condition has held without a break. A single bad point does not count; a fifth of the run does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gan_core.doctor.history import Curve

LEAST_STEPS = 150
"""Shorter runs, and shorter spells, say nothing: the first steps of every game are wild."""
MOST_STEPS = 2000
"""In a long run a failure need not fill a fifth of it to be reported."""
SHARE = 0.2
SMOOTHED_OVER = 5


@dataclass(frozen=True)
class Spell:
    """The last stretch of a curve, up to now, in which a condition held."""

    from_step: int
    to_step: int
    values: np.ndarray

    @property
    def steps(self) -> int:
        return self.to_step - self.from_step

    @property
    def median(self) -> float:
        return float(np.median(self.values))


def needed_steps(step: int) -> float:
    """How long a condition must have held at `step` before it is worth a word."""
    return min(MOST_STEPS, max(LEAST_STEPS, SHARE * step))


def lasting(curve: Curve, holds: Callable[[np.ndarray], np.ndarray], *, least_points: int = 8) -> Spell | None:
    """The spell of `curve` up to its end in which `holds`, of its running median, is true; None if it is too short.

    The median of five points forgives two outliers, so that a noisy curve goes by its level.
    """
    if len(curve) < least_points:
        return None
    true = np.asarray(holds(running_median(curve.values)), dtype=bool)
    broken = np.flatnonzero(~true)
    first = int(broken[-1]) + 1 if len(broken) else 0
    if len(curve) - first < least_points:
        return None
    spell = Spell(int(curve.steps[first]), int(curve.steps[-1]), curve.values[first:])
    return spell if spell.steps >= needed_steps(spell.to_step) else None


def running_median(values: np.ndarray, width: int = SMOOTHED_OVER) -> np.ndarray:
    """The median of each value and its neighbours, (N,); the ends repeat."""
    if len(values) < width:
        return np.full_like(values, np.median(values)) if len(values) else values
    padded = np.pad(values, width // 2, mode="edge")
    return np.median(np.lib.stride_tricks.sliding_window_view(padded, width), axis=1)
