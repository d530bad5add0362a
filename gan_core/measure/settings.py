"""Settings of a measurement. Torch is not imported."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from pydantic import Field, model_validator

from gan_core.energy.grids import GRIDS
from gan_core.settings import Settings, parse
from gan_core.store.model_card import ModelCard
from gan_core.variants.recipe import ORIGINAL, Recipe

MOST_VARIANTS = 16
MOST_BATCHES = 6


class MeasureConfig(Settings):
    """One measurement: a model, variants of it, and the benchmark settings."""

    job_type: ClassVar[str] = "measure"
    version: Literal[1] = 1
    title: str = Field("Measurement", min_length=1, max_length=80, description="Its name in lists.")
    model: str = Field(
        min_length=1, max_length=120, description="A shipped model or a run, optionally with @ and a step."
    )
    recipes: tuple[Recipe, ...] = Field(max_length=MOST_VARIANTS, description="The variants, without the baseline.")
    batches: tuple[int, ...] = Field(
        (1, 64),
        title="Batch sizes",
        description="Images generated at once: 1 is one answer on demand, 64 is bulk generation.",
    )
    num_rounds: int = Field(
        20,
        ge=6,
        le=200,
        title="Rounds",
        description="In each round every variant takes its turn, in a new random order, so that a noisy machine "
        "affects all alike.",
    )
    seconds_a_batch: float = Field(
        12.0,
        ge=1,
        le=600,
        title="Seconds per batch size",
        description="No more rounds start after this time, except for the first six.",
    )
    num_quality: int = Field(
        2000,
        ge=0,
        le=20_000,
        title="Samples per score",
        description="Fréchet distance and KID need many samples: below about 1,000 they are mostly noise. 0 skips "
        "them.",
    )
    sampler: Literal["prior", "mixture", "latent_flow"] = Field(
        "prior",
        title="Latents from",
        description="Where the latents of the scored samples come from, the same for all variants: N(0, I), or a "
        "mixture of Gaussians or a small flow that is fitted to the baseline's codes of its training samples. Only for "
        "models that encode; what drawing a latent costs is not in the measured times.",
    )
    grid: str = Field("World", description="The electricity grid, for grams of CO2 per kilowatt-hour.")
    seed: int = Field(0, ge=0, lt=2**31, description="Determines the latents and the order within the rounds.")

    @model_validator(mode="after")
    def _one_model(self) -> MeasureConfig:
        if any(recipe.model != self.model for recipe in self.recipes):
            raise ValueError(f"recipes must all be of the model {self.model!r}: different models cannot be compared")
        if not 1 <= len(self.batches) <= MOST_BATCHES or not all(1 <= batch <= 1024 for batch in self.batches):
            raise ValueError(f"batches must be 1 to {MOST_BATCHES} numbers from 1 to 1024, got {list(self.batches)}")
        if len(set(self.batches)) < len(self.batches):
            raise ValueError(f"batches must differ, got {list(self.batches)}")
        if self.grid not in GRIDS:
            raise ValueError(f"grid must be one of {', '.join(GRIDS)}, got {self.grid!r}")
        return self

    def variants(self) -> dict[str, Recipe]:
        """The baseline and every variant by its title, each once; of two with one title the second has a number."""
        found = {ORIGINAL: Recipe(model=self.model)}
        for recipe in self.recipes:
            if recipe in found.values():
                continue
            same = sum(other.title == recipe.title for other in found.values())
            found[f"{recipe.title} ({same + 1})" if same else recipe.title] = recipe
        return found


def pictures_only(card: ModelCard) -> str:
    """Why a model cannot be measured, in a sentence; or ""."""
    return (
        ""
        if card.shape.kind == "image"
        else ("This model draws points: only models that draw pictures can be measured.")
    )


def load_measure_config(values: dict[str, Any]) -> MeasureConfig:
    """A measurement from its JSON. Raises SettingsError with a sentence."""
    return parse(MeasureConfig, values)
