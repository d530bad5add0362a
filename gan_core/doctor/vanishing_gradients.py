"""The failure mode in which G's gradient is too small to learn from."""

import numpy as np

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.game import share_of_guessing
from gan_core.doctor.history import History
from gan_core.doctor.lasting import lasting, running_median
from gan_core.doctor.rates import change_rates
from gan_core.message import Message

LIMIT = 0.01
"""Of the longest gradient (running median) that G ever got: two orders of magnitude, as in the paper's figure 2."""
GUESSING = 0.5
"""D must be ahead: where it guesses, the game is nearly over, and a small gradient is no failure."""


def look(history: History) -> Finding | None:
    """G's gradient stays below a hundredth of its best while D is winning."""
    norms, share = history.curve("G/grad_norm"), share_of_guessing(history)
    if len(norms) < 8 or share is None:
        return None
    best = float(running_median(norms.values).max())
    spell = lasting(norms, lambda each: each < LIMIT * best)
    if not spell or float(np.median(share.after(spell.from_step - 1).values)) > GUESSING:
        return None
    remedies = [*change_rates(history, {"optimiser.d_lr": 0.2})]
    if history.config.objective.name == "saturating":
        remedies.insert(0, Remedy(Message("non_saturating"), {"objective.name": "non_saturating"}))
    return Finding(
        FAILURE_MODE.name,
        "serious",
        spell.from_step,
        Message("gradient_shrank", {"steps": spell.steps, "best": best, "value": spell.median}),
        (Evidence("G/grad_norm", spell.from_step, spell.to_step, spell.median, LIMIT * best),),
        tuple(remedies),
    )


FAILURE_MODE = FailureMode(
    name="vanishing_gradients",
    title="G's gradients vanish",
    about="The slope that the generator follows becomes flat. In the minimax game this happens when the "
    "discriminator is confident: log(1 − D(G(z))) hardly changes where D(G(z)) is near 0. A saturated tanh has the "
    "same effect.",
    shows="G's gradient norm falls by orders of magnitude while its loss stays constant and D's goes to zero.",
    helps=(
        "The non-saturating game, or least squares: their gradient persists when D wins.",
        "A lower learning rate for D.",
        "A Wasserstein critic with gradient penalty, whose slope does not depend on who wins.",
    ),
    paper="Arjovsky and Bottou 2017, Towards Principled Methods for Training Generative Adversarial Networks",
    link="https://arxiv.org/abs/1701.04862",
    curves=("G/grad_norm",),
    start=FailureStart(
        "first-gan", {"objective.name": "saturating", "optimiser.lr": 1e-4, "optimiser.d_lr": 2e-3}, 600
    ),
    look=look,
    icon="trending_flat",
)
