"""A network on a GPU whose kernels are recorded once for each batch size and replayed."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.models.decode import Decode
from gan_core.optimise.variant import TorchVariant, tf32_if
from gan_core.present import present
from gan_core.store.model_card import ModelCard

MOST_RECORDINGS = 8
"""Each holds memory on the GPU of its own; the one that was not used for longest goes."""
REHEARSALS = 3
"""Runs before recording: libraries choose their kernels and take their memory then."""


@dataclass(frozen=True)
class Recording:
    """A graph and the places in memory that it reads from and writes to."""

    graph: torch.cuda.CUDAGraph
    z: Tensor
    y: Tensor | None
    x: Tensor

    def play(self, z: Tensor, y: Tensor | None) -> Tensor:
        """The pictures, in memory that the next replay writes over."""
        self.z.copy_(z)
        if self.y is not None:
            self.y.copy_(present(y))
        self.graph.replay()
        return self.x


class RecordedGenerator(TorchVariant):
    """Replays a recording for each batch size; a new size is recorded when it first comes."""

    def __init__(
        self, card: ModelCard, module: nn.Module, device: str, notes: tuple[str, ...] = (), tf32: bool = False
    ) -> None:
        super().__init__(card, module, device, notes, tf32)
        self._draw = Decode(self.module)
        self._recordings: OrderedDict[int, Recording] = OrderedDict()

    @torch.no_grad()
    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        latent, label = self._tensor(z), None if y is None else self._tensor(y)
        recording = self._recordings.get(len(z))
        if recording is None:
            with tf32_if(self.tf32):
                recording = self._recordings[len(z)] = self._record(latent, label)
            if len(self._recordings) > MOST_RECORDINGS:
                self._recordings.popitem(last=False)
        self._recordings.move_to_end(len(z))
        return recording.play(latent, label).float().cpu().numpy()

    def _record(self, z: Tensor, y: Tensor | None) -> Recording:
        z, y = z.clone(), None if y is None else y.clone()
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(REHEARSALS):
                self._draw(z, y)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            x = self._draw(z, y)
        return Recording(graph, z, y, x)
