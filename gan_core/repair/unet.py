"""The networks of a repair: a small U-Net that corrects a picture, and a discriminator that looks at patches of it.

Ronneberger et al. 2015, U-Net, arxiv.org/abs/1505.04597; Isola et al. 2017, pix2pix, arxiv.org/abs/1611.07004
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

from gan_core.models.initialise import he_
from gan_core.models.layers import spectral_
from gan_core.models.unet_flow import GroupNorm, TimedBlock
from gan_core.present import present
from gan_core.repair.damage import TOLD

CHANNELS = (32, 56)
EMBEDDING = 32
DATA_SIGMA = 0.1
"""Of the noisy picture sigma_data^2 / (sigma_data^2 + sigma^2) is kept, as Karras et al. 2022 do
(arxiv.org/abs/2206.00364): where noise is strong, the network draws the picture itself."""


class RepairNetwork(nn.Module):
    """Maps damaged pictures (N, C, H, W) in [-1, 1], holes (N, 1, H, W) of 0 and 1, and what it is told (N, TOLD) to
    repaired ones (N, C, H, W): the damaged one and a correction, of a hole the hole alone.

    One network for all tasks: told which it is, it scales and shifts its channels, as a flow's does for the time. It
    works on squares of 2x2 pixels as channels, as FFDNet does (Zhang et al. 2018, arxiv.org/abs/1710.04026): a quarter
    of the places, so that it learns within minutes on one core.
    """

    def __init__(self, image_channels: int, channels: tuple[int, ...] = CHANNELS) -> None:
        super().__init__()
        self.image_channels = image_channels
        self.read_told = nn.Sequential(nn.Linear(TOLD, EMBEDDING), nn.SiLU(), nn.Linear(EMBEDDING, EMBEDDING))
        self.act = nn.SiLU()
        self.fold, self.unfold = nn.PixelUnshuffle(2), nn.PixelShuffle(2)
        self.stem = nn.Conv2d(4 * (image_channels + 1), channels[0], kernel_size=3, padding=1)  # (N, c0, H/2, W/2)
        self.down_blocks = nn.ModuleList(TimedBlock(c, c, EMBEDDING) for c in channels)
        self.shrink = nn.ModuleList(
            nn.Conv2d(c_in, c_out, kernel_size=3, stride=2, padding=1) for c_in, c_out in pairwise(channels)
        )
        self.middle = TimedBlock(channels[-1], channels[-1], EMBEDDING)
        self.grow = nn.ModuleList(
            nn.Sequential(nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(c_in, c_out, kernel_size=3, padding=1))
            for c_in, c_out in pairwise(reversed(channels))
        )
        self.up_blocks = nn.ModuleList(TimedBlock(2 * c, c, EMBEDDING) for c in reversed(channels[:-1]))
        self.norm = GroupNorm(channels[0])
        self.last = nn.Conv2d(channels[0], 4 * image_channels, kernel_size=3, padding=1)  # (N, 4C, H/2, W/2)
        nn.init.zeros_(self.last.weight)  # at first nothing is corrected
        nn.init.zeros_(present(self.last.bias))

    def forward(self, x: Tensor, hole: Tensor, told: Tensor) -> Tensor:
        embedded, kept = self.act(self.read_told(told)), []
        h = self.stem(self.fold(torch.cat([x, hole], dim=1)))
        for index, block in enumerate(self.down_blocks):
            h = block(h, embedded)
            if index < len(self.shrink):
                kept.append(h)
                h = self.shrink[index](h)
        h = self.middle(h, embedded)
        for grow, block in zip(self.grow, self.up_blocks, strict=True):
            h = block(torch.cat([grow(h), kept.pop()], dim=1), embedded)
        sigma = told[:, -1, None, None, None]
        kept_share = DATA_SIGMA**2 / (DATA_SIGMA**2 + sigma**2)
        repaired = kept_share * x + self.unfold(self.last(self.act(self.norm(h))))
        holed = hole.amax(dim=(1, 2, 3), keepdim=True)  # 1 where there is a hole: what is known stays as it is
        return torch.where((holed > 0) & (hole == 0), x, repaired)


class PatchDiscriminator(nn.Module):
    """Maps a repaired or a real picture (N, C, H, W), beside the damaged one and its hole, to logits (N, h, w), one for
    each patch: is this part of the picture real?
    """

    def __init__(self, image_channels: int, channels: tuple[int, ...] = (32, 64, 96)) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        before = 2 * image_channels + 1
        for after in channels:
            layers += [nn.Conv2d(before, after, kernel_size=4, stride=2, padding=1), nn.LeakyReLU(0.2)]
            before = after
        layers.append(nn.Conv2d(before, 1, kernel_size=3, padding=1))
        self.layers = nn.Sequential(*layers)
        he_(self)
        spectral_(self)

    def forward(self, picture: Tensor, damaged: Tensor, hole: Tensor) -> Tensor:
        return self.layers(torch.cat([picture, damaged, hole], dim=1))[:, 0]
