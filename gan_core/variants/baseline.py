"""The baseline that a variant is compared with for credit: the same model and runtime, without its transformations.

An int8 model in ONNX Runtime is quicker than the untransformed one in torch, and fp32 in ONNX Runtime may be quicker
still: then the runtime has won the time, and int8 has lost some of it.
"""

from __future__ import annotations

from collections.abc import Mapping

from gan_core.optimise.transformation import Transformation
from gan_core.variants.recipe import Recipe


def baseline_of(recipe: Recipe) -> Recipe:
    """The recipe with its runtime alone; the untransformed model where it has none or changes nothing else."""
    engine = next((step.runtime for step in reversed(recipe.steps) if step.runtime), "")
    if not engine or (len(recipe.steps) == 1 and recipe.steps[0].name == engine):
        return Recipe(model=recipe.model)
    alone: Transformation = next((step for step in recipe.steps if step.name == engine), None) or _made(engine)
    return Recipe(model=recipe.model, steps=(alone,))


def baselines(recipes: Mapping[str, Recipe]) -> dict[str, str]:
    """For each variant the name of its baseline: of the variant that it is, where that is among them, else its title.

    The first, the untransformed model, is its own.
    """
    named = {recipe: name for name, recipe in reversed(list(recipes.items()))}
    wanted = {name: baseline_of(recipe) for name, recipe in recipes.items()}
    return {name: named.get(recipe, recipe.title) for name, recipe in wanted.items()}


def _made(engine: str) -> Transformation:
    from gan_core.variants.transformations import TRANSFORMATIONS

    return TRANSFORMATIONS[engine](name=engine)
