"""When to stop: once no metric has improved beyond its noise for a long while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import LEAST_STEPS, SMOOTHED_OVER, running_median

MEASURES: dict[str, Literal["less", "more"]] = {
    "quality/frechet": "less",
    "quality/kid": "less",
    "quality/precision": "more",
    "quality/recall": "more",
    "quality/coverage": "more",
    "modes/kinds": "more",
    "modes/recognised": "more",
    "classes/accuracy": "more",
    "text/all": "more",
    "VAE/elbo": "more",
    "VAE/psnr": "more",
    "VAE/ssim": "more",
    "VAE/loss": "less",
    "AE/loss": "less",
    "VQ/loss": "less",
}
"""What says how good a run is, and which way is better. A GAN's losses do not."""
LEAST_POINTS = 8
SHARE = 1 / 3
"""Of the run: so long must nothing have improved."""
NOISES = 3.0
"""An improvement counts if it is beyond three standard deviations of a single point: the best of many running medians
of pure noise lies well out by itself, and is not yet an improvement."""


@dataclass(frozen=True)
class Advice:
    """Whether to stop, since when nothing improves, and what was inspected: the last improvement of each metric."""

    stop: bool
    steps_without: int
    improved: dict[str, int]


def when_to_stop(history: History) -> Advice:
    """Advice from all measures that the run has."""
    known = {name: history.curve(name) for name in MEASURES if len(history.curve(name)) >= LEAST_POINTS}
    improved = {name: last_improvement(curve, MEASURES[name]) for name, curve in known.items()}
    without = history.step - max(improved.values(), default=history.step)
    long_enough = max(2 * LEAST_STEPS, SHARE * history.step)
    return Advice(bool(improved) and without >= long_enough, int(without), improved)


def last_improvement(curve: Curve, better: str) -> int:
    """The last step at which the running median beat its best so far by more than the noise; 0 if never.

    The noise is that of the second half, where the level changes least, from the differences of neighbours: 1.48 times
    their median size is their standard deviation where they are normal, and that is the root of 2 times the noise.
    """
    values = curve.values if better == "more" else -curve.values
    smooth = running_median(values)
    half = len(values) // 2
    noise = NOISES * 1.4826 / np.sqrt(2) * float(np.median(np.abs(np.diff(values[half:]))))
    best, step = smooth[0], 0
    edge = SMOOTHED_OVER // 2  # the last medians do not know their neighbours yet
    for value, at in zip(smooth[:-edge], curve.steps[:-edge], strict=True):
        if value > best + noise:
            best, step = value, int(at)
    return step
