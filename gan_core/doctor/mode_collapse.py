"""The failure mode in which G draws the same few pictures, or leaves classes out."""

from typing import cast

import numpy as np

from gan_core.doctor.failure_mode import FailureMode, FailureStart
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import Spell, lasting
from gan_core.doctor.low_learning_rate import LIMIT as LEAST_WAY
from gan_core.doctor.rates import change_rates, sum_of_rates
from gan_core.message import Message
from gan_core.models import GanSettings

SPREAD = 0.25
"""Two samples differ by a quarter of what two real pictures differ by, on average. At full collapse it is 0; generators
that have not learned anything yet are at about a third."""
NUM_SAMPLES = {"image": 100, "points": 2500}
"""How many samples are inspected each time: the curves are shares of them (gan_core.monitors.modes, points)."""
BY_CHANCE = 0.01
"""A class counts as missing where an even generator would leave it out of so many readable samples once in a hundred
draws or less: 0.9^44 for ten classes. It must then be missing in draw after draw."""


def look(history: History) -> Finding | None:
    """All samples alike; or classes that no sample shows any more."""
    if not history.config.family.has_discriminator or sum_of_rates(history, "G") < LEAST_WAY:
        return None
    spell = lasting(history.curve("G/spread"), lambda each: each < SPREAD, least_points=4)
    return _full(history, spell) if spell else _partial(history)


def _full(history: History, spell: Spell) -> Finding:
    seen = Message("samples_alike", {"steps": spell.steps, "share": spell.median})
    evidence = Evidence("G/spread", spell.from_step, spell.to_step, spell.median, SPREAD)
    return Finding(FAILURE_MODE.name, "serious", spell.from_step, seen, (evidence,), _remedies(history))


def _partial(history: History) -> Finding | None:
    counts = kinds(history)
    if len(counts) < 2:
        return None
    looks = next(iter(counts.values())).steps
    readable = np.sum([each.at(looks) for each in counts.values()], axis=0)
    enough = float(np.log(BY_CHANCE) / np.log1p(-1 / len(counts)))
    missing = {}
    for name, curve in counts.items():
        # A look at which too little is readable says nothing of any class, and breaks the spell.
        readable_only = Curve(looks, np.where(readable >= enough, curve.at(looks), np.inf))
        spell = lasting(readable_only, lambda each: each == 0, least_points=4)
        if spell:
            missing[name] = spell
    if not missing:
        return None
    since = max(spell.from_step for spell in missing.values())
    seen = Message("kinds_missing", {"steps": history.step - since, "missing": list(missing), "num": len(counts)})
    evidence = tuple(
        Evidence(f"modes/{name}", spell.from_step, spell.to_step, 0.0, about=name) for name, spell in missing.items()
    )
    return Finding(FAILURE_MODE.name, "mild", since, seen, evidence, _remedies(history))


def kinds(history: History) -> dict[str, Curve]:
    """How many samples were read as each class, by its name; empty without labels or without a reader."""
    data = history.config.data
    curves = {name: history.curve(f"modes/{name}") for name in data.class_names}
    count = NUM_SAMPLES[data.kind]
    return {name: Curve(each.steps, np.round(count * each.values)) for name, each in curves.items() if len(each)}


def _remedies(history: History) -> tuple[Remedy, ...]:
    found = [*change_rates(history, {"optimiser.lr": 0.3})]
    if history.config.objective.name != "relativistic" and cast(GanSettings, history.config.model).d_norm != "batch":
        changes = {"objective.name": "relativistic"}
        found.append(Remedy(Message("relativistic"), changes))
    if history.config.training.batch_size < 64:
        found.append(Remedy(Message("batch_size"), {"training.batch_size": 64}))
    return tuple(found)


FAILURE_MODE = FailureMode(
    name="mode_collapse",
    title="Mode collapse",
    about="The generator has found a few pictures that fool the discriminator, and draws only those: a single one "
    "in the worst case, or all digits but two. D notices, G moves to the next favourite, and so on.",
    shows="Samples resemble each other; classes are missing from the histogram; the spread of samples falls.",
    helps=(
        "A lower learning rate for G, or a higher one for D, so that it notices.",
        "The relativistic game with R1 and R2, which was designed to prevent it.",
        "Larger batches; labels, where there are any.",
    ),
    paper="Metz, Poole, Pfau and Sohl-Dickstein 2017, Unrolled Generative Adversarial Networks",
    link="https://arxiv.org/abs/1611.02163",
    curves=("G/spread", "modes/kinds"),
    start=FailureStart("first-gan", {"model.g_norm": "none", "optimiser.lr": 5e-3, "optimiser.d_lr": 2e-4}, 900),
    look=look,
    icon="groups",
)
