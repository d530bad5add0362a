"""How confident D is, on one scale for all games: its loss divided by the loss of guessing."""

from __future__ import annotations

import numpy as np

from gan_core.doctor.history import Curve, History
from gan_core.objectives import Game


def logits(history: History) -> tuple[Curve, np.ndarray] | None:
    """D's mean logits: the curve of the real ones, and those of the fake ones at the same steps. None without them."""
    real, fake = history.curve("D/real"), history.curve("D/fake")
    return (real, fake.at(real.steps)) if len(real) and len(fake) else None


def share_of_guessing(history: History) -> Curve | None:
    """0: D is sure and right; 1: no better than a guess; above 1: worse. None for games where it means nothing.

    From D's loss as it was logged, without penalties. The loss at its mean logits would not do: it is a lower bound of
    the mean loss (Jensen), so that a D that is right of half and badly wrong of the rest would pass for a sure one. A
    Wasserstein critic has no such scale: it measures a distance and may be as sure as it likes.
    """
    loss, guess = history.curve("D/loss"), guessing_loss(history)
    return Curve(loss.steps, loss.values / guess) if len(loss) and guess else None


def guessing_loss(history: History) -> float | None:
    """The loss of a D that only guesses; None for games where it means nothing, and where there is no game."""
    objective = history.config.objective
    return objective.guessing_loss if isinstance(objective, Game) else None
