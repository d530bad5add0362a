"""Flow matching: a velocity that carries noise to samples, and the ODE that draws with it.

Lipman, Chen, Ben-Hamu, Nickel and Le 2023, Flow Matching for Generative Modeling, https://arxiv.org/abs/2210.02747.
Liu, Gong and Liu 2023, Flow Straight and Fast (rectified flow), https://arxiv.org/abs/2209.03003
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from gan_core.conditions import in_turn
from gan_core.models import ode
from gan_core.models.conditioning import require_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.flow_settings import FlowSettings

NUM_FREQUENCIES = 16
HIGHEST_FREQUENCY = 100.0


class FlowNetwork(DrawingNetwork):
    """The velocity dx/dt (N, *dims) at x (N, *dims) or flat (N, values), time t (N,) in [0, 1], and y.

    A sample is the solution at t = 1 from z at t = 0. y of all zeros is "no label": what guidance starts from.
    """

    def __init__(self, settings: FlowSettings, shape: SampleShape) -> None:
        super().__init__()
        self.kind, self.dims = shape.kind, shape.dims
        self.condition_width = settings.condition_width(shape)
        self.num_steps, self.guidance, self.solver = settings.num_steps, settings.guidance, settings.solver
        self.time = TimeFeatures()

    def example_conditions(self, shape: SampleShape, count: int) -> Tensor | None:
        told = in_turn(shape, count)
        return None if told is None else torch.from_numpy(told).to(next(self.parameters()).device)

    def velocity(self, x: Tensor, y: Tensor | None, t: Tensor) -> Tensor:
        """v (N, *dims) at x (N, *dims), y (N, condition_width) and t (N,)."""
        raise NotImplementedError

    def forward(self, x: Tensor, y: Tensor | None = None, t: Tensor | None = None) -> Tensor:
        """The velocity; at t = 0 where no time is given."""
        require_condition(y, self.condition_width)
        x = x.reshape(-1, *self.dims)
        return self.velocity(x, y, torch.zeros_like(x.flatten(1)[:, 0]) if t is None else t)

    def guided(self, x: Tensor, y: Tensor | None, t: Tensor) -> Tensor:
        """v_uncond + g (v_cond - v_uncond), where g is `guidance`. Ho and Salimans 2022, arxiv.org/abs/2207.12598"""
        if y is None or self.guidance == 1:
            return self(x, y, t)
        if self.guidance == 0:
            return self(x, torch.zeros_like(y), t)
        both = self(torch.cat([x, x]), torch.cat([y, torch.zeros_like(y)]), torch.cat([t, t]))
        conditional, unconditional = both[: x.shape[0]], both[x.shape[0] :]  # in an export `chunk` fixes their number
        return unconditional + self.guidance * (conditional - unconditional)

    def path(self, z: Tensor, y: Tensor | None = None) -> Iterator[Tensor]:
        """x (N, *dims) at each of the solver's times, from z at t = 0 to the sample at t = 1, nothing cut off."""
        return ode.path(lambda x, t: self.guided(x, y, t), z.reshape(-1, *self.dims), self.num_steps, self.solver)

    def draw(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        *_, x = self.path(z, y)
        return self.shown(x)

    def shown(self, x: Tensor) -> Tensor:
        """x as it is shown: what no screen can show of a picture is cut off."""
        return x if self.kind == "points" else x.clamp(min=-1, max=1)


class TimeFeatures(nn.Module):
    """Maps times (N,) to sines and cosines of them (N, 32), fp32: geometric frequencies from 1 to 100."""

    frequencies: Tensor
    width = 2 * NUM_FREQUENCIES

    def __init__(self) -> None:
        super().__init__()
        frequencies = HIGHEST_FREQUENCY ** (torch.arange(NUM_FREQUENCIES) / (NUM_FREQUENCIES - 1))
        self.register_buffer("frequencies", frequencies)

    def forward(self, t: Tensor) -> Tensor:
        angles = t.float()[:, None] * self.frequencies.float()
        return torch.cat([angles.sin(), angles.cos()], dim=1)
