"""The ONNX graph with weights, and activations where there are kernels, in 8 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.export.formats import onnx_file
from gan_core.export.formats.format import Format, Reading
from gan_core.generators.sampling import no_rounding
from gan_core.optimise.parity import Bound
from gan_core.present import present
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

FILE = "generator-int8.onnx"
SOUND = Bound(psnr_db=35.0)
"""A root mean square error of 4.5 of 255 levels.

Sound int8 was 42 to 48 dB from fp32 on the shipped models, whole and pruned by half. Weights rounded to 5 bits reach
28 to 33 dB there, and to 4 bits 22 to 24: what is refused has lost three bits or more somewhere.
"""


def write(generator: Generator) -> bytes:
    """Calibrated on latents as the step "int8, static" does it by default; a variant in int8 as it is."""
    from gan_core.optimise.int8_static import Int8Static
    from gan_core.optimise.onnx_variant import OnnxVariant

    file = onnx_file.write(generator)
    if onnx_file.is_int8(generator):
        return file
    return present(Int8Static().apply(OnnxVariant(generator.card, file, ())).file)


def read(content: bytes, card: ModelCard) -> Generator:
    """The file in ONNX Runtime, on one thread; `notes` say which operators this machine computes in int8."""
    from gan_core.optimise.onnx_variant import OnnxVariant
    from gan_core.optimise.quantise import runtime_messages

    return OnnxVariant(card, content, runtime_messages(content))


def reading(generator: Generator) -> Reading:
    return onnx_file.runtime_lines(generator, FILE)


def unfit(generator: Generator) -> str:
    return onnx_file.cannot_be_onnx(generator) or no_rounding(generator.family)


def bound(generator: Generator) -> Bound:
    return SOUND


ONNX_INT8 = Format(
    title="ONNX int8",
    about="The ONNX file with weights in 8 bits and, where ONNX Runtime has kernels, activations too: about a "
    "quarter of the size, and slightly different pictures (Jacob et al. 2018, arxiv.org/abs/1712.05877).",
    file=FILE,
    write=write,
    read=read,
    reading=reading,
    unfit=unfit,
    bound=bound,
)
