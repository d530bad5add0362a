"""Int8 inside torch: torchao's quantiser for x86 and torch.compile's kernels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.generators.sampling import no_rounding
from gan_core.machine import NO_COMPILER, has_compiler, lacks
from gan_core.optimise.transformation import Stage, Transformation, numbers_before
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Int8Pt2e(Transformation):
    """The exported graph with int8 around its convolutions and linear layers, compiled."""

    title: ClassVar[str] = "Int8, compiled"
    about: ClassVar[str] = (
        "Exports the network, quantises convolutions and linear layers to 8 bits and compiles it for x86, with "
        "torchao's PT2E (docs.pytorch.org/ao/stable/pt2e_quantization/pt2e_quant_x86_inductor.html)."
    )
    stage: ClassVar[Stage] = "runtime"
    runtime: ClassVar[str] = "compile"

    name: Literal["int8_pt2e"] = "int8_pt2e"
    num_latents: int = Field(
        256, ge=16, le=4096, title="Latents to calibrate on", description="How many pictures determine the scales."
    )
    seed: int = Field(0, ge=0, lt=2**31, title="Seed", description="Determines the latents to calibrate on.")

    @property
    def words(self) -> str:
        return "int8 compiled"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """It starts from fp32 weights, and needs torchao and a compiler."""
        if why := numbers_before(before) or no_rounding(card.config.family):
            return why
        return lacks("torchao", "torchao") or ("" if has_compiler() else NO_COMPILER)

    def caution(self, card: ModelCard, before: tuple[Transformation, ...] = ()) -> str:
        """What it leaves alone."""
        if getattr(card.config.model, "upsample", "") == "transposed":
            return "Transposed convolutions stay in fp32: torchao's x86 quantiser has no kernel for them."
        return ""

    def apply(self, generator: Generator) -> Generator:
        """The model in int8, compiled and warmed up; `notes` say which operators are computed in what."""
        from gan_core.optimise.pt2e import quantised

        return quantised(generator, self.words, num_latents=self.num_latents, seed=self.seed)
