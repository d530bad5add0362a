"""The failure mode in which G reproduces training pictures."""

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import History
from gan_core.doctor.lasting import lasting
from gan_core.message import Message

LIMIT = 0.5
"""A fresh real picture lies 1 away from its nearest training picture, by definition. Samples of a good generator do
too; smoother ones a little less. Half of it cannot be had without drawing near a particular picture."""


def look(history: History) -> Finding | None:
    """Samples lie much nearer to training pictures than other real pictures do."""
    nearest = history.curve("G/nearest")
    spell = lasting(nearest, lambda each: each < LIMIT, least_points=4)
    if not spell:
        return None
    more = {"data.fraction": 1.0}
    return Finding(
        FAILURE_MODE.name,
        "serious",
        spell.from_step,
        Message("samples_are_copies", {"steps": spell.steps, "share": spell.median}),
        (Evidence("G/nearest", spell.from_step, spell.to_step, spell.median, LIMIT),),
        (Remedy(Message("learn_from_all"), more),) if history.config.data.fraction < 1 else (),
    )


FAILURE_MODE = FailureMode(
    name="memorised",
    title="Memorised training pictures",
    about="The generator has learned the training pictures themselves. The samples look perfect, every score "
    "against the training set is perfect, and nothing new is ever drawn.",
    shows="Samples come closer to their nearest training picture than held-out real pictures are.",
    helps=(
        "More pictures, and augmentation.",
        "A smaller network, fewer latent dimensions, or stopping earlier.",
        "Always check the nearest training pictures before believing a score.",
    ),
    paper="Meehan, Chaudhuri and Dasgupta 2020, A Non-Parametric Test to Detect Data-Copying in Generative Models",
    link="https://arxiv.org/abs/2004.05675",
    curves=("G/nearest",),
    start=FailureStart("digits-unlabelled", {"data.fraction": 0.006}, 1500),
    look=look,
    icon="content_copy",
)
