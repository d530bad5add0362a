"""The channels of a pixel side by side in memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.optimise.parity import EXACT, Bound
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class ChannelsLast(Transformation):
    """Another order in memory, the same numbers."""

    title: ClassVar[str] = "Channels last"
    about: ClassVar[str] = (
        "Stores the channels of each pixel side by side in memory: the same pictures at a different speed, because "
        "convolutions read whole pixels (docs.pytorch.org/tutorials/intermediate/memory_format_tutorial.html)."
    )
    stage: ClassVar[Stage] = "numbers"
    bound: ClassVar[Bound] = EXACT

    name: Literal["channels_last"] = "channels_last"

    @property
    def words(self) -> str:
        return "channels last"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """Only convolutions care."""
        return "This model has no convolutions." if card.config.model.name.startswith("mlp_") else ""

    def apply(self, generator: Generator) -> Generator:
        """The same network, its convolutions' weights laid out channels last; what flows through them follows."""
        import torch

        from gan_core.optimise.variant import changed, network

        return changed(generator, network(generator).to(memory_format=torch.channels_last), self.words)
