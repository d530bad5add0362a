"""Loads a trained model for use, in any form: latents in, pictures out. Nothing here imports torch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal, overload

from gan_core.generators.generator import Generator
from gan_core.generators.sampling import Sampling
from gan_core.store.model_ref import find_model

if TYPE_CHECKING:
    from gan_core.generators.onnx_generator import OnnxGenerator
    from gan_core.generators.torch_generator import TorchGenerator


@overload
def load(
    where: str | Path,
    *,
    device: str = "cpu",
    backend: Literal["torch"] = "torch",
    sampling: Sampling | None = None,
) -> TorchGenerator: ...
@overload
def load(where: str | Path, *, backend: Literal["onnx"], sampling: Sampling | None = None) -> OnnxGenerator: ...
def load(
    where: str | Path, *, device: str = "cpu", backend: str = "torch", sampling: Sampling | None = None
) -> Generator:
    """The model of a run folder, a checkpoint folder or a shipped name. Raises CheckpointError with a sentence.

    `backend` "torch" gives gradients and features, "onnx" the quickest pictures on the CPU, without torch.
    `sampling` are other settings for a flow than those that it was saved with: {"num_steps": 20, "guidance": 1.5}.
    """
    folder = find_model(where)
    if backend == "onnx":
        from gan_core.generators import onnx_generator

        return onnx_generator.load(folder, sampling)
    from gan_core.generators import torch_generator

    return torch_generator.load(folder, device, sampling)
