"""Structured pruning: whole channels are removed, which leaves a smaller network of the same architecture."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.generators.sampling import no_layers, not_narrowed
from gan_core.machine import lacks
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.optimise.widths import narrowed, width_field, widths
from gan_core.store.model_card import ModelCard
from gan_core.wording import percent

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Prune(Transformation):
    """Every hidden layer loses the same share of its channels; z, labels and the picture keep theirs.

    A VAE loses them on both sides, because its settings hold one list of widths for both: it stays a whole VAE.
    """

    title: ClassVar[str] = "Structured pruning"
    about: ClassVar[str] = (
        "Removes whole channels from every hidden layer, so that the network really becomes smaller and faster; "
        "its pictures suffer until it is fine-tuned (Fang et al. 2023, DepGraph, arxiv.org/abs/2301.12900)."
    )
    stage: ClassVar[Stage] = "weights"
    repeatable: ClassVar[bool] = True

    name: Literal["prune"] = "prune"
    ratio: float = Field(
        0.5,
        ge=0.1,
        le=0.9,
        title="Channels removed",
        description="The share of channels to remove from every hidden layer. Half the channels mean about a "
        "quarter of the multiplications.",
    )
    importance: Literal["magnitude", "taylor", "random"] = Field(
        "taylor",
        title="Which ones to remove",
        description="Taylor: those whose loss changes pictures least, estimated from gradients (Molchanov et al. "
        "2019); magnitude: those with the smallest weights; random: for comparison.",
    )
    seed: int = Field(
        0,
        ge=0,
        lt=2**31,
        title="Seed",
        description="Determines the latents for Taylor scores, and what random removes.",
    )

    @property
    def words(self) -> str:
        return f"pruned {percent(self.ratio)}" + ("" if self.importance == "taylor" else f" ({self.importance})")

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """There must be a channel to lose, and the library that knows which layers depend on each other."""
        model = card.config.model
        if what := model.modulated_by:
            return (
                f"{what.capitalize()} sets the scale of each channel of this model, so that none can go alone: distil "
                "or fine-tune a narrower student instead."
            )
        if why := not_narrowed(card.config.family):
            return why
        if not card.config.family.one_pass:
            return no_layers(card.config.family)
        if narrowed(model, self.ratio)[f"model.{width_field(model)}"] == list(widths(model)):
            return f"This model's layers are too narrow to lose {percent(self.ratio)} of their channels."
        return lacks("torch_pruning", "torch-pruning")

    def apply(self, generator: Generator) -> Generator:
        """A narrower network of the same kind, rebuilt from its settings, with the weights that stayed."""
        from gan_core.optimise.structured import without_channels

        return without_channels(generator, self.words, ratio=self.ratio, importance=self.importance, seed=self.seed)
