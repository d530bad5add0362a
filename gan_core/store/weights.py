"""Weights from a safetensors file. Nothing is unpickled."""

from pathlib import Path
from typing import TypeVar

from safetensors import SafetensorError
from safetensors.torch import load
from torch import Tensor, nn

from gan_core.errors import CheckpointError

Net = TypeVar("Net", bound=nn.Module)


def load_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file. Raises CheckpointError when it is missing or damaged."""
    try:
        return load(path.read_bytes())  # by Python: a path need not be UTF-8
    except (OSError, SafetensorError) as error:
        raise CheckpointError(f"{path.parent.name}/{path.name} is missing or damaged: {error}") from error


def load_weights(module: Net, path: Path) -> Net:
    """Put the weights at `path` into `module`. Raises CheckpointError when they are of another network."""
    try:
        module.load_state_dict(load_tensors(path))
    except RuntimeError as error:
        raise CheckpointError(
            f"The weights in {path.parent.name} belong to a different network than its settings describe."
        ) from error
    return module
