"""What can be counted without a clock: parameters, bytes of the saved form, multiply-adds per picture.

All three are of what draws a picture: a VAE's encoder is in none of them, so that a whole VAE in torch and the decoder
alone in an ONNX file are counted alike.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gan_core.cost.timing import decoding
from gan_core.generators.generator import Generator

if TYPE_CHECKING:
    from torch import Tensor, nn


@dataclass(frozen=True)
class Counts:
    """Parameters, bytes, multiply-adds per picture; None for what cannot be seen. `form` is the file's."""

    num_parameters: int | None = None
    file_bytes: int | None = None
    multiply_adds: int | None = None
    form: str = ""


def count(generator: Generator) -> Counts:
    """The counts of `generator`: of the ONNX file it draws with, or of its network in torch, watched while it draws."""
    if generator.file is not None:
        from gan_core.cost.onnx_counts import count_onnx

        return Counts(*count_onnx(generator.file), form="ONNX")
    return Counts() if generator.module is None else _count_torch(generator, generator.module)


def _count_torch(generator: Generator, module: nn.Module) -> Counts:
    """torch.compile steps aside meanwhile. What no counter sees, as in a replayed CUDA graph, is None, not 0."""
    import torch
    from torch._dynamo import OptimizedModule
    from torch.utils.flop_counter import FlopCounterMode

    module = module._orig_mod if isinstance(module, OptimizedModule) else module
    work, seen = decoding(generator, 1), _watch()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a compiled module warns of the counter's hooks
        with torch.compiler.set_stance("force_eager"), FlopCounterMode(display=False) as flops, seen:
            work()
    layers = {name: each for name, each in module.named_modules() if any(seen.saw(tensor) for tensor in _own(each))}
    parameters = {id(each): each.numel() for layer in layers.values() for each in layer.parameters(recurse=False)}
    return Counts(
        num_parameters=sum(parameters.values()) or None,
        file_bytes=_safetensors_bytes(module, layers) if layers else None,
        # Two floating-point operations are one multiplication with its addition.
        multiply_adds=flops.get_total_flops() // 2 or None,
        form="safetensors",
    )


def _own(module: nn.Module) -> list[Tensor]:
    return [*module.parameters(recurse=False), *module.buffers(recurse=False)]


def _safetensors_bytes(module: nn.Module, layers: dict[str, nn.Module]) -> int:
    """The size of the file with the tensors of these layers, each in its own precision."""
    from safetensors.torch import save

    saved = {
        name: value.detach().cpu().clone().contiguous()
        for name, value in module.state_dict().items()
        if name.rpartition(".")[0] in layers
    }
    return len(save(saved))


def _watch() -> Any:
    """A context that remembers where the tensors lie that are computed with."""
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves

    class Watch(TorchDispatchMode):
        def __init__(self) -> None:
            super().__init__()
            self.places: set[int] = set()

        def saw(self, tensor: Tensor) -> bool:
            return _place(tensor) in self.places

        def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
            self.places |= {_place(each) for each in tree_leaves((args, kwargs or {}))} - {0}
            return func(*args, **(kwargs or {}))

    return Watch()


def _place(value: Any) -> int:
    """Where a tensor's numbers lie; 0 for what is no tensor, or has no place of its own."""
    import torch

    if isinstance(value, torch.Tensor):
        with suppress(RuntimeError, NotImplementedError):
            return value.untyped_storage().data_ptr()
    return 0
