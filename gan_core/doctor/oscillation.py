"""The failure mode in which G and D chase each other in circles."""

import numpy as np

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.game import guessing_loss, logits
from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import needed_steps, running_median
from gan_core.doctor.rates import change_rates
from gan_core.message import Message

LEAST_POINTS = 40
SWING = 1.0
"""Twice the standard deviation of D(G(z)) in logits: from 50 % sure to 73 %, and back. A Wasserstein critic's scores
have no such scale, and only have to be wide beside what lies between real and generated ones."""
WIDE = 1.5
"""So many times the mean distance between D's scores of real and fake samples: it is not D's lead that changes, the
two change places."""
TURNS = 6
"""From high to low or back, so three whole swings: two may be chance."""


def look(history: History) -> Finding | None:
    """D(G(z)) swings to and fro, widely and again and again."""
    found = logits(history)
    if found is None:
        return None
    real, fake = found
    recent = Curve(real.steps, fake).after(history.step - max(needed_steps(history.step), history.step / 2))
    if len(recent) < LEAST_POINTS or recent.steps[-1] - recent.steps[0] < needed_steps(history.step):
        return None
    rest = detrended(recent.values)
    gap = float(np.abs(real.after(recent.steps[0] - 1).values - recent.values).mean())
    scale = SWING if guessing_loss(history) else 0.0
    swing, turned = 2 * float(np.std(rest)), turns(rest)
    if swing <= max(scale, WIDE * gap) or is_noise(rest) or len(turned) < TURNS:
        return None
    first, last = int(recent.steps[0]), int(recent.steps[-1])
    every = 2 * float(np.mean(np.diff(recent.steps[turned])))
    return Finding(
        FAILURE_MODE.name,
        "serious",
        first,
        Message("scores_swing", {"swing": swing, "every": every, "steps": last - first}),
        (Evidence("D/fake", first, last, swing),),
        (*change_rates(history, {"optimiser.lr": 0.2, "optimiser.d_lr": 0.2}), *_calmer(history)),
    )


def _calmer(history: History) -> tuple[Remedy, ...]:
    """What takes the swing out of a game, where it is not on already."""
    beta = history.config.optimiser.beta1
    return (Remedy(Message("beta1_zero"), {"optimiser.beta1": 0.0}),) if beta > 0.5 else ()


def detrended(values: np.ndarray) -> np.ndarray:
    """The values without their straight line, (N,)."""
    places = np.arange(len(values))
    return values - np.polyval(np.polyfit(places, values, 1), places)


def turns(rest: np.ndarray) -> np.ndarray:
    """Where a curve around zero has come from one side to the other by three quarters of its standard deviation."""
    smooth = running_median(rest, 3)
    line = 0.75 * float(np.std(smooth))
    side = np.where(smooth > line, 1, np.where(smooth < -line, -1, 0))
    places = np.flatnonzero(side)
    return places[1:][np.diff(side[places]) != 0]


def is_noise(rest: np.ndarray) -> bool:
    """Whether neighbours have no more to do with each other than chance allows: 2 / sqrt(n), Bartlett 1946."""
    power = float(rest @ rest)
    return power == 0 or float(rest[:-1] @ rest[1:]) / power < 2 / np.sqrt(len(rest))


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

FAILURE_MODE = FailureMode(
    name="oscillation",
    title="Oscillation",
    about="The two players circle around the equilibrium without coming closer: each responds to what the other "
    "was, not to what it is. Momentum and a high learning rate sustain it, like a pendulum.",
    shows="D(G(z)) and both losses go up and down in a steady rhythm; the samples change in style each time.",
    helps=(
        "R1 on D: it provably damps the circling.",
        "Adam's beta 1 at 0 to 0.5.",
        "A lower learning rate, and a longer EMA of the weights.",
    ),
    paper="Mescheder, Geiger and Nowozin 2018, Which Training Methods for GANs do actually Converge?",
    link="https://arxiv.org/abs/1801.04406",
    curves=("D/fake", "D/real"),
    start=FailureStart("first-gan", _CIRCLING, 2500),
    look=look,
    icon="sync",
)
