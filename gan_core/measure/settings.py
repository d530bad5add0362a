"""What a measurement measures. Torch is not imported."""

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
    title: str = Field("Measurement", min_length=1, max_length=80, description="What it is called in lists.")
    model: str = Field(min_length=1, max_length=120, description="A shipped model or a run, perhaps with @ and a step.")
    recipes: tuple[Recipe, ...] = Field(max_length=MOST_VARIANTS, description="The variants, without the baseline.")
    batches: tuple[int, ...] = Field(
        (1, 64),
        title="Batch sizes",
        description="Images generated at once: 1 is a reply to one person, 64 is mass work.",
    )
    num_rounds: int = Field(
        20,
        ge=6,
        le=200,
        title="Rounds",
        description="In each round every variant has its turn, in an order drawn anew: a noisy machine hits all alike.",
    )
    seconds_a_batch: float = Field(
        12.0,
        ge=1,
        le=600,
        title="Seconds per batch size",
        description="No more rounds are begun after this long, the first six apart.",
    )
    num_quality: int = Field(
        2000,
        ge=0,
        le=20_000,
        title="Samples per score",
        description="Fréchet distance and KID want many samples: below some 1,000 they are mostly noise. 0 leaves "
        "them out.",
    )
    grid: str = Field("World", description="Whose electricity: grams of CO2 a kilowatt-hour.")
    seed: int = Field(0, ge=0, lt=2**31, description="Decides the latents and the order of the rounds.")

    @model_validator(mode="after")
    def _one_model(self) -> MeasureConfig:
        if any(recipe.model != self.model for recipe in self.recipes):
            raise ValueError(f"recipes must all be of the model {self.model!r}: unlike models cannot be compared")
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
    return "" if card.shape.kind == "image" else "This model draws points: only models that draw pictures are measured."


def load_measure_config(values: dict[str, Any]) -> MeasureConfig:
    """A measurement from its JSON. Raises SettingsError with a sentence."""
    return parse(MeasureConfig, values)
