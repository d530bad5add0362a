"""A style-based generator and its discriminator, made small: StyleGAN 2 at 16 to 64 px.

Karras, Laine and Aila 2019, A Style-Based Generator Architecture, arxiv.org/abs/1812.04948; Karras et al. 2020,
Analyzing and Improving the Image Quality of StyleGAN, arxiv.org/abs/1912.04958. Left out at this size: path length
regularisation and style mixing while training, as in the authors' own settings for 32 px (Karras et al. 2020,
Training GANs with Limited Data, arxiv.org/abs/2006.06676).
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate

from gan_core.models.conditioning import ProjectionHead, require_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.equalised import EqualConv2d, EqualLinear, rectified
from gan_core.present import present
from gan_core.share import WHOLE, Share

MAPPING_RATE = 0.01
"""How fast the mapping network learns beside the rest."""
AVERAGED = 0.995
"""How much of the average w stays at each batch."""
TINY = 1e-8


def normalised(z: Tensor) -> Tensor:
    """z (N, F) with a mean square of 1 in every row."""
    return z * torch.rsqrt(z.float().square().mean(dim=1, keepdim=True) + TINY).to(z.dtype)


def doubled(x: Tensor) -> Tensor:
    """(N, C, h, w) to (N, C, 2h, 2w), smoothly: between two pixels lies three quarters of the nearer one."""
    return interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class ModulatedConv(nn.Module):
    """Maps x (N, c_in, h, w) and a style w (N, W) to (N, c_out, h, w): weights times a style per sample and input map.

    Demodulated, they are divided by their length per output map, so that a style changes what is drawn and not how
    strongly. Computed on the maps and not on the weights, which is the same: conv(w s, x) = conv(w, s x).
    """

    def __init__(self, c_in: int, c_out: int, *, kernel_size: int, style_width: int, demodulate: bool = True):
        super().__init__()
        self.demodulate = demodulate
        self.conv = EqualConv2d(c_in, c_out, kernel_size=kernel_size, bias=False)
        self.style = EqualLinear(style_width, c_in, bias=1.0)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        s = self.style(w)
        x = self.conv(x * s[:, :, None, None])
        if self.demodulate:
            squares = (self.conv.weight * self.conv.scale).float().square().sum(dim=(2, 3))  # (c_out, c_in)
            # Multiplied one by one: a product of matrices would be rounded to bf16 under autocast.
            length = torch.rsqrt((s.float().square()[:, None] * squares).sum(dim=2) + TINY)  # (N, c_out)
            x = x * length[:, :, None, None].to(x.dtype)
        return x


class StyledLayer(nn.Module):
    """A modulated 3x3 convolution, noise, bias and a leaky rectifier; `up` doubles the size before.

    The noise (1, 1, h, w) comes after the style and before the rectifier, with one learned strength, 0 at first.
    """

    drawn_as = "Modulated Conv 3x3 · noise · LeakyReLU"
    noise: Tensor

    def __init__(self, c_in: int, c_out: int, *, size: int, style_width: int, up: bool):
        super().__init__()
        self.up = up
        self.conv = ModulatedConv(c_in, c_out, kernel_size=3, style_width=style_width)
        self.strength = nn.Parameter(torch.zeros(()))
        self.bias = nn.Parameter(torch.zeros(c_out))
        self.register_buffer("noise", torch.randn(1, 1, size, size))

    def forward(self, x: Tensor, w: Tensor, noise: Tensor | None) -> Tensor:
        x = self.conv(doubled(x) if self.up else x, w)
        if noise is not None:
            x = x + (self.strength * noise).to(x.dtype)
        return rectified(x + self.bias[:, None, None])


class Mapping(nn.Module):
    """Maps what `project` gives, (N, W), to w (N, W): leaky rectifiers and slow linear layers."""

    drawn_as = "Mapping network"

    def __init__(self, width: int, num_layers: int):
        super().__init__()
        self.layers = nn.ModuleList(EqualLinear(width, width, lr_mul=MAPPING_RATE) for _ in range(num_layers))

    def forward(self, h: Tensor) -> Tensor:
        for layer in self.layers:
            h = layer(rectified(h))
        return rectified(h)


class Synthesis(nn.Module):
    """Maps w (N, W), or a w for each of `num_styles` layers (N, num_styles, W), to pictures (N, C, H, W).

    A learned map of `start` x `start` grows; at every size a 1x1 convolution, modulated but not demodulated, adds to
    the picture.
    """

    drawn_as = "Synthesis network"

    def __init__(self, g_channels: tuple[int, ...], *, start: int, channels: int, style_width: int):
        super().__init__()
        sizes = [start * 2**index for index in range(len(g_channels))]
        self.first = nn.Parameter(torch.randn(1, g_channels[0], start, start))
        layers = [StyledLayer(g_channels[0], g_channels[0], size=start, style_width=style_width, up=False)]
        for (c_in, c_out), size in zip(pairwise(g_channels), sizes[1:], strict=True):
            layers += [
                StyledLayer(c_in, c_out, size=size, style_width=style_width, up=True),
                StyledLayer(c_out, c_out, size=size, style_width=style_width, up=False),
            ]
        self.layers = nn.ModuleList(layers)
        self.to_rgb = nn.ModuleList(
            ModulatedConv(width, channels, kernel_size=1, style_width=style_width, demodulate=False)
            for width in g_channels
        )
        self.rgb_bias = nn.Parameter(torch.zeros(len(g_channels), channels))

    @property
    def num_styles(self) -> int:
        """How many layers are told a w; what draws the picture at a size takes that of the size's last layer."""
        return len(self.layers)

    def forward(self, w: Tensor, noise: list[Tensor] | None = None) -> Tensor:
        """`noise` is one (N or 1, 1, h, w) for each layer; without it, none is added."""
        styles = w if w.dim() == 3 else w[:, None].expand(-1, self.num_styles, -1)
        x = self.first.expand(w.shape[0], -1, -1, -1)
        picture: Tensor | None = None
        for index, layer in enumerate(self.layers):
            x = layer(x, styles[:, index], None if noise is None else noise[index])
            if index % 2 == 0:  # the last layer of its size
                size = index // 2
                rgb = self.to_rgb[size](x, styles[:, index]) + self.rgb_bias[size][:, None, None]
                picture = rgb if picture is None else doubled(picture) + rgb
        return present(picture)


class Generator(DrawingNetwork):
    """Maps z (N, latent_dim), and y (N, condition_width) if conditional, to images (N, C, H, W) that nothing squashes.

    z is normalised and mapped to w. Each layer adds noise: its own fixed one outside training, and fresh noise by `rng`
    within. `average` is that of all w of the training, for truncation.
    """

    average: Tensor
    rng: torch.Generator | None = None
    """What noise is drawn by while it trains; the run's own, so that a resumed run draws the same."""
    share: Share = WHOLE
    """Which rows of a batch are this process's own: noise is drawn for all."""

    def __init__(
        self,
        *,
        latent_dim: int,
        g_channels: tuple[int, ...],
        channels: int,
        image_size: int,
        style_width: int,
        num_mapping: int,
        condition_width: int = 0,
    ):
        super().__init__()
        self.condition_width = condition_width
        self.read = EqualLinear(condition_width, latent_dim) if condition_width else None
        inputs = latent_dim * (2 if condition_width else 1)
        self.project = EqualLinear(inputs, style_width, lr_mul=MAPPING_RATE)
        start = image_size // 2 ** (len(g_channels) - 1)
        self.layers = nn.Sequential(
            Mapping(style_width, num_mapping - 1),  # (N, W)
            Synthesis(g_channels, start=start, channels=channels, style_width=style_width),  # (N, C, H, W)
        )
        self.register_buffer("average", torch.zeros(style_width))

    @property
    def mapping(self) -> Mapping:
        """What makes a style of what `project` gives."""
        return cast(Mapping, self.layers[0])

    @property
    def synthesis(self) -> Synthesis:
        """What draws a style."""
        return cast(Synthesis, self.layers[1])

    def map(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """w (N, W)."""
        require_condition(y, self.condition_width)
        h = normalised(z)
        if self.read is not None:
            h = torch.cat([h, normalised(self.read(present(y).to(z.dtype)))], dim=1)
        return self.mapping(self.project(h))

    def truncated(self, w: Tensor, psi: float) -> Tensor:
        """w drawn towards the average: average + psi (w - average)."""
        return self.average + psi * (w - self.average)

    def synthesise(self, w: Tensor, *, noise: bool = True) -> Tensor:
        """Pictures of w (N, W), or of one w per layer (N, num_styles, W)."""
        return self.synthesis(w, self._noise(w.shape[0]) if noise else None)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        w = self.map(z, y)
        if self.training:
            with torch.no_grad():
                self.average.lerp_(w.detach().float().mean(dim=0), 1 - AVERAGED)
        return self.synthesise(w)

    def draw(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Pictures in [-1, 1]: what lies outside is cut off."""
        return self(z, y).clamp(-1, 1)

    def _noise(self, count: int) -> list[Tensor]:
        fixed = [cast(StyledLayer, layer).noise for layer in self.synthesis.layers]
        if not self.training:
            return fixed
        whole = count * self.share.processes
        return [
            self.share.own(torch.randn(whole, *each.shape[1:], device=each.device, generator=self.rng))
            for each in fixed
        ]


class DownBlock(nn.Module):
    """Maps (N, c_in, h, w) to (N, c_out, h // 2, w // 2): two 3x3 convolutions, and a 1x1 way past them."""

    drawn_as = "Residual block, 2 x Conv 3x3, halving"

    def __init__(self, c_in: int, c_out: int):
        super().__init__()
        self.first = EqualConv2d(c_in, c_in, kernel_size=3)
        self.second = EqualConv2d(c_in, c_out, kernel_size=3)
        self.skip = EqualConv2d(c_in, c_out, kernel_size=1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        h = avg_pool2d(rectified(self.second(rectified(self.first(x)))), kernel_size=2)
        return (h + self.skip(avg_pool2d(x, kernel_size=2))) / math.sqrt(2)


class MinibatchStddev(nn.Module):
    """Adds one map to (N, C, h, w): how much the samples of a group differ, one number for each group.

    Groups are of at most `group` samples, N // groups apart; the standard deviation is taken over a group, then its
    mean over maps and places. Karras et al. 2018, arxiv.org/abs/1710.10196, section 3.
    """

    drawn_as = "Minibatch stddev"

    def __init__(self, group: int):
        super().__init__()
        self.group = group
        self.sees_batch = "minibatch stddev" if group > 1 else ""

    def forward(self, x: Tensor) -> Tensor:
        size = next(size for size in range(min(self.group, len(x)), 0, -1) if len(x) % size == 0)
        y = x.float().unflatten(0, (size, -1))  # (size, groups, C, h, w)
        deviation = (y.var(dim=0, correction=0) + TINY).sqrt().mean(dim=(1, 2, 3))  # (groups,)
        added = deviation.repeat(size)[:, None, None, None].expand(-1, 1, *x.shape[2:])
        return torch.cat([x, added.to(x.dtype)], dim=1)


class Discriminator(nn.Module):
    """Maps images (N, C, H, W), and y (N, condition_width) if conditional, to logits (N,)."""

    def __init__(
        self, *, d_channels: tuple[int, ...], channels: int, image_size: int, group: int, condition_width: int = 0
    ):
        super().__init__()
        last, side = d_channels[-1], image_size // 2 ** (len(d_channels) - 1)
        self.from_rgb = EqualConv2d(channels, d_channels[0], kernel_size=1)
        self.blocks = nn.Sequential(*(DownBlock(c_in, c_out) for c_in, c_out in pairwise(d_channels)))
        self.stddev = MinibatchStddev(group)
        self.conv = EqualConv2d(last + 1, last, kernel_size=3)
        self.hidden = EqualLinear(last * side**2, last)
        self.head = ProjectionHead(last, condition_width)

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        h = self.blocks(rectified(self.from_rgb(x)))
        h = rectified(self.conv(self.stddev(h)))
        return self.head(rectified(self.hidden(h.flatten(start_dim=1))), y)
