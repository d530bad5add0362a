"""A generator and a discriminator that grow while they learn, made small: 4 to 16 px at first, up to 64 px.

Karras, Aila, Laine and Lehtinen 2018, Progressive Growing of GANs for Improved Quality, Stability, and Variation,
arxiv.org/abs/1710.10196.
"""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn

from gan_core.models.conditioning import ProjectionHead, with_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.equalised import GAIN, EqualConv2d, EqualLinear
from gan_core.models.growing import Growing, doubled, halved, mixed
from gan_core.models.style_gan import MinibatchStddev, normalised
from gan_core.present import present

FIRST_GAIN = GAIN / 4
"""Of the dense layer, as in the authors' own settings."""
TINY = 1e-8


class PixelNorm(nn.Module):
    """Maps (N, C, h, w) to itself with a mean square of 1 over the channels of each pixel. Section 4.2."""

    def forward(self, x: Tensor) -> Tensor:
        return x * torch.rsqrt(x.float().square().mean(dim=1, keepdim=True) + TINY).to(x.dtype)


class Dense(EqualLinear):
    """Maps z and y side by side, (N, latent_dim + condition_width), to (N, c_out); z is normalised first."""

    def __init__(self, latent_dim: int, condition_width: int, c_out: int):
        super().__init__(latent_dim + condition_width, c_out, gain=FIRST_GAIN)
        self.latent_dim = latent_dim

    def forward(self, x: Tensor) -> Tensor:
        z = normalised(x[:, : self.latent_dim])
        return super().forward(torch.cat([z, x[:, self.latent_dim :]], dim=1))


class UpBlock(nn.Module):
    """Maps (N, c_in, h, w) to (N, c_out, 2h, 2w); the `first` one keeps the size. `to_rgb` draws what comes out."""

    def __init__(self, c_in: int, c_out: int, *, channels: int, first: bool):
        super().__init__()
        up = [] if first else [nn.Upsample(scale_factor=2, mode="nearest"), *convolved(c_in, c_out), PixelNorm()]
        self.layers = nn.Sequential(*up, *convolved(c_out, c_out), PixelNorm())
        self.to_rgb = EqualConv2d(c_out, channels, kernel_size=1)
        self.drawn_as = f"{'' if first else 'Upsample 2x · 2 x '}Conv 3x3 · LeakyReLU · pixel norm, and to RGB"

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def convolved(c_in: int, c_out: int) -> list[nn.Module]:
    """A 3x3 convolution and its rectifier."""
    return [EqualConv2d(c_in, c_out, kernel_size=3, gain=GAIN), nn.LeakyReLU(negative_slope=0.2)]


class Synthesis(Growing):
    """Maps a first map (N, c0, s, s) to pictures (N, C, H, W), those of the level in use with each pixel repeated.

    All sizes are computed and weighed, so that one graph draws at every stage; `at_level` computes what it needs.
    """

    def __init__(self, g_channels: tuple[int, ...], *, channels: int, sizes: tuple[int, ...]):
        super().__init__(sizes)
        pairs = pairwise((g_channels[0], *g_channels))
        self.blocks = nn.ModuleList(
            UpBlock(c_in, c_out, channels=channels, first=index == 0) for index, (c_in, c_out) in enumerate(pairs)
        )

    def forward(self, x: Tensor) -> Tensor:
        picture: Tensor | None = None
        for level, block in enumerate(self.blocks):
            x = block(x)
            rgb = self.alpha_of(level) * cast(UpBlock, block).to_rgb(x)
            picture = rgb if picture is None else doubled(picture) + rgb
        return present(picture)

    def at_level(self, x: Tensor) -> Tensor:
        """Pictures of the level's own size, (N, C, size, size); while it fades in, mixed with the level before."""
        blocks, before = [cast(UpBlock, each) for each in self.blocks], x
        for block in blocks[: self.level + 1]:
            before, x = x, block(x)
        rgb = blocks[self.level].to_rgb(x)
        if not self.fading:
            return rgb
        return mixed(doubled(blocks[self.level - 1].to_rgb(before)), rgb, self.alpha_of(self.level))


class Generator(DrawingNetwork):
    """Maps z (N, latent_dim), and y (N, condition_width) if conditional, to images that nothing squashes.

    They are of the size of the level in use, (N, C, size, size); `draw` shows them at full size.
    """

    def __init__(
        self,
        *,
        latent_dim: int,
        g_channels: tuple[int, ...],
        channels: int,
        sizes: tuple[int, ...],
        condition_width: int = 0,
    ):
        super().__init__()
        self.condition_width = condition_width
        first, start = g_channels[0], sizes[0]
        self.project = Dense(latent_dim, condition_width, first * start**2)
        self.layers = nn.Sequential(
            nn.Sequential(
                nn.Unflatten(dim=1, unflattened_size=(first, start, start)),  # (N, c0, s, s)
                nn.LeakyReLU(negative_slope=0.2),
                PixelNorm(),
            ),
            Synthesis(g_channels, channels=channels, sizes=sizes),  # (N, C, H, W)
        )

    @property
    def synthesis(self) -> Synthesis:
        """The part that grows."""
        return cast(Synthesis, self.layers[1])

    def grow_to(self, progress: float) -> None:
        """Be so far, from now on."""
        self.synthesis.grow_to(progress)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        h = self.layers[0](self.project(with_condition(z, y, self.condition_width)))
        return self.synthesis.at_level(h)

    def draw(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Pictures (N, C, H, W) in [-1, 1], whatever the level: what lies outside is cut off."""
        return self.layers(self.project(with_condition(z, y, self.condition_width))).clamp(-1, 1)


class Reading(nn.Module):
    """A part of D that may be the first: `read` maps pictures (N, C, h, w) to (N, c_in, h, w)."""

    def __init__(self, channels: int, c_in: int):
        super().__init__()
        self.read = nn.Sequential(
            EqualConv2d(channels, c_in, kernel_size=1, gain=GAIN), nn.LeakyReLU(negative_slope=0.2)
        )


class DownBlock(Reading):
    """Maps (N, c_in, h, w) to (N, c_out, h // 2, w // 2)."""

    drawn_as = "From RGB · 2 x Conv 3x3 · LeakyReLU, halving"

    def __init__(self, c_in: int, c_out: int, *, channels: int):
        super().__init__(channels, c_in)
        self.layers = nn.Sequential(*convolved(c_in, c_in), *convolved(c_in, c_out), nn.AvgPool2d(kernel_size=2))

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class LastBlock(Reading):
    """Maps (N, c_in, h, h) to features (N, c_in)."""

    drawn_as = "From RGB · minibatch stddev · Conv 3x3 · Linear"

    def __init__(self, c_in: int, *, channels: int, size: int, group: int):
        super().__init__(channels, c_in)
        self.layers = nn.Sequential(
            MinibatchStddev(group),  # (N, c_in + 1, h, h)
            *convolved(c_in + 1, c_in),
            nn.Flatten(),
            EqualLinear(c_in * size**2, c_in, gain=GAIN),
            nn.LeakyReLU(negative_slope=0.2),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


class Discriminator(Growing):
    """Maps images (N, C, H, W), and y (N, condition_width) if conditional, to logits (N,).

    Images are of the level's size, as training shows them, or larger: those are averaged down to it.
    """

    def __init__(
        self,
        *,
        d_channels: tuple[int, ...],
        channels: int,
        sizes: tuple[int, ...],
        group: int,
        condition_width: int = 0,
    ):
        super().__init__(sizes)
        last = d_channels[-1]
        self.blocks = nn.ModuleList(
            [
                *(DownBlock(c_in, c_out, channels=channels) for c_in, c_out in pairwise(d_channels)),
                LastBlock(last, channels=channels, size=sizes[0], group=group),
            ]
        )
        self.head = ProjectionHead(last, condition_width)

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        x = self.shrunk(x)
        used = [cast(Reading, each) for each in self.blocks][len(self.sizes) - 1 - self.level :]
        h = used[0](used[0].read(x))
        if self.fading:
            h = mixed(used[1].read(halved(x)), h, self.alpha_of(self.level))
        for block in used[1:]:
            h = block(h)
        return self.head(h, y)
