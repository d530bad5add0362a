"""Auto-Encoding Variational Bayes, with convolutions.

Kingma and Welling 2014, https://arxiv.org/abs/1312.6114; the layers are DCGAN's (Radford et al. 2015,
https://arxiv.org/abs/1511.06434) in both directions.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

from torch import Tensor, nn

from gan_core.models.conditioning import with_condition
from gan_core.models.initialise import Weighted, he_, last_
from gan_core.models.layers import doubling, norm_2d
from gan_core.models.vae import GaussianHead, Vae
from gan_core.shape import SampleShape


class ConvVae(Vae):
    """Maps images (N, C, H, W) in [-1, 1] to mu, logvar (N, latent_dim), and z back to raw outputs (N, C, H, W)."""

    def __init__(
        self,
        *,
        shape: SampleShape,
        latent_dim: int,
        channels: tuple[int, ...],
        condition_width: int = 0,
        likelihood: str = "bernoulli",
        norm: str = "none",
        upsample: str = "transposed",
    ):
        super().__init__(shape=shape, latent_dim=latent_dim, condition_width=condition_width, likelihood=likelihood)
        size, deepest, bias = shape.image_size // 2 ** len(channels), channels[-1], norm == "none"

        encoder: list[nn.Module] = []
        for c_in, c_out in zip((shape.channels, *channels[:-1]), channels, strict=True):
            conv = nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1, bias=bias)
            encoder += [conv, *norm_2d(norm, c_out), nn.ReLU()]  # (N, c_out, h / 2, w / 2)
        self.encoder = nn.Sequential(*encoder, nn.Flatten())  # (N, deepest * s * s)

        self.project = nn.Linear(latent_dim + condition_width, deepest * size**2, bias=bias)
        decoder: list[nn.Module] = [
            nn.Unflatten(dim=1, unflattened_size=(deepest, size, size)),  # (N, deepest, s, s)
            *norm_2d(norm, deepest),
            nn.ReLU(),
        ]
        for c_in, c_out in pairwise(reversed(channels)):
            decoder += [*doubling(upsample, c_in, c_out, bias=bias), *norm_2d(norm, c_out), nn.ReLU()]
        self.decoder = nn.Sequential(*decoder, *doubling(upsample, channels[0], shape.channels, bias=True))

        he_(self)
        last_(cast(Weighted, self.decoder[-1]))
        self.head = GaussianHead(deepest * size**2 + condition_width, latent_dim)

    def encode(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        return self.head(with_condition(self.encoder(x), y, self.condition_width))
