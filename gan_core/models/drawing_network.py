"""The interface of every network that draws: one forward pass, one way to a sample."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor, nn

from gan_core.conditions import in_turn
from gan_core.shape import SampleShape


class DrawingNetwork(nn.Module):
    """Maps z (N, latent_dim), and y where conditional, to samples (N, *dims) by `draw`.

    z and y enter through the linear layer `project`, and `drawing_layers` make the sample of what comes out: methods
    that look at first weights or hidden layers rely on it.
    """

    draws_nothing: ClassVar[tuple[str, ...]] = ()
    """The parts by name that no sample needs: an encoder."""
    condition_width: int
    project: nn.Linear
    layers: nn.Sequential

    @property
    def drawing_layers(self) -> nn.Sequential:
        """The layers behind `project`, in the order they run."""
        return self.layers

    def example_conditions(self, shape: SampleShape, count: int) -> Tensor | None:
        """y float32 (count, condition_width) of what to ask for where nobody says what; None where nothing is told.

        Class after class; of a condition that is no class, numbers that never change.
        """
        told = in_turn(shape, count)
        return None if told is None else torch.from_numpy(told).to(self.project.weight.device)

    def draw(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Samples (N, *dims): pictures in [-1, 1], or points."""
        return self(z, y)
