"""The graph of an architecture, filled with the weights of a model: milliseconds, and no torch."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from safetensors import SafetensorError
from safetensors.numpy import load, load_file

from gan_core.errors import CheckpointError

PREFIX = "net."
Part = Callable[[np.ndarray, tuple[int, ...]], np.ndarray | None]
"""What of a tensor goes into a slot of that shape; None where it does not fit."""


def fill(graph: Path, weights: Path) -> bytes:
    """The graph with these weights in it. Raises CheckpointError where they do not fit each other."""

    def whole(tensor: np.ndarray, dims: tuple[int, ...]) -> np.ndarray | None:
        return tensor if tensor.shape == dims else None

    return filled(graph, read_weights(weights), whole, weights.parent.name)


def read_weights(weights: Path) -> dict[str, np.ndarray]:
    """The numbers of a model by their names. Raises CheckpointError."""
    try:
        if _is_utf8(weights):
            return load_file(weights)
        return load(weights.read_bytes())  # by Python, which needs no UTF-8 and knows no bf16
    except (OSError, SafetensorError, ValueError, KeyError) as error:
        raise CheckpointError(f"{weights.parent.name}/{weights.name} is missing or damaged: {error}") from error


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def filled(graph: Path, tensors: Mapping[str, np.ndarray], part: Part, where: str) -> bytes:
    """The graph, each slot filled with its `part` of a tensor. Raises CheckpointError where there is none."""
    try:
        model = onnx.load(graph)
    except (OSError, ValueError, DecodeError) as error:
        raise CheckpointError(f"The graph {graph.name} is missing or damaged: {error}") from error
    for slot in model.graph.initializer:
        if not slot.name.startswith(PREFIX):
            continue
        tensor = tensors.get(slot.name.removeprefix(PREFIX))
        value = None if tensor is None else part(tensor, tuple(slot.dims))
        if value is None:
            raise CheckpointError(f"The weights in {where} belong to a different network than its settings describe.")
        slot.raw_data = value.astype("<f4").tobytes()
    return model.SerializeToString()
