"""Flow matching with a fully connected velocity.

Lipman et al. 2023, https://arxiv.org/abs/2210.02747; Liu et al. 2023, https://arxiv.org/abs/2209.03003
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from gan_core.models.conditioning import with_condition
from gan_core.models.flow import FlowNetwork
from gan_core.models.full_precision import in_fp32
from gan_core.models.initialise import he_, last_
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.flow_settings import MlpFlowSettings


class MlpFlow(FlowNetwork):
    """The velocity (N, *dims) of samples x (N, *dims), by layers that see x, sines of the time, and y side by side."""

    def __init__(self, settings: MlpFlowSettings, shape: SampleShape) -> None:
        super().__init__(settings, shape)
        widths, values = settings.widths, shape.num_values
        self.project = nn.Linear(values + self.time.width + self.condition_width, widths[0])  # (N, w0)
        layers: list[nn.Module] = [nn.SiLU()]
        for w_in, w_out in pairwise(widths):
            layers += [nn.Linear(w_in, w_out), nn.SiLU()]  # (N, w_out)
        self.layers = nn.Sequential(*layers)
        self.last = nn.Linear(widths[-1], values)  # (N, values)
        he_(self)
        last_(self.last)

    def velocity(self, x: Tensor, y: Tensor | None, t: Tensor) -> Tensor:
        seen = torch.cat([x.flatten(1), self.time(t).to(x.dtype)], dim=1)
        h = self.layers(self.project(with_condition(seen, y, self.condition_width)))
        return in_fp32(self.last, h).reshape(x.shape)
