"""Network and weights as an ONNX graph: for ONNX Runtime, browsers, phones and other frameworks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.export.formats.format import NO_FILE, Format, Reading, half_precision, not_in_torch, same_numbers
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

FILE = "generator.onnx"
INT8_OPERATORS = {"DequantizeLinear", "DynamicQuantizeLinear", "QLinearConv", "QLinearMatMul", "MatMulInteger"}
QUIET = 'os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")  # else ONNX Runtime reports its use to its maker'
FP32_ONLY = "ONNX files here hold fp32 weights: leave out the half precision, or choose safetensors or torch.export."
IS_INT8 = "This variant is already in int8: export it as ONNX int8."


def write(generator: Generator) -> bytes:
    """The file of opset 18 that the variant draws with, or that its network in torch becomes."""
    from gan_core.optimise.onnx_variant import decoder_file

    return generator.file or decoder_file(generator)


def read(content: bytes, card: ModelCard) -> Generator:
    """The file in ONNX Runtime, on one thread."""
    from gan_core.optimise.onnx_variant import OnnxVariant

    return OnnxVariant(card, content, ())


def reading(generator: Generator) -> Reading:
    return runtime_lines(generator, FILE)


def runtime_lines(generator: Generator, file: str) -> Reading:
    """Lines that draw with the ONNX file named `file`."""
    feeds = '{"z": z, "y": y}' if generator.condition_width else '{"z": z}'
    return Reading(
        packages=("onnxruntime",),
        imports=("import onnxruntime",),
        before=QUIET,
        draw=f"""
network = onnxruntime.InferenceSession(here / "{file}", providers=["CPUExecutionProvider"])
x = network.run(None, {feeds})[0]
""".strip(),
    )


def is_int8(generator: Generator) -> bool:
    """Whether the ONNX file that it draws with holds numbers of 8 bits."""
    import onnx

    file = generator.file
    return file is not None and any(node.op_type in INT8_OPERATORS for node in onnx.load_from_string(file).graph.node)


def cannot_be_onnx(generator: Generator) -> str:
    """Why neither ONNX format fits; or ""."""
    if half_precision(generator):
        return FP32_ONLY
    return NO_FILE if not_in_torch(generator) == NO_FILE else ""


def unfit(generator: Generator) -> str:
    return cannot_be_onnx(generator) or (IS_INT8 if is_int8(generator) else "")


ONNX = Format(
    title="ONNX",
    about="Network and fp32 weights in one file (opset 18), which ONNX Runtime can run on any system, without "
    "torch, and in a browser (onnx.ai).",
    file=FILE,
    write=write,
    read=read,
    reading=reading,
    unfit=unfit,
    bound=same_numbers,
)
