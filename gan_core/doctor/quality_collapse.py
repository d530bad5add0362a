"""The failure mode in which the quality of the samples is lost again."""

from __future__ import annotations

import numpy as np

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import lasting, running_median
from gan_core.doctor.rates import change_rates, own_rates
from gan_core.message import Message

LOST = 3.0
"""A distance three times its best, or a share a third of it: far beyond the ups and downs of a run that learns."""
LEAST_SHARE = 0.2
"""A share that never was above this was never good, and has nothing to lose."""
LESS_IS_BETTER = ("quality/frechet",)
MORE_IS_BETTER = ("modes/recognised", "quality/coverage")


def look(history: History) -> Finding | None:
    """A score of quality has stayed far below the best that this run had reached before."""
    for name in (*LESS_IS_BETTER, *MORE_IS_BETTER):
        score = history.curve(name)
        if not len(score):
            continue
        levels = running_median(score.values)
        best_at = int(np.argmin(levels) if name in LESS_IS_BETTER else np.argmax(levels))
        best = float(levels[best_at])
        limit = best * LOST if name in LESS_IS_BETTER else best / LOST
        if name in MORE_IS_BETTER and best < LEAST_SHARE:
            continue
        since = Curve(score.steps[best_at:], score.values[best_at:])
        worse = (lambda each: each > limit) if name in LESS_IS_BETTER else (lambda each: each < limit)  # noqa: B023
        if spell := lasting(since, worse, least_points=4):
            known = {"score": name, "best": best, "at": int(score.steps[best_at])}
            seen = Message("quality_lost", known | {"value": spell.median, "steps": spell.steps})
            evidence = Evidence(name, spell.from_step, spell.to_step, spell.median, limit)
            return Finding(FAILURE_MODE.name, "serious", spell.from_step, seen, (evidence,), _remedies(history))
    return None


def _remedies(history: History) -> tuple[Remedy, ...]:
    return change_rates(history, dict.fromkeys(own_rates(history), 0.1))


FAILURE_MODE = FailureMode(
    name="quality_collapse",
    title="Quality collapse",
    about="The generator drew well, and then lost it within a few hundred steps. A game has no minimum to settle "
    "in: when steps become too large, the networks push each other away from the solution they had found, and "
    "seldom return to it.",
    shows="Quality metrics were good and turn bad; D's loss jumps; samples turn into noise or blobs.",
    helps=(
        "Go back to an earlier checkpoint: the best generator is kept, and a fork can start from an earlier step.",
        "A lower learning rate, above all for D; an EMA of the generator smooths out small jumps, but not this.",
        "A schedule that lowers the learning rate, and R1 on D.",
    ),
    paper="Brock, Donahue and Simonyan 2019, Large Scale GAN Training for High Fidelity Natural Image Synthesis "
    "(section 4: training collapses, and stopping early)",
    link="https://arxiv.org/abs/1809.11096",
    curves=("modes/recognised", "quality/frechet"),
    start=FailureStart(
        "quick-digits", {"optimiser.warmup_steps": 900, "optimiser.lr": 0.01, "optimiser.d_lr": 0.06}, 1400
    ),
    look=look,
    icon="trending_down",
)
