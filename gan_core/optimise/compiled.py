"""A network that torch.compile has compiled."""

from __future__ import annotations

import time
from contextlib import nullcontext

import numpy as np
import torch
from torch import nn
from torch._dynamo.utils import counters
from torch._inductor import config as inductor

from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.latent_draws import draw_z
from gan_core.models.decode import Decode
from gan_core.optimise.variant import TorchVariant, network, tf32_if
from gan_core.optimise.variant_card import card_of_variant
from gan_core.store.model_card import ModelCard

WARMED_FOR = (1, 64, 2)
"""Batches of the warm-up: one picture is a program of its own, another one serves all other numbers."""


class CompiledGenerator(TorchVariant):
    """A network behind torch.compile. `warmup_seconds` is what its first pictures took."""

    def __init__(
        self, card: ModelCard, module: nn.Module, device: str, notes: tuple[str, ...] = (), tf32: bool = False
    ) -> None:
        super().__init__(card, module, device, notes, tf32)
        self.warmup_seconds, self.warmup_helped = 0.0, False
        self._program = torch.compile(Decode(self.module), dynamic=True)

    @torch.no_grad()
    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        with tf32_if(self.tf32):
            x = self._program(self._tensor(z), None if y is None else self._tensor(y))
            return x.float().cpu().numpy()

    def warm_up(self) -> None:
        """Compile by drawing. Raises UserError with the compiler's own words where that fails."""
        try:
            self.warmup_seconds, self.warmup_helped = first_pictures(self)
        except torch._dynamo.exc.TorchDynamoException as error:
            raise UserError(f"torch.compile cannot compile this model here: {str(error).splitlines()[0]}") from error


def compiled(generator: Generator, words: str, *, fresh: bool) -> CompiledGenerator:
    """`generator` behind torch.compile, warmed up; its card says `words`. Raises UserError where that fails.

    `fresh` leaves out what earlier compilations left on the disk.
    """
    module = network(generator)
    found = CompiledGenerator(
        card_of_variant(generator.card, words),
        module,
        generator.device,
        generator.notes,
        generator.tf32,
    )
    with inductor.patch(force_disable_caches=True) if fresh else nullcontext():
        found.warm_up()
    helped = ", shortened by the disk cache of an earlier compilation" if found.warmup_helped else ""
    found.notes = (*found.notes, f"Warm-up {found.warmup_seconds:.1f} s{helped}.")
    return found


def first_pictures(generator: Generator) -> tuple[float, bool]:
    """Seconds of the first pictures of what compiles itself meanwhile, and whether an earlier compilation helped."""
    hits, started = _cache_hits(), time.perf_counter()
    for count in WARMED_FOR:
        generator.decode(draw_z(0, count, generator.latent_dim), generator.labels_for(count))
    return time.perf_counter() - started, _cache_hits() > hits


def _cache_hits() -> int:
    return sum(count for name, count in counters["inductor"].items() if name.endswith("cache_hit"))
