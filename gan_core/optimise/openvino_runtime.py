"""The same network computed by OpenVINO."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.machine import lacks
from gan_core.optimise.parity import EXACT, Bound
from gan_core.optimise.transformation import Stage, Transformation, numbers_before
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


class OpenVino(Transformation):
    """Intel's runtime, for fp32 and for int8 that was made by the step before."""

    title: ClassVar[str] = "OpenVINO"
    about: ClassVar[str] = (
        "The ONNX graph, in fp32 or in int8, run by OpenVINO, whose kernels for Intel and AMD processors differ "
        "from those of ONNX Runtime (docs.openvino.ai)."
    )
    stage: ClassVar[Stage] = "runtime"
    runtime: ClassVar[str] = "openvino"
    bound: ClassVar[Bound] = EXACT
    follows: ClassVar[tuple[str, ...]] = ("onnx", "int8_static")

    name: Literal["openvino"] = "openvino"

    def unfit_here(self, card: ModelCard, before: tuple[Transformation, ...]) -> str:
        """It starts from fp32 weights or from an int8 graph, and has to be installed."""
        return numbers_before(before) or lacks("openvino", "openvino")

    def apply(self, generator: Generator) -> Generator:
        """The model in OpenVINO, on the CPU and one thread."""
        from gan_core.generators.openvino_generator import OpenVinoGenerator
        from gan_core.optimise.onnx_variant import OnnxVariant, decoder_file, encoder_of, folded
        from gan_core.optimise.quantise import runtime_messages
        from gan_core.optimise.variant_card import card_of_variant

        file, notes = decoder_file(generator), generator.notes
        if isinstance(generator, OnnxVariant):  # what ONNX Runtime said of its own kernels holds no longer
            notes = tuple(note for note in notes if note not in runtime_messages(file))
        else:
            file = folded(file).SerializeToString()
        found = OpenVinoGenerator(card_of_variant(generator.card, self.title), file, notes, encoder_of(generator))
        found.notes = (*notes, *found.kernels())
        return found
