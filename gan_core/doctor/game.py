"""How confident D is, on one scale for all games: its loss divided by the loss of guessing."""

from __future__ import annotations

import math

import numpy as np

from gan_core.doctor.history import Curve, History


def logits(history: History) -> tuple[Curve, np.ndarray] | None:
    """D's mean logits: the curve of the real ones, and those of the made ones at the same steps. None without them."""
    real, fake = history.curve("D/real"), history.curve("D/fake")
    return (real, fake.at(real.steps)) if len(real) and len(fake) else None


def share_of_guessing(history: History) -> Curve | None:
    """0: D is sure and right; 1: no better than a guess; above 1: worse. None for games where it means nothing.

    From D's loss as it was logged, without penalties. The loss at its mean logits would not do: it is a lower bound of
    the mean loss (Jensen), so that a D that is right of half and badly wrong of the rest would pass for a sure one. A
    Wasserstein critic has no such scale: it measures a distance and may be as sure as it likes.
    """
    loss, guess = history.curve("D/loss"), GUESS.get(history.config.objective.name)
    return Curve(loss.steps, loss.values / guess) if len(loss) and guess else None


GUESS = {
    "non_saturating": 2 * math.log(2),
    "saturating": 2 * math.log(2),
    "least_squares": 0.25,
    "hinge": 2.0,
    "relativistic": math.log(2),
}
"""The loss of a D that says 1/2 to both (least squares), or 0 (the others), whatever it is shown."""
