"""A GAN that draws what a sentence says: affine modulation in G, the sentence joined at 4x4 in D.

Tao et al. 2022, DF-GAN, arxiv.org/abs/2008.05865: one stage, every generator layer scaled and shifted by the sentence,
a discriminator that sees picture and sentence together. The picture encoder stands where AttnGAN has its DAMSM
(Xu et al. 2018, arxiv.org/abs/1711.10485). Reed et al. 2016, arxiv.org/abs/1605.05396, began it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor, nn

from gan_core.models.conditioning import require_condition, with_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.full_precision import in_fp32
from gan_core.models.initialise import Weighted, he_, last_
from gan_core.models.layers import norm_2d, spectral_
from gan_core.present import present
from gan_core.shape import SampleShape
from gan_core.text.language_model import TextNetwork

if TYPE_CHECKING:
    from gan_core.models.text_gan_settings import TextGanSettings


class ModulatedBlock(nn.Module):
    """Maps (N, c_in, h, w) to (N, c_out, 2h, 2w); scale and shift, each (N, c_out), stand for batch norm's own."""

    drawn_as = "Upsample 2x · Conv 3x3 · modulated BatchNorm · ReLU"

    def __init__(self, c_in: int, c_out: int):
        super().__init__()
        self.grow = nn.Upsample(scale_factor=2, mode="nearest")
        self.conv = nn.Conv2d(c_in, c_out, kernel_size=3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(c_out, affine=False)

    def forward(self, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
        x = self.norm(self.conv(self.grow(x)))
        return torch.relu(x * (1 + scale[:, :, None, None]) + shift[:, :, None, None])


class ModulatedLayers(nn.Module):
    """Maps what `project` gives, (N, F), to (N, c_last, H, W): the first map, and every block's scale and shift."""

    def __init__(self, g_channels: tuple[int, ...], start: int):
        super().__init__()
        self.start, self.g_channels = start, g_channels
        self.blocks = nn.ModuleList(ModulatedBlock(c_in, c_out) for c_in, c_out in pairwise(g_channels))
        self.widths = [g_channels[0] * start**2, *(2 * c_out for c_out in g_channels[1:])]

    def forward(self, h: Tensor) -> Tensor:
        first, *styles = h.split(self.widths, dim=1)
        x = first.unflatten(1, (self.g_channels[0], self.start, self.start))
        for block, style in zip(self.blocks, styles, strict=True):
            scale, shift = style.chunk(2, dim=1)
            x = block(x, scale, shift)
        return x


class PictureEncoder(nn.Module):
    """Maps images (N, C, H, W) in [-1, 1] to embeddings (N, width), which lie by the sentences that fit them."""

    drawn_as = "Picture encoder"

    def __init__(self, *, picture_channels: tuple[int, ...], channels: int, image_size: int, width: int):
        super().__init__()
        self.width = width
        layers: list[nn.Module] = []
        for c_in, c_out in pairwise((channels, *picture_channels)):
            layers += [nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1), nn.LeakyReLU(negative_slope=0.2)]
        side = image_size // 2 ** len(picture_channels)
        self.layers = nn.Sequential(*layers, nn.Flatten(), nn.Linear(picture_channels[-1] * side**2, width))
        he_(self)

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


NUM_EXAMPLES = 1024
"""Captions of what it learned from that a generator keeps: to be asked for where nobody says what."""


class Generator(DrawingNetwork):
    """Maps z (N, latent_dim) and sentence embeddings y (N, condition_width) to images (N, C, H, W) in [-1, 1].

    `text` makes y of tokens; `match` takes y, and `pictures` images, to where InfoNCE compares them. `examples` are
    captions as tokens.
    """

    draws_nothing = ("text", "pictures", "match")
    examples: Tensor

    def __init__(self, settings: TextGanSettings, shape: SampleShape):
        super().__init__()
        width, g_channels = shape.condition_width, settings.g_channels
        self.condition_width = width
        body = ModulatedLayers(g_channels, shape.image_size // 2 ** (len(g_channels) - 1))
        self.project = nn.Linear(settings.latent_dim + width, sum(body.widths))
        self.layers = nn.Sequential(
            body,  # (N, last, H, W)
            nn.Conv2d(g_channels[-1], shape.channels, kernel_size=3, padding=1),  # (N, C, H, W)
            nn.Tanh(),
        )
        he_(self)
        with torch.no_grad():  # scales and shifts begin small, so that batch norm's signal passes
            self.project.weight[body.widths[0] :].mul_(0.3)
        last_(cast(Weighted, self.layers[1]))
        self.text = TextNetwork(
            name=settings.text_network,
            vocabulary=settings.vocabulary,
            max_words=settings.max_words,
            width=width,
            num_layers=settings.text_layers,
        )
        self.pictures = PictureEncoder(
            picture_channels=settings.picture_channels,
            channels=shape.channels,
            image_size=shape.image_size,
            width=width,
        )
        self.match = nn.Linear(width, width)
        length = settings.max_words + 2
        self.register_buffer("examples", torch.zeros(NUM_EXAMPLES, length, dtype=torch.int16))

    @torch.no_grad()
    def example_conditions(self, shape: SampleShape, count: int) -> Tensor:
        """y float32 (count, condition_width) of the captions that it keeps, one after the other."""
        rows = torch.arange(count, device=self.examples.device) % NUM_EXAMPLES
        distinct, back = rows.unique(return_inverse=True)
        return self.text.embed(self.examples[distinct].long()).float()[back]

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(self.project(with_condition(z, y, self.condition_width)))


class Discriminator(nn.Module):
    """Maps images (N, C, H, W) in [-1, 1] and sentence embeddings y (N, condition_width) to logits (N,).

    In two parts, so that a picture is encoded once and compared with several sentences: `encode` and `score`.
    """

    def __init__(
        self, *, d_channels: tuple[int, ...], channels: int, image_size: int, condition_width: int, d_norm: str = "none"
    ):
        super().__init__()
        self.condition_width = condition_width
        layers: list[nn.Module] = []
        for index, (c_in, c_out) in enumerate(pairwise((channels, *d_channels))):
            norm = [] if index == 0 else norm_2d(d_norm, c_out)
            layers.append(nn.Conv2d(c_in, c_out, kernel_size=4, stride=2, padding=1, bias=not norm))
            layers += [*norm, nn.LeakyReLU(negative_slope=0.2)]
        self.layers = nn.Sequential(*layers)  # (N, last, s, s)
        last, self.side = d_channels[-1], image_size // 2 ** len(d_channels)
        self.read = nn.Linear(condition_width, condition_width)
        self.join = nn.Sequential(
            nn.Conv2d(last + condition_width, last, kernel_size=3, padding=1),
            nn.LeakyReLU(negative_slope=0.2),
            nn.Flatten(),
        )
        self.head = nn.Linear(last * self.side**2, 1)
        he_(self)
        if d_norm == "spectral":
            spectral_(self)

    def encode(self, x: Tensor) -> Tensor:
        """Feature maps (N, last, s, s) of images."""
        return self.layers(x)

    def score(self, h: Tensor, y: Tensor | None) -> Tensor:
        """Logits (N,) of feature maps and sentences: high where the picture is real and the sentence fits it."""
        require_condition(y, self.condition_width)
        read = self.read(present(y).to(h.dtype))[:, :, None, None].expand(-1, -1, self.side, self.side)
        return in_fp32(self.head, self.join(torch.cat([h, read.to(h.dtype)], dim=1))).squeeze(1).float()

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        return self.score(self.encode(x), y)
