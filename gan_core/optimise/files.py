"""A variant as files: saved as a model like any other, or as the single file that it needs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import save
from torch import Tensor

from gan_core.errors import CheckpointError
from gan_core.generators.onnx_graph.graphs import onnx_bytes
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.store import atomic
from gan_core.store.model_card import META, WEIGHTS, ModelCard, to_meta

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator


def save_variant(generator: Generator, folder: Path, recipe: dict[str, Any] | None = None) -> Path:
    """Save a variant that is still in torch as a model: meta.json and generator.safetensors; returns `folder`.

    It is rebuilt from its settings alone, by `generators.load`. Weights are stored as they are, 16 bits in half
    the room; loaded again they are fp32 numbers with the same values. `recipe`, as JSON, is written beside the
    settings.
    Raises CheckpointError for a variant that left torch, and for a folder that holds something else.
    """
    if not isinstance(generator, TorchGenerator):
        raise CheckpointError("Only torch networks are saved this way: save this one as its ONNX file.")
    if folder.exists() and any(folder.iterdir()) and not (folder / META).exists():
        raise CheckpointError(f"{folder.name} holds other files: choose a new folder.")
    with atomic.new_folder(folder) as new:
        (new / WEIGHTS).write_bytes(save(_tensors(generator)))
        atomic.write_json(new / META, _meta(generator.card, generator.notes, recipe))
    return folder


def _meta(card: ModelCard, notes: tuple[str, ...], recipe: dict[str, Any] | None) -> dict[str, Any]:
    return {
        **to_meta(card),
        "torch": torch.__version__,
        "recipe": recipe,
        "notes": list(notes),
    }


def file_bytes(generator: Generator) -> bytes:
    """The one file that drawing with this variant needs, in its natural form.

    ONNX for what runs in ONNX Runtime or OpenVINO (their `file`), a torch.export archive for int8 inside torch (its
    `archive`), else safetensors with the weights in their own precision. Of a VAE it holds the decoder only, in every
    form: the encoder draws nothing, and so sizes can be compared.
    Raises CheckpointError for a generator that has no such form.
    """
    if (content := generator.file or generator.archive) is not None:
        return content
    if not isinstance(generator, TorchGenerator):
        raise CheckpointError("This variant cannot be saved as a file.")
    needless = generator.module.draws_nothing
    return save({name: each for name, each in _tensors(generator).items() if name.split(".")[0] not in needless})


def onnx_file(generator: Generator, part: str = "decode") -> bytes:
    """A network in torch as an ONNX file in fp32: "decode", or a VAE's "encode". Raises CheckpointError.

    The first export of an architecture with these widths traces it, which takes some seconds.
    """
    with TemporaryDirectory() as beside:
        return onnx_bytes(save_variant(generator, Path(beside) / "model"), part)


def _tensors(generator: TorchGenerator) -> dict[str, Tensor]:
    """Contiguous copies in the computer's memory: safetensors refuses views and other layouts."""
    found = generator.module.state_dict()
    return {name: each.detach().cpu().clone(memory_format=torch.contiguous_format) for name, each in found.items()}
