"""Generative Adversarial Networks, fully connected.

Goodfellow, Pouget-Abadie, Mirza, Xu, Warde-Farley, Ozair, Courville and Bengio 2014, https://arxiv.org/abs/1406.2661.
LeakyReLU stands for the paper's maxout units.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from gan_core.models.conditioning import ProjectionHead, with_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.initialise import he_, last_
from gan_core.models.layers import norm_1d, spectral_
from gan_core.shape import SampleShape


class Generator(DrawingNetwork):
    """Maps z (N, latent_dim), y (N, condition_width) if conditional, to images in [-1, 1] or to points (N, *dims)."""

    def __init__(
        self,
        *,
        latent_dim: int,
        g_widths: tuple[int, ...],
        shape: SampleShape,
        condition_width: int = 0,
        g_norm: str = "batch",
    ):
        super().__init__()
        self.condition_width = condition_width
        self.project = nn.Linear(latent_dim + condition_width, g_widths[0], bias=g_norm == "none")  # (N, w0)
        layers: list[nn.Module] = [*norm_1d(g_norm, g_widths[0]), nn.LeakyReLU(negative_slope=0.2)]
        for w_in, w_out in pairwise(g_widths):
            linear = nn.Linear(w_in, w_out, bias=g_norm == "none")
            layers += [linear, *norm_1d(g_norm, w_out), nn.LeakyReLU(negative_slope=0.2)]  # (N, w_out)
        last = nn.Linear(g_widths[-1], shape.num_values)
        layers += [last, nn.Unflatten(dim=1, unflattened_size=shape.dims)]  # (N, *dims)
        if shape.kind == "image":  # points have no bounds to keep
            layers.append(nn.Tanh())
        self.layers = nn.Sequential(*layers)
        he_(self)
        last_(last)

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(self.project(with_condition(z, y, self.condition_width)))


class Discriminator(nn.Module):
    """Maps images or points (N, *dims), and y (N, condition_width) if conditional, to logits (N,)."""

    def __init__(
        self, *, d_widths: tuple[int, ...], shape: SampleShape, condition_width: int = 0, d_norm: str = "none"
    ):
        super().__init__()
        layers: list[nn.Module] = [nn.Flatten()]  # (N, values)
        for index, (w_in, w_out) in enumerate(zip((shape.num_values, *d_widths[:-1]), d_widths, strict=True)):
            norm = norm_1d(d_norm, w_out) if index else []
            layers += [nn.Linear(w_in, w_out, bias=not norm), *norm, nn.LeakyReLU(negative_slope=0.2)]  # (N, w_out)
        self.layers = nn.Sequential(*layers)
        self.head = ProjectionHead(d_widths[-1], condition_width)
        he_(self.layers)
        if d_norm == "spectral":
            spectral_(self)

    def forward(self, x: Tensor, y: Tensor | None = None) -> Tensor:
        return self.head(self.layers(x), y)
