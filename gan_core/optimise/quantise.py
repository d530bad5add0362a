"""Int8 with ONNX Runtime: weights and activations as 8-bit numbers with a scale.

x is about scale (q - zero_point) with q in [-128, 127]. Jacob et al. 2018, Quantization and Training of Neural Networks
for Efficient Integer-Arithmetic-Only Inference, arxiv.org/abs/1712.05877
"""

from __future__ import annotations

import contextlib
import io
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper
from onnxruntime import quantization as ort

LINEAR = ("Conv", "ConvTranspose", "Gemm", "MatMul")
"""The operators that hold weights."""
IN_BETWEEN = ("Relu", "LeakyRelu", "Resize", "Reshape", "Add")
"""What int8 flows through on its way from one of them to the next."""
NO_INT8_KERNEL = ("ConvTranspose",)
"""Of these ONNX Runtime has none on the CPU: it would turn int8 into fp32 and back around them."""
INT8_KERNELS = (
    "QLinearConv",
    "ConvInteger",
    "QGemm",
    "QLinearMatMul",
    "MatMulInteger",
    "MatMulIntegerToFloat",
    "DynamicQuantizeMatMul",
)
METHODS = {
    "minmax": ort.CalibrationMethod.MinMax,
    "percentile": ort.CalibrationMethod.Percentile,
    "entropy": ort.CalibrationMethod.Entropy,
}
PREPARED = ("onnx.quant.pre_process", "onnxruntime.quant")
"""Tells the quantiser that norms are folded already, so that it does not ask for it."""


class Feeds(ort.CalibrationDataReader):
    """Hands the calibrating latents over, one portion after the other."""

    def __init__(self, feeds: Iterable[dict[str, np.ndarray]]) -> None:
        self.rest = iter(feeds)

    def get_next(self) -> dict[str, np.ndarray] | None:
        return next(self.rest, None)


def static(
    model: onnx.ModelProto, feeds: list[dict[str, np.ndarray]], method: str, per_channel: bool, limit: float | None
) -> bytes:
    """The quantised file: scales of what flows are fixed beforehand, from `feeds`.

    `limit` is the size beyond which the last layer's output changes no pixel; a finer scale within it is what keeps a
    picture smooth. The first layer and operators without an int8 kernel compute in fp32 from int8 weights.
    """
    nodes = [node for node in model.graph.node if node.op_type in LINEAR]
    in_fp32 = [node for node in nodes if node.op_type in NO_INT8_KERNEL or node is nodes[0]]
    options = {}
    if limit is not None and nodes[-1] not in in_fp32:
        ends = {"rmin": np.float32(-limit), "rmax": np.float32(limit)}
        options["TensorQuantOverrides"] = {nodes[-1].output[0]: [ends]}
    with TemporaryDirectory() as beside, contextlib.redirect_stdout(io.StringIO()):
        path = Path(beside) / "int8.onnx"
        ort.quantize_static(
            _prepared(model),
            str(path),
            Feeds(feeds),
            quant_format=ort.QuantFormat.QDQ,
            op_types_to_quantize=[*LINEAR, *IN_BETWEEN],
            per_channel=per_channel,
            activation_type=ort.QuantType.QInt8,
            weight_type=ort.QuantType.QInt8,
            nodes_to_exclude=[node.name for node in in_fp32],
            calibrate_method=METHODS[method],
            extra_options=options,
        )
        return _weights_in_int8(onnx.load(path)).SerializeToString()


def dynamic(model: onnx.ModelProto, per_channel: bool) -> bytes:
    """The quantised file: weights in int8; scales of what flows are found anew for every batch."""
    with TemporaryDirectory() as beside, contextlib.redirect_stdout(io.StringIO()):
        path = Path(beside) / "int8.onnx"
        ort.quantize_dynamic(_prepared(model), str(path), per_channel=per_channel, weight_type=ort.QuantType.QInt8)
        return _weights_in_int8(onnx.load(path)).SerializeToString()


def _prepared(model: onnx.ModelProto) -> onnx.ModelProto:
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    onnx.helper.set_model_props(copy, dict([PREPARED]))
    return copy


def _weights_in_int8(model: onnx.ModelProto) -> onnx.ModelProto:
    """Weights that are still fp32 kept as int8 with a scale for each output channel, and made fp32 when computed."""
    graph = model.graph
    stored = {slot.name: slot for slot in graph.initializer}
    for node in [each for each in graph.node if each.op_type in LINEAR]:
        slot = stored.get(node.input[1])
        if slot is None or slot.data_type != onnx.TensorProto.FLOAT:
            continue
        axis = _output_axis(node)
        whole, scale = to_int8(numpy_helper.to_array(slot), axis)
        names = [f"{slot.name}_{end}" for end in ("int8", "scale", "zero", "fp32")]
        for name, values in zip(names, (whole, scale, np.zeros(len(scale), np.int8)), strict=False):
            graph.initializer.append(numpy_helper.from_array(values, name))
        graph.initializer.remove(slot)
        graph.node.insert(0, onnx.helper.make_node("DequantizeLinear", names[:3], names[3:], axis=axis))
        node.input[1] = names[3]
    return model


def to_int8(weight: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """int8 q of the weight's shape and float32 scale along `axis`: the weight is about q scale, off by half a scale."""
    others = tuple(each for each in range(weight.ndim) if each != axis)
    scale = np.maximum(np.abs(weight).max(axis=others, keepdims=True), 1e-12) / 127
    return np.rint(weight / scale).astype(np.int8), scale.reshape(-1).astype(np.float32)


def _output_axis(node: onnx.NodeProto) -> int:
    if node.op_type == "Gemm":
        return 0 if any(each.name == "transB" and each.i for each in node.attribute) else 1
    return 0 if node.op_type == "Conv" else 1


def runtime_messages(file: bytes) -> tuple[str, ...]:
    """Which operators with weights ONNX Runtime computes in int8 here and which in fp32, read off its own plan."""
    with TemporaryDirectory() as beside:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.optimized_model_filepath = str(Path(beside) / "plan.onnx")
        onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        plan = onnx.load(options.optimized_model_filepath)
    counts = Counter(node.op_type for node in plan.graph.node)
    whole = {name: count for name, count in counts.items() if name in INT8_KERNELS}
    real = {name: count for name, count in counts.items() if name.removeprefix("Fused") in LINEAR}
    notes = [f"In int8: {_listed(whole)}." if whole else "No operator is computed in int8: only the file is smaller."]
    if real:
        notes.append(f"In fp32 from int8 weights: {_listed(real)}.")
    if any(name in real for name in NO_INT8_KERNEL):
        notes.append("ONNX Runtime has no int8 kernel for transposed convolutions.")
    return tuple(notes)


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
