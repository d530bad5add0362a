"""The failure mode in which values grow without bound and become infinite or NaN."""

from typing import cast

import numpy as np

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding
from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import lasting, running_median
from gan_core.doctor.rates import change_rates, own_rates
from gan_core.errors import Fault
from gan_core.message import Message
from gan_core.objectives import Elbo

LOGIT = 1000.0
"""No score needs to be that large: e^1000 has no place in any float, and a probability was 1 long before."""
RISE = 2.0
"""A VAE's loss is minimised, nothing else: if it stays at twice its best, it is climbing away."""


def look(history: History) -> Finding | None:
    """The run ended at a loss or a weight that is no number; or scores, or a VAE's loss, have run away."""
    if history.setting("runtime.precision") == "fp16":
        return None  # fp16 has a failure mode of its own for it
    if history.state == "failed" and history.fault == Fault.NOT_FINITE:
        return _finding(history, history.step, Message("ended_not_finite", {"reason": history.reason}), ())
    for name in ("D/real", "D/fake"):
        size = Curve(history.curve(name).steps, np.abs(history.curve(name).values))
        spell = lasting(size, lambda each: each > LOGIT)
        if spell:
            value = float(history.curve(name).values[-1])
            seen = Message("scores_ran_away", {"curve": name, "limit": LOGIT, "steps": spell.steps, "value": value})
            evidence = Evidence(name, spell.from_step, spell.to_step, value, LOGIT)
            return _finding(history, spell.from_step, seen, (evidence,))
    return _risen(history)


def _risen(history: History) -> Finding | None:
    family = history.config.family
    name = f"{family.drawing}/loss"
    if not family.encodes:  # the losses of a game need not fall
        return None
    loss = history.curve(name)
    best = float(running_median(loss.values).min()) if len(loss) else 0.0
    limit = best + (RISE - 1) * abs(best)
    spell = lasting(loss, lambda each: each > limit)
    if not spell or (
        family.has_bound and cast(Elbo, history.config.objective).kl_warmup_steps > spell.from_step
    ):  # while beta grows the loss must
        return None
    seen = Message("loss_rose", {"best": best, "steps": spell.steps, "value": spell.median})
    return _finding(
        history, spell.from_step, seen, (Evidence(name, spell.from_step, spell.to_step, spell.median, limit),)
    )


def _finding(history: History, since: int, seen: Message, evidence: tuple[Evidence, ...]) -> Finding:
    remedies = change_rates(history, dict.fromkeys(own_rates(history), 0.1))
    return Finding(FAILURE_MODE.name, "serious", since, seen, evidence, remedies)


FAILURE_MODE = FailureMode(
    name="divergence",
    title="Divergence and NaN",
    about="A step is too large and overshoots, and the next one is larger still. Soon a value no longer fits into a "
    'float and becomes infinite, then "not a number", and so does everything computed from it.',
    shows="Losses or D's scores grow exponentially, then the run ends; its message names the first layer at fault.",
    helps=(
        "A learning rate ten times lower.",
        "Clip the gradients at 1.",
        "Warm-up: the first steps are the riskiest.",
    ),
    paper="Pascanu, Mikolov and Bengio 2013, On the difficulty of training recurrent neural networks (exploding "
    "gradients, and clipping them)",
    link="https://arxiv.org/abs/1211.5063",
    curves=("G/loss", "D/loss", "VAE/loss", "AE/loss", "VQ/loss"),
    start=FailureStart("shapes-vae", {"optimiser.lr": 0.5}, 400),
    look=look,
    icon="bolt",
)
