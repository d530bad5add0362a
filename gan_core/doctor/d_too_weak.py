"""The failure mode in which D is worse than a coin toss, so that G learns nothing useful from it."""

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding
from gan_core.doctor.game import share_of_guessing
from gan_core.doctor.history import History
from gan_core.doctor.lasting import lasting
from gan_core.doctor.rates import change_rates
from gan_core.message import Message

LIMIT = 1.1
"""Of a guesser's loss. At the end of a good game D guesses, and is at 1; above it D takes fakes for real."""


def look(history: History) -> Finding | None:
    """D's loss stays above what guessing would cost it, and generated pictures score above real ones."""
    share = share_of_guessing(history)
    spell = lasting(share, lambda each: each > LIMIT) if share else None
    if not spell:
        return None
    real, fake = history.curve("D/real").after(spell.from_step - 1), history.curve("D/fake").after(spell.from_step - 1)
    if fake.values.mean() <= real.values.mean():
        return None
    return Finding(
        FAILURE_MODE.name,
        "serious",
        spell.from_step,
        Message(
            "d_worse_than_a_coin",
            {"steps": spell.steps, "real": float(real.values.mean()), "fake": float(fake.values.mean())},
        ),
        (
            Evidence("D/real", spell.from_step, spell.to_step, float(real.values.mean())),
            Evidence("D/fake", spell.from_step, spell.to_step, float(fake.values.mean())),
        ),
        change_rates(history, {"optimiser.d_lr": _to_half_of_g(history), "optimiser.lr": 0.2}),
    )


def _to_half_of_g(history: History) -> float:
    """The factor that brings D's rate to half of G's, where this app's presets have it; at least two."""
    return max(2.0, 0.5 * history.setting("optimiser.lr") / history.setting("optimiser.d_lr"))


FAILURE_MODE = FailureMode(
    name="d_too_weak",
    title="D is too weak",
    about="The discriminator cannot keep up: the generator has found something that fools it and has nothing to do "
    "with good pictures. A teacher that does worse than a coin toss teaches nothing.",
    shows="D(G(z)) lies above D(x); G's loss is near zero while its pictures are poor.",
    helps=(
        "A higher learning rate for D, or a lower one for G.",
        "More updates of D for each update of G.",
        "A wider D, or a weaker penalty on it.",
    ),
    paper="Goodfellow et al. 2014, Generative Adversarial Networks, section 4: D has to be kept near its optimum",
    link="https://arxiv.org/abs/1406.2661",
    curves=("D/real", "D/fake"),
    start=FailureStart("digits-unlabelled", {"optimiser.d_lr": 1e-6}, 400),
    look=look,
    icon="sentiment_dissatisfied",
)
