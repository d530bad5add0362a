"""How sure D is, on one scale for all games: its loss at its mean logits, over the loss of one who only guesses."""

from __future__ import annotations

import numpy as np

from gan_core.doctor.history import Curve, History


def logits(history: History) -> tuple[Curve, np.ndarray] | None:
    """D's mean logits: the curve of the real ones, and those of the made ones at the same steps. None without them."""
    real, fake = history.curve("D/real"), history.curve("D/fake")
    return (real, fake.at(real.steps)) if len(real) and len(fake) else None


def share_of_guessing(history: History) -> Curve | None:
    """0: D is sure and right; 1: no better than a guess; above 1: worse. None for games where it means nothing.

    The losses are convex, so the loss at the mean logits is a lower bound of the mean loss (Jensen): what is called
    a guess here is one. A Wasserstein critic has no such scale: it measures a distance and may be as sure as it likes.
    """
    found = logits(history)
    loss = LOSSES.get(history.config.objective.name)
    if found is None or loss is None:
        return None
    real, fake = found
    return Curve(real.steps, loss(real.values, fake))


def softplus(x: np.ndarray) -> np.ndarray:
    """log(1 + e^x), without overflow."""
    return np.logaddexp(0.0, x)


def logistic(real: np.ndarray, fake: np.ndarray) -> np.ndarray:
    """A guesser says 1/2 to both and loses 2 log 2."""
    return (softplus(-real) + softplus(fake)) / (2 * np.log(2))


def least_squares(real: np.ndarray, fake: np.ndarray) -> np.ndarray:
    """A guesser says 1/2 to both and loses 1/4."""
    return (0.5 * (real - 1) ** 2 + 0.5 * fake**2) / 0.25


def hinge(real: np.ndarray, fake: np.ndarray) -> np.ndarray:
    """A guesser says 0 to both and loses 2."""
    return (np.maximum(0, 1 - real) + np.maximum(0, 1 + fake)) / 2


def relativistic(real: np.ndarray, fake: np.ndarray) -> np.ndarray:
    """Only the difference counts; a guesser loses log 2."""
    return softplus(fake - real) / np.log(2)


LOSSES = {
    "non_saturating": logistic,
    "saturating": logistic,
    "least_squares": least_squares,
    "hinge": hinge,
    "relativistic": relativistic,
}
