"""Another model in the place of the one that is measured: GAN, VAE and flow of the same data side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.errors import UserError
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import reference_of, resolve

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


def unlike(other: ModelCard, card: ModelCard) -> str:
    """Why what `other` draws cannot be compared with what `card` draws, in a sentence; or ""."""
    if other.shape.dims != card.shape.dims or other.config.data.name != card.config.data.name:
        return "It draws other data: only models of the same pictures can be compared."
    if not other.config.family.has_prior:
        return "It has no prior to draw from: measure it by itself, with a sampler."
    for each in (other, card):
        if each.config.model.sentence_width:
            return "One of the two draws what a sentence says: compare such models on the Evaluate page."
    return ""


class Another(Transformation):
    """A different model of the same data. It draws from latents of its own, so only distributions are compared."""

    title: ClassVar[str] = "Another model"
    about: ClassVar[str] = (
        "A different model of the same data takes this one's place, of whatever kind: quality and cost of a GAN, a VAE "
        "and a flow on one clock."
    )
    stage: ClassVar[Stage] = "weights"
    same_latents: ClassVar[bool] = False

    name: Literal["another"] = "another"
    model: str = Field(
        "",
        max_length=120,
        title="Model",
        description="A shipped model or a run of the same data, optionally with @ and a step.",
    )

    @property
    def words(self) -> str:
        return self.model or "another model"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """It must be there, draw the same data, and be another one."""
        if not self.model:
            return "Name the model that is to take this one's place."
        if before:
            return "Another model takes this one's place: put it first."
        try:
            other = self.card_after(card)
        except UserError as error:
            return str(error)
        if reference_of(other.path) == reference_of(card.path):
            return "This is the model itself."
        return unlike(other, card)

    def card_after(self, card: ModelCard) -> ModelCard:
        """The other model's. Raises CheckpointError where it is gone."""
        return read_card(resolve(self.model))

    def apply(self, generator: Generator) -> Generator:
        """The other model, on the device of this one. Raises CheckpointError where it is gone."""
        from gan_core.generators.torch_generator import load
        from gan_core.optimise.variant import TorchVariant
        from gan_core.optimise.variant_card import card_of_variant

        found = load(resolve(self.model), device=generator.device)
        note = f"{found.card.title}: another model with latents of its own, not compared picture by picture."
        return TorchVariant(card_of_variant(found.card, "measured"), found.module, found.device, (note,))
