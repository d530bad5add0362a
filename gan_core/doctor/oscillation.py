"""G and D chase each other in circles."""

import numpy as np

from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.game import LOSSES, logits
from gan_core.doctor.history import Curve, History
from gan_core.doctor.illness import Illness, Plant
from gan_core.doctor.lasting import needed_steps
from gan_core.doctor.rates import change_rates

LEAST_POINTS = 40
CORRELATED = 0.35
"""Of 40 points that are pure noise, an autocorrelation is beyond 2 / sqrt(40) = 0.32 once in twenty (Bartlett 1946).
Here it must be that far below zero at half a period and above at a whole one."""
SWING = 1.0
"""Twice the standard deviation of D(G(z)) in logits: from 50 % sure to 73 %, and back. A Wasserstein critic's scores
have no such scale: there it is measured in the distance between real and made ones."""


def look(history: History) -> Finding | None:
    """D(G(z)) swings widely, to and fro, with a period that comes at least three times."""
    found = logits(history)
    if found is None:
        return None
    real, fake = found
    recent = Curve(real.steps, fake).after(history.step - max(needed_steps(history.step), history.step / 2))
    if len(recent) < LEAST_POINTS or recent.steps[-1] - recent.steps[0] < needed_steps(history.step):
        return None
    wave = period(recent.values)
    swing = 2 * float(np.std(detrended(recent.values)))
    gap = float(np.abs(real.after(recent.steps[0] - 1).values - recent.values).mean())
    if wave is None or swing < (SWING if history.config.objective.name in LOSSES else SWING * gap):
        return None
    every = wave * (recent.steps[-1] - recent.steps[0]) / (len(recent) - 1)
    first, last = int(recent.steps[0]), int(recent.steps[-1])
    return Finding(
        ILLNESS.name,
        ILLNESS.title,
        "serious",
        first,
        f"D(G(z)) swings by {swing:.1f} to either side, about every {every:,.0f} steps, and has done so for "
        f"{last - first:,} steps: whatever G learns, D unlearns.",
        (Evidence("D/fake", first, last, swing),),
        (*change_rates(history, {"optimiser.lr": 0.2, "optimiser.d_lr": 0.2}), *_calmer(history)),
    )


def _calmer(history: History) -> tuple[Remedy, ...]:
    """What takes the swing out of a game, where it is not on already."""
    beta = history.config.optimiser.beta1
    return (Remedy("Set Adam's beta 1 to 0", {"optimiser.beta1": 0.0}),) if beta > 0.5 else ()


def detrended(values: np.ndarray) -> np.ndarray:
    """The values without their straight line, (N,)."""
    places = np.arange(len(values))
    return values - np.polyval(np.polyfit(places, values, 1), places)


def period(values: np.ndarray) -> float | None:
    """How many points one swing takes, from the autocorrelation; None where there is no rhythm.

    A third of the points at most, so that three swings are seen.
    """
    rest = detrended(values)
    power = float(rest @ rest)
    if power == 0:
        return None
    lags = np.arange(1, len(rest) // 3 + 1)
    correlation = np.array([rest[:-lag] @ rest[lag:] / power for lag in lags])
    low = int(np.argmin(correlation))
    if correlation[low] > -CORRELATED or low + 1 >= len(lags):
        return None
    high = low + 1 + int(np.argmax(correlation[low + 1 :]))
    return float(lags[high]) if correlation[high] > CORRELATED else None


_CIRCLING = {
    "objective.name": "wasserstein",
    "objective.gradient_penalty": 0.0,
    "objective.d_steps": 1,
    "model.d_norm": "spectral",
    "optimiser.beta1": 0.9,
    "optimiser.lr": 1e-3,
    "optimiser.d_lr": 1e-3,
}
"""A critic one step at a time, without anything that damps: near the balance it is the pendulum of the paper."""

ILLNESS = Illness(
    name="oscillation",
    title="Oscillation",
    about="The two players circle around the balance without coming closer: each answers what the other was, not "
    "what it is. Momentum and high rates drive it, as they drive a pendulum.",
    shows="D(G(z)) and both losses go up and down in a steady rhythm; the samples change their style each time.",
    helps=(
        "R1 on D: it damps the circling, with proof.",
        "Adam's beta 1 at 0 to 0.5.",
        "Lower learning rates, and a longer average of the weights.",
    ),
    paper="Mescheder, Geiger and Nowozin 2018, Which Training Methods for GANs do actually Converge?",
    link="https://arxiv.org/abs/1801.04406",
    curves=("D/fake", "D/real"),
    plant=Plant("first-gan", _CIRCLING, 2500),
    look=look,
    icon="sync",
)
