"""A transformed network in torch, and what the transformations that stay in torch share."""

from __future__ import annotations

import copy
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from gan_core.errors import UserError
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.optimise.variant_card import card_of_variant
from gan_core.store.model_card import ModelCard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gan_core.generators.generator import Generator


class TorchVariant(TorchGenerator):
    """A network that a transformation made: weights of any precision, still in torch. Pictures come out in float32."""

    def __init__(
        self, card: ModelCard, module: nn.Module, device: str, notes: tuple[str, ...] = (), tf32: bool = False
    ) -> None:
        super().__init__(card, module, device)
        self.notes, self.tf32 = notes, tf32
        self.dtype = next(self.module.parameters()).dtype

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        with tf32_if(self.tf32):
            return super()._decode(z, y)

    def _tensor(self, values: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(values).to(self.device, self.dtype)


def network(generator: Generator) -> DrawingNetwork:
    """A copy of the generator's network. Raises UserError where there is none in torch any more."""
    if not isinstance(generator, TorchGenerator):
        raise UserError("This step changes a torch network: put it before the step that leaves torch.")
    return copy.deepcopy(generator.module)


def on_gpu(generator: Generator) -> TorchVariant:
    """The same network on the GPU. Raises UserError where there is none."""
    if not torch.cuda.is_available():
        raise UserError("torch finds no GPU here: remove this step, or run it on a machine that has one.")
    module = network(generator)
    return TorchVariant(generator.card, module, "cuda", generator.notes, generator.tf32)


def changed(
    generator: Generator, module: nn.Module, words: str, *, notes: tuple[str, ...] = (), tf32: bool = False
) -> TorchVariant:
    """The variant that `module` is, on the device of `generator`, with its notes and these."""
    tf32 = tf32 or generator.tf32
    return TorchVariant(
        card_of_variant(generator.card, words), module, generator.device, (*generator.notes, *notes), tf32
    )


@contextmanager
def tf32_if(on: bool) -> Iterator[None]:
    """Matrix products and convolutions on a GPU in TF32, and what was set before again afterwards."""
    with ExitStack() as stack:
        switches: tuple[Any, ...] = (torch.backends.cuda.matmul, torch.backends.cudnn)
        for switch in switches if on else ():
            stack.callback(setattr, switch, "allow_tf32", switch.allow_tf32)
            switch.allow_tf32 = True
        yield
