"""Int8 with scales found anew for every batch, in ONNX Runtime."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.generators.sampling import no_rounding
from gan_core.optimise.int8_static import no_kernel
from gan_core.optimise.transformation import Stage, Transformation, numbers_before
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class Int8Dynamic(Transformation):
    """Weights in int8; what flows is measured and rounded while it flows."""

    title: ClassVar[str] = "Int8, dynamic"
    about: ClassVar[str] = (
        "Weights in 8 bits; activations are measured and rounded anew for every batch. Needs no calibration; good "
        "for fully connected layers, usually slower for convolutions "
        "(onnxruntime.ai/docs/performance/model-optimizations/quantization.html)."
    )
    stage: ClassVar[Stage] = "runtime"
    runtime: ClassVar[str] = "onnx"
    follows: ClassVar[tuple[str, ...]] = ("onnx",)

    name: Literal["int8_dynamic"] = "int8_dynamic"
    per_channel: bool = Field(
        True,
        title="A scale per channel",
        description="One scale per output channel of a weight, or one for all.",
    )

    @property
    def words(self) -> str:
        return "int8 dynamic"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """It starts from fp32 weights."""
        return numbers_before(before) or no_rounding(card.config.family)

    def caution(self, card: ModelCard, before: tuple[Transformation, ...] = ()) -> str:
        """What convolutions make of it."""
        if card.config.model.name.startswith("mlp_"):
            return ""
        return no_kernel(card) or "Where this was measured, convolutions were four times slower this way."

    def apply(self, generator: Generator) -> Generator:
        """The model in int8 in ONNX Runtime; `notes` say which operators are computed in what."""
        from gan_core.optimise.onnx_variant import OnnxVariant, decoder_file, encoder_of, folded
        from gan_core.optimise.quantise import dynamic, runtime_messages
        from gan_core.optimise.variant_card import card_of_variant

        file = dynamic(folded(decoder_file(generator)), self.per_channel)
        notes = (*generator.notes, *runtime_messages(file))
        return OnnxVariant(card_of_variant(generator.card, self.words), file, notes, encoder_of(generator))
