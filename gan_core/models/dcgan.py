"""Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks.

Radford, Metz and Chintala 2015, https://arxiv.org/abs/1511.06434; the "resize" generator follows Odena, Dumoulin and
Olah 2016, Deconvolution and Checkerboard Artifacts, https://distill.pub/2016/deconv-checkerboard
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from gan_core.models.conditioning import ProjectionHead, with_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.initialise import dcgan_, he_
from gan_core.models.layers import doubling, norm_2d, spectral_


class Generator(DrawingNetwork):
    """Maps z (N, latent_dim), and y (N, condition_width) if conditional, to images (N, C, H, W) in [-1, 1]."""

    def __init__(
        self,
        *,
        latent_dim: int,
        g_channels: tuple[int, ...],
        channels: int,
        image_size: int,
        condition_width: int = 0,
        upsample: str = "transposed",
    ):
        super().__init__()
        self.condition_width = condition_width
        first, start = g_channels[0], image_size // 2 ** len(g_channels)
        # A bias before a batch norm is taken away again by the norm, so those layers have none.
        self.project = nn.Linear(latent_dim + condition_width, first * start**2, bias=False)  # (N, c0 * s * s)
        layers: list[nn.Module] = [
            nn.Unflatten(dim=1, unflattened_size=(first, start, start)),  # (N, c0, s, s)
            nn.BatchNorm2d(first),
            nn.ReLU(),
        ]
        for c_in, c_out in pairwise(g_channels):
            layers += [
                *doubling(upsample, c_in, c_out, bias=False),  # (N, c_out, 2h, 2w)
                nn.BatchNorm2d(c_out),
                nn.ReLU(),
            ]
        layers += [*doubling(upsample, g_channels[-1], channels, bias=True), nn.Tanh()]  # (N, C, H, W)
        self.layers = nn.Sequential(*layers)
        # The batch norms keep the signal in scale whatever the weights, and small weights move fast under Adam.
        dcgan_(self)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(self.project(with_condition(z, y, self.condition_width)))


class Discriminator(nn.Module):
    """Maps images (N, C, H, W) in [-1, 1], and y (N, condition_width) if conditional, to logits (N,)."""

    def __init__(
        self,
        *,
        d_channels: tuple[int, ...],
        channels: int,
        image_size: int,
        condition_width: int = 0,
        d_norm: str = "batch",
    ):
        super().__init__()
        layers: list[nn.Module] = []
        for index, (c_in, c_out) in enumerate(zip((channels, *d_channels[:-1]), d_channels, strict=True)):
            norm = norm_2d(d_norm, c_out) if index else []
            conv = nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1, bias=not norm)
            layers += [conv, *norm, nn.LeakyReLU(negative_slope=0.2)]  # (N, c_out, h // 2, w // 2)
        self.layers = nn.Sequential(*layers, nn.Flatten())
        end = image_size // 2 ** len(d_channels)
        self.head = ProjectionHead(d_channels[-1] * end**2, condition_width)
        # Without a norm behind it a layer of N(0, 0.02) would shrink its signal about fivefold, layer by layer.
        (dcgan_ if d_norm in {"batch", "layer"} else he_)(self.layers)
        if d_norm == "spectral":
            spectral_(self)

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        return self.head(self.layers(x), y)
