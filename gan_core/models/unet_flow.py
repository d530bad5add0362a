"""Flow matching with a small U-Net, after the one of denoising diffusion.

Ho, Jain and Abbeel 2020, https://arxiv.org/abs/2006.11239; Ronneberger et al. 2015, https://arxiv.org/abs/1505.04597
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn.functional import layer_norm

from gan_core.models.flow import FlowNetwork
from gan_core.models.flow_settings import norm_groups
from gan_core.models.full_precision import in_fp32
from gan_core.models.initialise import last_
from gan_core.present import present
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.flow_settings import UnetFlowSettings


class GroupNorm(nn.Module):
    """As nn.GroupNorm, by the operator of layer norm, which ONNX has in every version that is written here.

    Wu and He 2018, https://arxiv.org/abs/1803.08494
    """

    drawn_as = "GroupNorm"

    def __init__(self, channels: int, affine: bool = True) -> None:
        super().__init__()
        self.groups = norm_groups(channels)
        self.weight = nn.Parameter(torch.ones(channels, 1, 1)) if affine else None
        self.bias = nn.Parameter(torch.zeros(channels, 1, 1)) if affine else None

    def forward(self, x: Tensor) -> Tensor:
        rows = x.reshape(-1, self.groups, x[0].numel() // self.groups)
        h = layer_norm(rows, rows.shape[2:]).reshape(x.shape)
        return h if self.weight is None else torch.addcmul(present(self.bias), h, self.weight)


class TimedBlock(nn.Module):
    """Maps x (N, c_in, h, w) and an embedding (N, width) to (N, c_out, h, w), as a correction of x.

    The embedding scales and shifts every channel between the two convolutions (Perez et al. 2018, FiLM,
    arxiv.org/abs/1709.07871).
    """

    drawn_as = "Residual block · GroupNorm · SiLU · scale and shift by time and label"

    def __init__(self, c_in: int, c_out: int, width: int) -> None:
        super().__init__()
        self.norm1 = GroupNorm(c_in)
        self.conv1 = nn.Conv2d(c_in, c_out, kernel_size=3, padding=1)
        self.norm2 = GroupNorm(c_out, affine=False)
        self.scale, self.shift = nn.Linear(width, c_out), nn.Linear(width, c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, kernel_size=3, padding=1)
        self.skip = nn.Conv2d(c_in, c_out, kernel_size=1) if c_in != c_out else nn.Identity()
        self.act = nn.SiLU()
        nn.init.zeros_(self.conv2.weight)  # each block begins as its skip connection
        nn.init.zeros_(present(self.conv2.bias))

    def forward(self, x: Tensor, embedded: Tensor) -> Tensor:
        h = self.conv1(self.act(self.norm1(x)))
        scale, shift = self.scale(embedded)[:, :, None, None], self.shift(embedded)[:, :, None, None]
        h = self.conv2(self.act(self.norm2(h) * (1 + scale) + shift))
        return self.skip(x) + h


class UnetFlow(FlowNetwork):
    """The velocity (N, C, H, W) of pictures x (N, C, H, W)."""

    def __init__(self, settings: UnetFlowSettings, shape: SampleShape) -> None:
        super().__init__(settings, shape)
        channels, width = settings.channels, settings.embedding
        self.read_time = nn.Sequential(nn.Linear(self.time.width, width), nn.SiLU(), nn.Linear(width, width))
        self.read_label = nn.Linear(self.condition_width, width, bias=False) if self.condition_width else None
        self.act = nn.SiLU()
        self.stem = nn.Conv2d(shape.channels, channels[0], kernel_size=3, padding=1)  # (N, c0, H, W)
        self.down_blocks = nn.ModuleList(TimedBlock(c, c, width) for c in channels)
        self.shrink = nn.ModuleList(
            nn.Conv2d(c_in, c_out, kernel_size=3, stride=2, padding=1) for c_in, c_out in pairwise(channels)
        )
        self.grow = nn.ModuleList(
            nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(c_in, c_out, kernel_size=3, padding=1))
            for c_in, c_out in pairwise(reversed(channels))
        )
        self.up_blocks = nn.ModuleList(TimedBlock(2 * c, c, width) for c in reversed(channels[:-1]))
        self.norm = GroupNorm(channels[0])
        self.last = nn.Conv2d(channels[0], shape.channels, kernel_size=3, padding=1)  # (N, C, H, W)
        last_(self.last)

    def velocity(self, x: Tensor, y: Tensor | None, t: Tensor) -> Tensor:
        embedded = self.read_time(self.time(t).to(x.dtype))
        if self.read_label is not None and y is not None:
            embedded = embedded + self.read_label(y.to(x.dtype))
        embedded, h, kept = self.act(embedded), self.stem(x), []
        for index, block in enumerate(self.down_blocks):
            h = block(h, embedded)
            if index < len(self.shrink):
                kept.append(h)
                h = self.shrink[index](h)
        for grow, block in zip(self.grow, self.up_blocks, strict=True):
            h = block(torch.cat([grow(h), kept.pop()], dim=1), embedded)
        return in_fp32(self.last, self.act(self.norm(h)))
