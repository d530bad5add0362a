"""Parameters, bytes and multiply-adds of an ONNX file, also of quantised ones."""

import math

import numpy as np
import onnx
import onnxruntime

ONLY_ERRORS = 3
WEIGHT_TYPES = {
    onnx.TensorProto.FLOAT,
    onnx.TensorProto.FLOAT16,
    onnx.TensorProto.BFLOAT16,
    onnx.TensorProto.DOUBLE,
    onnx.TensorProto.INT8,
    onnx.TensorProto.UINT8,
    onnx.TensorProto.INT4,
    onnx.TensorProto.UINT4,
    onnx.TensorProto.INT32,  # the biases of quantised layers
}
CONVOLUTIONS = {
    "Conv": 1,
    "FusedConv": 1,
    "ConvTranspose": 1,
    "ConvInteger": 1,
    "QLinearConv": 3,
}
"""Operators that slide a kernel, and the place of its weights among their inputs."""
PRODUCTS = {
    "Gemm": 1,
    "MatMul": 1,
    "FusedMatMul": 1,
    "FusedGemm": 1,
    "MatMulInteger": 1,
    "MatMulIntegerToFloat": 1,
    "DynamicQuantizeMatMul": 1,
    "QLinearMatMul": 3,
    "QGemm": 3,
}
"""Operators that multiply matrices, and the place of the second one."""
NOT_LEARNT = {
    "BatchNormalization": (3, 4),
    "QuantizeLinear": (1, 2),
    "DequantizeLinear": (1, 2),
    "QLinearConv": (1, 2, 4, 5, 6, 7),
    "QLinearMatMul": (1, 2, 4, 5, 6, 7),
    "ConvInteger": (2, 3),
    "MatMulInteger": (2, 3),
    "MatMulIntegerToFloat": (2, 3, 4, 5),
    "DynamicQuantizeMatMul": (2, 3),
    "QGemm": (1, 2, 4, 5, 7, 8),
    "QLinearAdd": (1, 2, 4, 5, 6, 7),
    "QLinearMul": (1, 2, 4, 5, 6, 7),
    "Resize": (1, 2, 3),
    "Clip": (1, 2),
    "Pad": (1, 2, 3),
}
"""Inputs that are no parameters: running statistics, scales and zero points of a quantisation, sizes."""


def count_onnx(content: bytes) -> tuple[int, int, int]:
    """Parameters, bytes, and multiply-adds per picture of the ONNX file `content`, which maps (N, ...) to (N, ...)."""
    model = onnx.load_from_string(content)
    return num_parameters(model), len(content), multiply_adds(model)


def num_parameters(model: onnx.ModelProto) -> int:
    """How many parameters lie in the file: vectors and matrices, each once, quantised or not."""
    sizes = {
        each.name: math.prod(each.dims) for each in _constants(model) if each.dims and each.data_type in WEIGHT_TYPES
    }
    other = {
        node.input[place]
        for node in model.graph.node
        for place in NOT_LEARNT.get(node.op_type, ())
        if place < len(node.input)
    }
    used = {name for node in model.graph.node for name in node.input}
    return sum(size for name, size in sizes.items() if name in used - other)


def multiply_adds(model: onnx.ModelProto) -> int:
    """Multiplications with their additions in matrix products and convolutions, for one picture.

    The border counts as any other place, as in torch's counter. The shapes are those of a real run with one picture:
    those that onnx.shape_inference finds end at the first Reshape by a computed shape.
    """
    counted = [node for node in model.graph.node if node.op_type in CONVOLUTIONS or node.op_type in PRODUCTS]
    shapes = _shapes(model, {name for node in counted for name in (node.input[0], _weights(node), node.output[0])})
    return sum(_node_multiply_adds(node, shapes) for node in counted)


def _weights(node: onnx.NodeProto) -> str:
    return node.input[{**CONVOLUTIONS, **PRODUCTS}[node.op_type]]


def _node_multiply_adds(node: onnx.NodeProto, shapes: dict[str, tuple[int, ...]]) -> int:
    x, w, y = (shapes[name] for name in (node.input[0], _weights(node), node.output[0]))
    if node.op_type == "ConvTranspose":  # each input value times (c_out / groups, kernel)
        return math.prod(x) * math.prod(w[1:])
    if node.op_type in CONVOLUTIONS:  # each output value from (c_in / groups, kernel)
        return math.prod(y) * math.prod(w[1:])
    attributes = {each.name: each.i for each in node.attribute}
    inner = x[-2] if attributes.get("transA") else x[-1]
    return math.prod(y) * inner


def _constants(model: onnx.ModelProto) -> list[onnx.TensorProto]:
    """All fixed tensors under the names that nodes know them by."""
    found = list(model.graph.initializer)
    for node in model.graph.node:
        for each in node.attribute if node.op_type == "Constant" else ():
            if each.name == "value":
                tensor = onnx.TensorProto()
                tensor.CopyFrom(each.t)
                tensor.name = node.output[0]
                found.append(tensor)
    return found


def _shapes(model: onnx.ModelProto, names: set[str]) -> dict[str, tuple[int, ...]]:
    """The shape of each of these tensors while one picture is made."""
    shapes = {each.name: tuple(each.dims) for each in _constants(model)}
    shown = onnx.ModelProto()
    shown.CopyFrom(model)
    inputs = {each.name: each for each in model.graph.input if each.name not in shapes}
    outputs = {each.name for each in model.graph.output}
    asked = sorted(names - set(shapes) - set(inputs))
    shown.graph.output.extend(onnx.ValueInfoProto(name=name) for name in asked if name not in outputs)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = ONLY_ERRORS
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(shown.SerializeToString(), options, providers=["CPUExecutionProvider"])
    given = {name: _zeros(each) for name, each in inputs.items()}
    shapes |= {name: value.shape for name, value in given.items()}
    return shapes | {name: value.shape for name, value in zip(asked, session.run(asked, given), strict=True)}


def _zeros(what: onnx.ValueInfoProto) -> np.ndarray:
    """An input for one picture."""
    tensor = what.type.tensor_type
    sizes = [each.dim_value or 1 for each in tensor.shape.dim]
    return np.zeros(sizes, dtype=onnx.helper.tensor_dtype_to_np_dtype(tensor.elem_type))
