"""The failure mode in which D has memorised its few training pictures."""

from typing import cast

import numpy as np

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import lasting
from gan_core.doctor.rates import change_rates
from gan_core.message import Message
from gan_core.objectives import Game

LIMIT = 0.5
"""Of the way from seen to fake: D scores real pictures that it never saw nearer to fakes than to those it saw."""
LEAST_GAP = 0.1
"""Where D hardly tells seen from fake there is nothing to be overfitted, and a quotient of two noises."""


def overfitting(history: History) -> Curve | None:
    """r_v = (E[D(seen)] - E[D(held out)]) / (E[D(seen)] - E[D(G(z))]): 0 none, 1 complete.

    Karras et al. 2020, Training Generative Adversarial Networks with Limited Data, equation 1,
    arxiv.org/abs/2006.06676. None without held-out pictures.
    """
    seen, held_out, fake = (history.curve(name) for name in ("D/seen", "D/held_out", "D/fake"))
    if not (len(seen) and len(held_out) and len(fake)):
        return None
    gap = seen.values - fake.at(seen.steps)
    there = gap > LEAST_GAP
    ratio = np.zeros_like(gap)
    ratio[there] = (seen.values - held_out.at(seen.steps))[there] / gap[there]
    return Curve(seen.steps, ratio)


def look(history: History) -> Finding | None:
    """D scores held-out real pictures as if they were made."""
    ratio = overfitting(history)
    spell = lasting(ratio, lambda each: each > LIMIT, least_points=4) if ratio else None
    if not spell:
        return None
    seen, held_out = history.curve("D/seen").values[-1], history.curve("D/held_out").values[-1]
    return Finding(
        FAILURE_MODE.name,
        "serious",
        spell.from_step,
        Message("d_knows_its_pictures", {"steps": spell.steps, "held_out": float(held_out), "seen": float(seen)}),
        (
            Evidence("D/seen", spell.from_step, spell.to_step, float(seen)),
            Evidence("D/held_out", spell.from_step, spell.to_step, float(held_out)),
        ),
        _remedies(history),
    )


def _remedies(history: History) -> tuple[Remedy, ...]:
    found = []
    if cast(Game, history.config.objective).diffaugment == "none":
        colour = history.config.data.channels != 1
        policy = "colour,translation,cutout" if colour else "translation"
        found.append(Remedy(Message("diffaugment"), {"objective.diffaugment": policy}))
    if history.config.data.fraction < 1:
        found.append(Remedy(Message("learn_from_all"), {"data.fraction": 1.0}))
    return (*found, *change_rates(history, {"optimiser.d_lr": 0.2}))


FAILURE_MODE = FailureMode(
    name="overfitted_d",
    title="D has memorised its training pictures",
    about="If there are few pictures, the discriminator can simply memorise them. To it everything else is then "
    "fake, however good, and the generator learns to copy.",
    shows="D's score of its training pictures rises; its score of held-out real pictures falls to that of fakes.",
    helps=(
        "More pictures; otherwise DiffAugment, which makes a small set go further.",
        "A smaller D, R1, and stopping early.",
    ),
    paper="Karras et al. 2020, Training Generative Adversarial Networks with Limited Data",
    link="https://arxiv.org/abs/2006.06676",
    curves=("D/seen", "D/held_out", "D/fake"),
    start=FailureStart(
        "colour-shapes", {"data.fraction": 0.01, "objective.r1_gamma": 0.0, "objective.r2_gamma": 0.0}, 800
    ),
    look=look,
    icon="menu_book",
)
