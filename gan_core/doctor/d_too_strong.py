"""The failure mode in which D wins so clearly that G learns nothing from it."""

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding
from gan_core.doctor.game import share_of_guessing
from gan_core.doctor.history import History
from gan_core.doctor.lasting import lasting
from gan_core.doctor.rates import change_rates
from gan_core.message import Message

LIMIT = 0.05
"""Of a guesser's loss. In the logistic game: D is 97 % sure, and right, about real and generated pictures alike."""


def look(history: History) -> Finding | None:
    """D's loss stays below a twentieth of what guessing would cost it."""
    share = share_of_guessing(history)
    spell = lasting(share, lambda each: each < LIMIT) if share else None
    if not spell:
        return None
    real, fake = history.curve("D/real").values[-1], history.curve("D/fake").values[-1]
    return Finding(
        FAILURE_MODE.name,
        "serious",
        spell.from_step,
        Message(
            "d_hardly_errs", {"steps": spell.steps, "real": float(real), "fake": float(fake), "share": spell.median}
        ),
        (
            Evidence("D/real", spell.from_step, spell.to_step, float(real)),
            Evidence("D/fake", spell.from_step, spell.to_step, float(fake)),
        ),
        change_rates(history, {"optimiser.d_lr": 0.2, "optimiser.lr": 2.0}),
    )


FAILURE_MODE = FailureMode(
    name="d_too_strong",
    title="D is too strong",
    about="The discriminator tells real from fake without effort. A slightly better fake is still rejected, so the "
    "generator does not learn which way to improve.",
    shows="D(x) and D(G(z)) separate early and never meet again; D's loss goes to zero, and G's loss only rises.",
    helps=(
        "A lower learning rate for D, or a higher one for G.",
        "R1 on D, or spectral normalisation: both keep D from becoming overconfident.",
        "A smaller D, or DiffAugment for small data sets.",
    ),
    paper="Arjovsky and Bottou 2017, Towards Principled Methods for Training Generative Adversarial Networks",
    link="https://arxiv.org/abs/1701.04862",
    curves=("D/real", "D/fake"),
    start=FailureStart(
        "digits-unlabelled",
        {"objective.name": "non_saturating", "optimiser.lr": 1e-4, "optimiser.d_lr": 2e-3},
        400,
    ),
    look=look,
    icon="gavel",
)
