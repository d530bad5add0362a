"""Neural Discrete Representation Learning: an autoencoder whose code is a grid of entries of a codebook.

van den Oord, Vinyals and Kavukcuoglu 2017, https://arxiv.org/abs/1711.00937
"""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, cast

import torch
from torch import Tensor, nn

from gan_core.conditions import in_turn
from gan_core.models.code_prior import CodePrior, normal_cdf, normal_quantile
from gan_core.models.codebook import Codebook, straight_through
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.full_precision import in_fp32
from gan_core.models.initialise import Weighted, he_, last_
from gan_core.models.layers import doubling
from gan_core.models.rae import NO_SPREAD
from gan_core.shape import SampleShape


class VqVae(DrawingNetwork):
    """Maps images (N, C, H, W) in [-1, 1] to codes (N, P) on a grid of P places, and codes back to raw outputs.

    z (N, P) chooses codes: at each place the one at the quantile Phi(z) of what the prior says, given the codes
    before it. So z from N(0, I) draws from the prior, and every picture's codes have a z of their own. y is told to
    the prior alone: it says which codes are likely, and codes say the rest. Codebook and prior compute in fp32 also
    under autocast: a rounded number chooses another code.
    """

    draws_nothing: ClassVar[tuple[str, ...]] = ("encoder",)

    def __init__(
        self,
        *,
        shape: SampleShape,
        grid_size: int,
        num_codes: int,
        code_dim: int,
        channels: tuple[int, ...],
        prior_width: int,
        condition_width: int = 0,
        upsample: str = "transposed",
    ):
        super().__init__()
        self.grid_size, self.num_codes = grid_size, num_codes
        self.latent_dim, self.condition_width = grid_size**2, condition_width
        size, deepest = shape.image_size // 2 ** len(channels), channels[-1]
        kernel, padding = (size - grid_size + 1, 0) if size > grid_size else (3, 1)

        encoder: list[nn.Module] = []
        for c_in, c_out in zip((shape.channels, *channels[:-1]), channels, strict=True):
            encoder += [nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1), nn.ReLU()]  # (N, c_out, h / 2, ..)
        encoder += [nn.Conv2d(deepest, deepest, kernel_size=kernel, padding=padding), nn.ReLU()]  # (N, c, side, side)
        encoder.append(nn.Conv2d(deepest, code_dim, kernel_size=1))
        self.encoder = nn.Sequential(*encoder)  # (N, d, side, side)
        self.codebook = Codebook(num_codes, code_dim)
        self.prior = CodePrior(side=grid_size, num_codes=num_codes, width=prior_width, condition_width=condition_width)
        decoder: list[nn.Module] = [
            nn.Conv2d(code_dim, deepest, kernel_size=3, padding=1),  # a code and its neighbours
            nn.ReLU(),
            nn.ConvTranspose2d(deepest, deepest, kernel_size=kernel, padding=padding),  # (N, c, s, s)
            nn.ReLU(),
        ]
        for c_in, c_out in pairwise(reversed(channels)):
            decoder += [*doubling(upsample, c_in, c_out, bias=True), nn.ReLU()]
        self.decoder = nn.Sequential(*decoder, *doubling(upsample, channels[0], shape.channels, bias=True))
        he_(self.encoder)
        he_(self.decoder)
        last_(cast(Weighted, self.decoder[-1]))

    @property
    def drawing_layers(self) -> nn.Sequential:
        return self.decoder

    def example_conditions(self, shape: SampleShape, count: int) -> Tensor | None:
        told = in_turn(shape, count)
        return None if told is None else torch.from_numpy(told).to(self.codebook.vectors.device)

    def features(self, x: Tensor) -> Tensor:
        """What the encoder says of each place, before the nearest code is taken: fp32 (N, P, d)."""
        first, last = self.encoder[:-1], self.encoder[-1]
        return in_fp32(last, first(x)).float().flatten(2).transpose(1, 2)

    def raw(self, vectors: Tensor) -> Tensor:
        """The picture (N, C, H, W) of vectors (N, P, d), not yet cut off at black and white."""
        h = vectors.transpose(1, 2).unflatten(2, (self.grid_size, self.grid_size))
        return in_fp32(self.decoder[-1], self.decoder[:-1](h))

    def codes_of(self, x: Tensor) -> Tensor:
        """The codes int64 (N, P) of pictures."""
        return self.codebook(self.features(x))

    def picture_of(self, codes: Tensor) -> Tensor:
        """The pictures in [-1, 1] of codes int64 (N, P)."""
        return self.raw(self.codebook.vectors_of(codes)).clamp(min=-1, max=1)

    def encode(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The z (N, P) of the pictures' codes, and a log variance that stands for none."""
        z = normal_quantile(self.prior.quantiles_of(self.codes_of(x), y))
        return z, torch.full_like(z, NO_SPREAD)

    def codes_at(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """The codes int64 (N, P) that z (N, P) chooses."""
        return self.prior.codes_at(normal_cdf(z), y)

    def draw(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.picture_of(self.codes_at(z, y))

    def forward(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """(raw, h, log p): the raw reconstruction, what the encoder says (N, P, d), and of each code's probability."""
        h = self.features(x)
        codes = self.codebook(h)
        log_p = self.prior(codes, y)
        return self.raw(straight_through(h, self.codebook.vectors_of(codes))), h, log_p
