"""Weights in half precision."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.generators.sampling import no_rounding
from gan_core.machine import has_gpu
from gan_core.optimise.parity import Bound
from gan_core.optimise.transformation import Stage, Transformation
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Precision(Transformation):
    """Half the bits for every weight and every number in between."""

    title: ClassVar[str] = "Half precision"
    about: ClassVar[str] = (
        "Weights and activations in 16 bits: half the file size, and faster on processors that compute in 16 bits "
        "(Kalamkar et al. 2019, arxiv.org/abs/1905.12322)."
    )
    stage: ClassVar[Stage] = "numbers"
    bound: ClassVar[Bound] = Bound(psnr_db=30.0)

    name: Literal["precision"] = "precision"
    weights: Literal["bf16", "fp16"] = Field(
        "bf16",
        title="Weights",
        description="bf16 keeps fp32's range and three digits; fp16 has four digits and a range up to 65,504 only.",
    )

    @property
    def words(self) -> str:
        return f"{self.weights} weights"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """Codes that are chosen need all digits."""
        return no_rounding(card.config.family)

    def caution(self, card: ModelCard, before: tuple[Transformation, ...] = ()) -> str:
        """fp16 on a CPU is allowed, so that it can be seen."""
        if self.weights == "fp16" and not has_gpu():
            return "Few CPUs compute in fp16: where this was measured, it was 12 to 25 times slower than fp32."
        return ""

    def apply(self, generator: Generator) -> Generator:
        """The same network with all its floating point numbers, norms' included, in 16 bits."""
        import torch

        from gan_core.optimise.variant import changed, network

        dtype = {"bf16": torch.bfloat16, "fp16": torch.float16}[self.weights]
        return changed(generator, network(generator).to(dtype), self.words)
