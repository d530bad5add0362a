"""The variants on offer: the usual ones in groups, the widths and students of this model, and composed ones."""

from dataclasses import dataclass
from typing import Any

from gan_core.errors import UserError
from gan_core.job_types.registry import TRAIN
from gan_core.jobs.folder import ENDED
from gan_core.optimise.stored_widths import widths_of
from gan_core.optimise.transformation import Transformation
from gan_core.recovery.settings import RecoverConfig
from gan_core.store.model_card import ModelCard, read_card, shipped
from gan_core.store.model_ref import resolve
from gan_core.variants.recipe import Recipe, default_recipes, load_recipe, problems
from gan_core.variants.recipe_text import from_text, to_text
from gan_core.variants.student import Recovered, student_step, teachers_of
from ui import state
from ui.server import launcher

Steps = tuple[dict[str, Any], ...]
MOST_STUDENTS = 6
MOST, FEWER = 4, 3
"""Ticks in a row: long names, of steps one after the other, need more room."""


@dataclass(frozen=True)
class Group:
    """Variants that belong together, and one sentence of what they change."""

    title: str
    about: str
    recipes: tuple[Recipe, ...]
    columns: int = MOST


USUAL: dict[str, tuple[str, tuple[Steps, ...]]] = {
    "Precision": (
        "The same network with fewer bits per number, or a different order in memory.",
        (
            ({"name": "precision"},),
            ({"name": "precision", "weights": "fp16"},),
            ({"name": "channels_last"},),
            ({"name": "tf32"},),
        ),
    ),
    "Pruning": (
        "Fewer channels, or weights set to zero.",
        (({"name": "mask"},), ({"name": "prune", "ratio": 0.25},), ({"name": "prune"},)),
    ),
    "Quantisation (int8)": (
        "Integers of 8 bits, from -128 to 127, with a scale.",
        (({"name": "int8_static"},), ({"name": "int8_dynamic"},), ({"name": "int8_pt2e"},)),
    ),
    "Runtime and compiler": (
        "The same computation by another program.",
        (({"name": "onnx"},), ({"name": "openvino"},), ({"name": "compile"},), ({"name": "cuda_graphs"},)),
    ),
    "Combined": (
        "Several in sequence: each transformation is applied to the result of the one before.",
        (
            ({"name": "prune"}, {"name": "int8_static"}),
            ({"name": "prune"}, {"name": "onnx"}),
            ({"name": "int8_static"}, {"name": "openvino"}),
        ),
    ),
}


SOLVER_STEPS: tuple[Steps, ...] = (
    ({"name": "solver", "num_steps": 1},),
    ({"name": "solver", "num_steps": 3},),
    ({"name": "solver", "num_steps": 5},),
    ({"name": "solver", "num_steps": 5, "guidance": 1.0},),
    ({"name": "solver", "num_steps": 5, "solver": "heun"},),
    ({"name": "solver", "num_steps": 20},),
)


OTHER_STEPS: tuple[Steps, ...] = ((), ({"name": "solver", "num_steps": 1},), ({"name": "solver", "num_steps": 3},))
"""A flow in another model's place is measured as it is saved, and with fewer steps."""
MOST_OTHERS, MOST_RUNS_READ = 6, 12

AFTER = 2
"""Where this model's own stand: after the groups that change numbers and channels, before what builds on them."""


def groups(model: str, card: ModelCard, asked: list[str]) -> list[Group]:
    """Everything to tick for `model`; what only the address `asked` for is among one's own."""
    found = [
        Group(title, about, tuple(_recipe(model, *steps) for steps in each), FEWER if len(each[0]) > 1 else MOST)
        for title, (about, each) in USUAL.items()
    ]
    found[AFTER:AFTER] = [
        *_solver_steps(model, card),
        Group("Widths (Anycost)", "Draws with only the first channels, as it has learned to.", _widths(model, card)),
        Group("Students", "Smaller models, taught by this one.", _students(model), columns=2),
    ]
    found.append(
        Group(
            "Other models",
            "In this one's place, whatever their kind: what each costs, and how near to the data it draws.",
            _others(model, card),
            FEWER,
        )
    )
    known = {to_text(recipe) for group in found for recipe in group.recipes}
    own = tuple(recipe for text, recipe in _own(model, asked).items() if text not in known)
    return [group for group in [*found, Group("Your own", "Composed by hand.", own, columns=2)] if group.recipes]


def ticked_at_first(model: str, card: ModelCard) -> list[str]:
    """What a first visit shows ticked: six that every machine can build.

    Of an Anycost model its widths are among them, of a flow some numbers of steps.
    """
    steps = [recipe for group in _solver_steps(model, card) for recipe in group.recipes[:FEWER]]
    widths = (*_widths(model, card), *steps)
    usual = default_recipes(card, model)
    return [to_text(recipe) for recipe in (*widths, *usual[: len(usual) - len(widths)])]


def filled(recipe: Recipe) -> Recipe | None:
    """The recipe with the words that its student is called by; None where that one is gone."""
    steps: list[Transformation] = []
    for step in recipe.steps:
        found = student_step(step.run) if isinstance(step, Recovered) else step
        if found is None:
            return None
        steps.append(found)
    return recipe.model_copy(update={"steps": tuple(steps)})


def _recipe(model: str, *steps: dict[str, Any]) -> Recipe:
    return load_recipe({"model": model, "steps": steps})


def _solver_steps(model: str, card: ModelCard) -> tuple[Group, ...]:
    if card.config.family.one_pass:
        return ()
    about = "How often the network is asked for a sample, and how far it goes beyond what the label changes."
    return (Group("Solver steps", about, tuple(_recipe(model, *steps) for steps in SOLVER_STEPS), FEWER),)


def _widths(model: str, card: ModelCard) -> tuple[Recipe, ...]:
    try:
        return tuple(_recipe(model, {"name": "width", "ratio": each}) for each in widths_of(card) if each < 1)
    except UserError:
        return ()


def students(model: str) -> list[Recovered]:
    """The newest students that were taught by this model or by a student of it."""
    name = model.partition("@")[0]
    found: list[Recovered] = []
    for status in launcher().statuses():
        if status.job_type != RecoverConfig.job_type or status.state not in ENDED or len(found) >= MOST_STUDENTS:
            continue
        try:
            step = student_step(status.name) if name in teachers_of(status.name) else None
        except UserError:
            continue
        if step:
            found.append(step)
    return found


def _students(model: str) -> tuple[Recipe, ...]:
    """Each student as it is and in int8."""
    each = [step.model_dump(mode="json") for step in students(model)]
    return tuple(_recipe(model, values, *more) for values in each for more in ((), ({"name": "int8_static"},)))


def _others(model: str, card: ModelCard) -> tuple[Recipe, ...]:
    """The shipped models and newest runs that draw the same data; a flow also with fewer steps."""
    runs = [each.name for each in launcher().statuses() if each.job_type == TRAIN.name and each.state in ENDED]
    found: list[Recipe] = []
    for name in [*(path.name for path in shipped()), *runs[:MOST_RUNS_READ]]:
        step = {"name": "another", "model": name}
        recipe = _recipe(model, step)
        if len(found) >= MOST_OTHERS or any(problems(recipe, card)):
            continue
        one_pass = read_card(resolve(name)).config.family.one_pass
        found += [recipe] if one_pass else [_recipe(model, step, *steps) for steps in OTHER_STEPS]
    return tuple(found)


def _own(model: str, asked: list[str]) -> dict[str, Recipe]:
    """Put together by hand in this session, or brought by a link."""
    found = {to_text(recipe): recipe for recipe in map(load_recipe, state.own_recipes(model))}
    for text in asked:
        try:
            recipe = filled(from_text(model, text))
        except UserError:
            continue
        if recipe:
            found.setdefault(to_text(recipe), recipe)
    return found
