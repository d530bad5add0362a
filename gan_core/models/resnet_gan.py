"""The residual GAN of Spectral Normalization for Generative Adversarial Networks, made small.

Miyato, Kataoka, Koyama and Yoshida 2018, https://arxiv.org/abs/1802.05957; the blocks have their norm and activation
first, as in He, Zhang, Ren and Sun 2016, https://arxiv.org/abs/1603.05027
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from torch import Tensor, nn

from gan_core.models.conditioning import ProjectionHead, with_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.initialise import Weighted, he_, last_
from gan_core.models.layers import norm_2d, spectral_


class UpBlock(nn.Module):
    """Maps (N, c_in, h, w) to (N, c_out, 2h, 2w): two 3x3 convolutions added to a 1x1 way past them."""

    drawn_as = "Residual block, 2 x Conv 3x3, doubling"

    def __init__(self, c_in: int, c_out: int):
        super().__init__()
        self.residual = nn.Sequential(
            nn.BatchNorm2d(c_in),
            nn.ReLU(),
            nn.Upsample(scale_factor=2, mode="nearest"),
            nn.Conv2d(c_in, c_out, kernel_size=3, padding=1, bias=False),  # (N, c_out, 2h, 2w)
            nn.BatchNorm2d(c_out),
            nn.ReLU(),
            nn.Conv2d(c_out, c_out, kernel_size=3, padding=1),
        )
        # A 1x1 convolution and a nearest doubling can be swapped; this order costs a quarter.
        self.skip = nn.Sequential(
            nn.Conv2d(c_in, c_out, kernel_size=1, bias=False),
            nn.Upsample(scale_factor=2, mode="nearest"),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.residual(x) + self.skip(x)


class DownBlock(nn.Module):
    """Maps (N, c_in, h, w) to (N, c_out, h // 2, w // 2); the `first` one sees pixels and does not rectify them."""

    drawn_as = "Residual block, 2 x Conv 3x3, halving"

    def __init__(self, c_in: int, c_out: int, *, d_norm: str, first: bool):
        super().__init__()
        norms = ([], []) if first else (norm_2d(d_norm, c_in), norm_2d(d_norm, c_out))
        before = [] if first else [*norms[0], nn.LeakyReLU(negative_slope=0.2)]
        self.residual = nn.Sequential(
            *before,
            nn.Conv2d(c_in, c_out, kernel_size=3, padding=1, bias=not norms[1]),  # (N, c_out, h, w)
            *norms[1],
            nn.LeakyReLU(negative_slope=0.2),
            nn.Conv2d(c_out, c_out, kernel_size=3, padding=1),
            nn.AvgPool2d(kernel_size=2),  # (N, c_out, h // 2, w // 2)
        )
        self.skip = nn.Sequential(nn.AvgPool2d(kernel_size=2), nn.Conv2d(c_in, c_out, kernel_size=1, bias=False))

    def forward(self, x: Tensor) -> Tensor:
        return self.residual(x) + self.skip(x)


class Generator(DrawingNetwork):
    """Maps z (N, latent_dim), and y (N, condition_width) if conditional, to images (N, C, H, W) in [-1, 1]."""

    def __init__(
        self, *, latent_dim: int, g_channels: tuple[int, ...], channels: int, image_size: int, condition_width: int = 0
    ):
        super().__init__()
        self.condition_width = condition_width
        first, last, start = g_channels[0], g_channels[-1], image_size // 2 ** (len(g_channels) - 1)
        self.project = nn.Linear(latent_dim + condition_width, first * start**2)  # (N, c0 * s * s)
        blocks = [UpBlock(c_in, c_out) for c_in, c_out in pairwise(g_channels)]
        self.layers = nn.Sequential(
            nn.Unflatten(dim=1, unflattened_size=(first, start, start)),  # (N, c0, s, s)
            *blocks,  # (N, last, H, W)
            nn.BatchNorm2d(last),
            nn.ReLU(),
            nn.Conv2d(last, channels, kernel_size=3, padding=1),  # (N, C, H, W)
            nn.Tanh(),
        )
        he_(self)
        last_(cast(Weighted, self.layers[-2]))

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(self.project(with_condition(z, y, self.condition_width)))


class Discriminator(nn.Module):
    """Maps images (N, C, H, W) in [-1, 1], and y (N, condition_width) if conditional, to logits (N,)."""

    def __init__(
        self, *, d_channels: tuple[int, ...], channels: int, condition_width: int = 0, d_norm: str = "spectral"
    ):
        super().__init__()
        pairs = zip((channels, *d_channels[:-1]), d_channels, strict=True)
        self.layers = nn.Sequential(
            *(DownBlock(c_in, c_out, d_norm=d_norm, first=index == 0) for index, (c_in, c_out) in enumerate(pairs)),
            nn.LeakyReLU(negative_slope=0.2),
        )
        self.head = ProjectionHead(d_channels[-1], condition_width)
        he_(self.layers)
        if d_norm == "spectral":
            spectral_(self)

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        return self.head(self.layers(x).sum(dim=(2, 3)), y)  # (N, c_last, h, w) summed over places
