"""The failure mode in which a conditional generator draws good pictures of the wrong class."""

from gan_core.doctor.failure_mode import FailureMode
from gan_core.doctor.finding import Evidence, Finding, Remedy
from gan_core.doctor.history import Curve, History
from gan_core.doctor.lasting import Spell, lasting
from gan_core.message import Message

READABLE = 0.6
"""Where fewer samples can be read as any class, they are no pictures yet, and nothing is said of their classes."""
LIMIT = 0.5
"""Of the way from chance to each readable picture being what was asked for. Real pictures go it nearly to the end."""
NEVER = 0.1
"""Of one class: a tenth of its readable pictures, at most, show it, and most of them another one."""
LEAST_POINTS = 4


def look(history: History) -> Finding | None:
    """Classes are ignored, or exchanged for others: all of them, or some."""
    accuracy, chance, readable = (history.curve(f"classes/{name}") for name in ("accuracy", "chance", "readable"))
    if not (len(accuracy) and len(chance) and len(readable)):
        return None
    there, guessed = readable.at(accuracy.steps), chance.at(accuracy.steps)
    way = (accuracy.values - guessed) / (there - guessed).clip(1e-3)
    way[there < READABLE] = 1.0  # too little can be read: that breaks the spell
    spell = lasting(Curve(accuracy.steps, way), lambda each: each < LIMIT, least_points=LEAST_POINTS)
    return _all(history, spell) if spell else _some(history)


def _all(history: History, spell: Spell) -> Finding:
    accuracy, chance = (_last(history, name, spell) for name in ("accuracy", "chance"))
    code = "classes_exchanged" if accuracy < 0.5 * chance else "classes_ignored"
    seen = Message(code, {"steps": spell.steps, "accuracy": accuracy, "chance": chance})
    evidence = Evidence("classes/accuracy", spell.from_step, spell.to_step, accuracy, chance, about="chance")
    return Finding(FAILURE_MODE.name, "serious", spell.from_step, seen, (evidence,), _remedies(history))


def _some(history: History) -> Finding | None:
    """Single classes that are hardly ever drawn when asked for, while the others are."""
    missing: dict[str, Spell] = {}
    enough = history.curve("classes/readable")
    for name in history.config.data.class_names:
        alone = history.curve(f"classes/of/{name}")
        if not len(alone):
            continue
        readable_only = Curve(alone.steps, alone.values.copy())
        readable_only.values[enough.at(alone.steps) < READABLE] = 1.0
        if spell := lasting(readable_only, lambda each: each < NEVER, least_points=LEAST_POINTS):
            missing[name] = spell
    if not missing:
        return None
    since = max(spell.from_step for spell in missing.values())
    seen = Message("classes_not_drawn", {"steps": history.step - since, "missing": list(missing)})
    evidence = tuple(
        Evidence(f"classes/of/{name}", spell.from_step, spell.to_step, spell.median, NEVER, about=name)
        for name, spell in missing.items()
    )
    return Finding(FAILURE_MODE.name, "mild", since, seen, evidence, _remedies(history))


def _last(history: History, name: str, spell: Spell) -> float:
    """The mean of a curve over the spell."""
    return float(history.curve(f"classes/{name}").after(spell.from_step - 1).values.mean())


def _remedies(history: History) -> tuple[Remedy, ...]:
    found = [Remedy(Message("check_labels"), {})]
    if history.config.family.has_discriminator and history.config.training.batch_size < 64:
        found.append(Remedy(Message("batch_size"), {"training.batch_size": 64}))
    return tuple(found)


FAILURE_MODE = FailureMode(
    name="wrong_classes",
    title="Classes not as asked",
    about="A conditional generator is told a class with each latent. It may learn good pictures and still ignore "
    "the class: then all classes look alike. Or the labels belong to the wrong pictures, and it learns exactly "
    "that. Distances to real pictures do not show it, because the pictures as a whole are right.",
    shows="Class accuracy stays near what guessing reaches, or below it, while samples can be read.",
    helps=(
        "Check the labels: a sorted list of labels with unsorted pictures is the usual cause.",
        "D must be told the class too, and be strong enough to use it.",
        "More pictures of each class, or fewer classes.",
    ),
    paper="Shmelkov, Schmid and Alahari 2018, How good is my GAN?",
    link="https://arxiv.org/abs/1807.09499",
    curves=("classes/accuracy", "classes/chance", "classes/readable"),
    start=None,
    look=look,
    icon="swap_horiz",
)
