"""A recipe: a model and the transformations that make a variant of it, in order; and its building."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Field

from gan_core.errors import SettingsError
from gan_core.optimise.parity import EXACT, Bound
from gan_core.optimise.transformation import MAX_STEPS, Transformation
from gan_core.settings import Settings, parse
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import resolve
from gan_core.variants.transformations import TRANSFORMATIONS

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

ORIGINAL = "original"
if TYPE_CHECKING:
    AnyStep = Transformation
else:
    AnyStep = Annotated[Union[tuple(TRANSFORMATIONS.values())], Field(discriminator="name")]


class Recipe(Settings):
    """What to start from, and what to do with it in which order. No steps: the baseline itself."""

    model: str = Field(
        min_length=1, max_length=120, description="A shipped model or a run, optionally with @ and a step."
    )
    steps: tuple[AnyStep, ...] = Field((), max_length=MAX_STEPS, description="Transformations, in order.")

    @property
    def title(self) -> str:
        """What was done: "pruned 50 % → int8 static"; "original" where there are no steps."""
        return " → ".join(step.words for step in self.steps) or ORIGINAL

    @property
    def needs_gpu(self) -> bool:
        return any(step.needs_gpu for step in self.steps)

    @property
    def same_latents(self) -> bool:
        """Whether it can be compared with the baseline picture by picture."""
        return all(step.same_latents for step in self.steps)

    @property
    def bound(self) -> Bound | None:
        """How far pictures may be from the baseline's if nothing is wrong; None where a step means to change them."""
        bounds = [step.bound for step in self.steps if step.bound is not None]
        if len(bounds) < len(self.steps):
            return None
        decibels = [bound.psnr_db for bound in bounds if bound.psnr_db is not None]
        return Bound(psnr_db=min(decibels)) if decibels else EXACT


def load_recipe(values: dict[str, Any]) -> Recipe:
    """A recipe from its JSON (`Recipe.model_dump(mode="json")`). Raises SettingsError with a sentence."""
    return parse(Recipe, values)


def problems(recipe: Recipe, card: ModelCard) -> tuple[str, ...]:
    """For each step a sentence why it makes no sense where it stands, or ""."""
    found: list[str] = []
    for index, step in enumerate(recipe.steps):
        found.append(step.unfit(card, recipe.steps[:index]))
        if not found[-1]:
            card = step.card_after(card)
    return tuple(found)


def cautions(recipe: Recipe, card: ModelCard) -> tuple[str, ...]:
    """For each step a sentence worth saying before it is tried, or ""."""
    return tuple(step.caution(card, recipe.steps[:index]) for index, step in enumerate(recipe.steps))


def build(
    recipe: Recipe,
    report: Callable[[str, float | None], None] = lambda text, share: None,
    base: Generator | None = None,
) -> Generator:
    """The variant that `recipe` describes, made from `base` or from the saved model it names; neither is changed.

    `report(text, share)` hears before each step what comes, and the share 0 to 1 that is done. Raises SettingsError
    for a step that makes no sense where it stands, CheckpointError for a model that is not there, and what steps raise.
    """
    card = base.card if base else read_card(resolve(recipe.model))
    for step, problem in zip(recipe.steps, problems(recipe, card), strict=True):
        if problem:
            raise SettingsError(f"{step.title}: {problem}")
    generator = base or _load(recipe)
    for index, step in enumerate(recipe.steps):
        report(f"{step.title} …", index / len(recipe.steps))
        generator = step.apply(generator)
    report(recipe.title, 1.0)
    return generator


def _load(recipe: Recipe) -> Generator:
    from gan_core.generators.load import load

    return load(resolve(recipe.model), device="cuda" if recipe.needs_gpu else "cpu")


SHOWN_FIRST: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"name": "onnx"},),
    ({"name": "int8_static"},),
    ({"name": "precision"},),
    ({"name": "mask"},),
    ({"name": "prune"},),
    ({"name": "prune"}, {"name": "int8_static"}),
)


def default_recipes(card: ModelCard, model: str | None = None) -> tuple[Recipe, ...]:
    """What a page shows ticked at first: six variants that every machine can build, without those unfit for this model.

    `model` is the reference that the recipes name, the card's own name unless given.
    """
    recipes = (load_recipe({"model": model or card.name, "steps": steps}) for steps in SHOWN_FIRST)
    return tuple(recipe for recipe in recipes if not any(problems(recipe, card)))
