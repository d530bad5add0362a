"""The transformations of a recipe as short text for an address: "prune,ratio=0.3+int8_static"."""

from __future__ import annotations

from typing import Any

from gan_core.errors import SettingsError
from gan_core.variants.recipe import Recipe, load_recipe
from gan_core.variants.transformations import TRANSFORMATIONS

UNSAID = ("name", "made")
"""Told otherwise, or found anew from the rest."""


def to_text(recipe: Recipe) -> str:
    """The steps by name, each with the settings that are not its defaults."""
    return "+".join(",".join([step.name, *_settings(step)]) for step in recipe.steps)


def _settings(step: Any) -> list[str]:
    fields = type(step).model_fields
    values = {name: getattr(step, name) for name in fields if name not in UNSAID}
    return [f"{name}={value}" for name, value in values.items() if value != fields[name].default]


def from_text(model: str, text: str) -> Recipe:
    """The recipe that `to_text` wrote, for `model`. Raises SettingsError for anything else."""
    return load_recipe({"model": model, "steps": [_step(part) for part in text.split("+")]})


def _step(text: str) -> dict[str, Any]:
    name, *settings = text.split(",")
    if name not in TRANSFORMATIONS:
        raise SettingsError(f"There is no transformation called {name!r}: choose one of {', '.join(TRANSFORMATIONS)}.")
    values = dict(each.partition("=")[::2] for each in settings)
    return {"name": name, **values}
