"""The same network computed by ONNX Runtime instead of torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.optimise.parity import EXACT, Bound
from gan_core.optimise.transformation import Stage, Transformation, numbers_before
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class OnnxRuntime(Transformation):
    """Another program for the same sums."""

    title: ClassVar[str] = "ONNX Runtime"
    about: ClassVar[str] = (
        "The network as an ONNX graph, with batch norms folded into the preceding weights, run by ONNX Runtime: "
        "the same pictures without torch (onnxruntime.ai; folding: Jacob et al. 2018, arxiv.org/abs/1712.05877)."
    )
    stage: ClassVar[Stage] = "runtime"
    runtime: ClassVar[str] = "onnx"
    bound: ClassVar[Bound] = EXACT

    name: Literal["onnx"] = "onnx"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """It starts from fp32 weights."""
        return numbers_before(before)

    def apply(self, generator: Generator) -> Generator:
        """The model in ONNX Runtime, on the CPU and one thread."""
        from gan_core.optimise.onnx_variant import OnnxVariant, decoder_file, encoder_of, folded
        from gan_core.optimise.variant_card import card_of_variant

        file = folded(decoder_file(generator)).SerializeToString()
        return OnnxVariant(card_of_variant(generator.card, self.title), file, generator.notes, encoder_of(generator))
