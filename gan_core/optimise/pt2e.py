"""Int8 through torch.export, torchao's observers and torch.compile."""

from __future__ import annotations

import io
import warnings
from collections import Counter
from functools import cached_property
from typing import cast

import numpy as np
import torch
from torch import Tensor, fx
from torch._inductor import config as inductor
from torchao.quantization.pt2e.quantize_pt2e import convert_pt2e, prepare_pt2e
from torchao.quantization.pt2e.quantizer import x86_inductor_quantizer as x86

from gan_core.generators.generator import Generator, LoadedModel
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent_draws import draw_z
from gan_core.models.decode import Decode
from gan_core.optimise.compiled import first_pictures
from gan_core.optimise.variant import network
from gan_core.optimise.variant_card import card_of_variant

PORTION = 64
WITH_WEIGHTS = ("conv2d", "conv_transpose2d", "linear")


class Int8Compiled(LoadedModel):
    """A quantised graph behind torch.compile. A VAE's encoder stays as it was."""

    def __init__(self, generator: TorchGenerator, words: str, graph: fx.GraphModule) -> None:
        super().__init__(card_of_variant(generator.card, words))
        self._original, self._graph = generator, graph
        self._program = torch.compile(graph, dynamic=True)
        self.notes = (*generator.notes, *_notes(graph))
        self.warmup_seconds, self.warmup_helped = first_pictures(self)

    @torch.no_grad()
    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        arguments = [torch.from_numpy(each) for each in (z, y) if each is not None]
        with inductor.patch(freezing=True):  # weights become constants, laid out as the int8 kernels want them
            return self._program(*arguments).numpy()

    def _encode(self, x: np.ndarray, y: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        return self._original._encode(x, y)

    @cached_property
    def archive(self) -> bytes:  # type: ignore[override]  # LoadedModel's is the constant None of all others
        """The quantised graph as a torch.export archive (.pt2), which torch.export.load reads."""
        buffer = io.BytesIO()
        arguments = tuple(_latents(self, 0, 2))
        with _quiet():
            torch.export.save(torch.export.export(self._graph, arguments, dynamic_shapes=_any_batch(arguments)), buffer)
        return buffer.getvalue()


def quantised(generator: Generator, words: str, *, num_latents: int, seed: int) -> Int8Compiled:
    """`generator` in int8, calibrated on latents with labels in turn. Raises UserError outside torch."""
    decode = Decode(network(generator).cpu()).eval()
    arguments = tuple(_latents(generator, seed, num_latents))
    with torch.no_grad(), _quiet():
        graph = torch.export.export(decode, arguments, dynamic_shapes=_any_batch(arguments)).module()
        quantiser = x86.X86InductorQuantizer()
        quantiser.set_global(x86.get_default_x86_inductor_quantization_config())
        observed = prepare_pt2e(graph, quantiser)
        for first in range(0, num_latents, PORTION):
            observed(*(each[first : first + PORTION] for each in arguments))
        graph = convert_pt2e(observed)
        _forget_unused(graph)
        return Int8Compiled(cast(TorchGenerator, generator), words, graph)


def _latents(generator: Generator, seed: int, count: int) -> list[Tensor]:
    z = torch.from_numpy(draw_z(seed, count, generator.latent_dim))
    y = generator.conditions(generator.labels_for(count), count)
    return [z] if y is None else [z, torch.from_numpy(y)]


def _any_batch(arguments: tuple[Tensor, ...]) -> tuple[dict[int, torch.export.Dim], ...]:
    return ({0: torch.export.Dim("batch", min=1, max=4096)},) * len(arguments)


def _forget_unused(graph: fx.GraphModule) -> None:
    """The fp32 weights stay behind beside their int8 copies; nothing reads them any more."""
    used = {node.target for node in graph.graph.nodes if node.op == "get_attr"}
    for name in [name for name in graph.state_dict() if name not in used]:
        place, _, last = name.rpartition(".")
        delattr(graph.get_submodule(place), last)


def _notes(graph: fx.GraphModule) -> tuple[str, ...]:
    """Which operators with weights read int8 and which fp32."""
    whole: Counter[str] = Counter()
    real: Counter[str] = Counter()
    for node in graph.graph.nodes:
        name = str(node.target).removeprefix("aten.").split(".")[0]
        if node.op == "call_function" and name in WITH_WEIGHTS:
            (whole if "dequantize" in str(node.args[0].target) else real)[name] += 1
    notes = [f"In int8: {_listed(whole)}." if whole else "No operator is computed in int8."]
    return (*notes, f"In fp32: {_listed(real)}.") if real else tuple(notes)


def _listed(counts: Counter) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


class _quiet(warnings.catch_warnings):
    """torch.export and torchao warn of their own insides."""

    def __enter__(self) -> None:
        super().__enter__()
        warnings.simplefilter("ignore")
