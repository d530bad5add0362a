"""Parts that several architectures share: upsampling, discriminator norms, spectral norm."""

from __future__ import annotations

from torch import nn
from torch.nn.utils.parametrizations import spectral_norm

from gan_core.models.initialise import WEIGHTED


def doubling(kind: str, c_in: int, c_out: int, *, bias: bool) -> list[nn.Module]:
    """Layers that map (N, c_in, h, w) to (N, c_out, 2h, 2w): "transposed", or "resize" (nearest, then a 3x3 conv)."""
    if kind == "transposed":
        return [nn.ConvTranspose2d(c_in, c_out, kernel_size=4, stride=2, padding=1, bias=bias)]
    return [
        nn.Upsample(scale_factor=2, mode="nearest"),
        nn.Conv2d(c_in, c_out, kernel_size=3, padding=1, bias=bias),
    ]


def norm_2d(d_norm: str, channels: int) -> list[nn.Module]:
    """The norm that stands after a convolution: batch norm, a norm over one whole sample, or nothing."""
    match d_norm:
        case "batch":
            return [nn.BatchNorm2d(channels)]
        case "layer":
            return [nn.GroupNorm(num_groups=1, num_channels=channels)]
        case _:
            return []


def norm_1d(d_norm: str, width: int) -> list[nn.Module]:
    """The same after a fully connected layer."""
    match d_norm:
        case "batch":
            return [nn.BatchNorm1d(width)]
        case "layer":
            return [nn.LayerNorm(width)]
        case _:
            return []


def spectral_(module: nn.Module) -> None:
    """Divides each weight in `module` by its largest singular value from now on.

    Miyato et al. 2018, Spectral Normalization for GANs, https://arxiv.org/abs/1802.05957
    """
    for layer in list(module.modules()):
        if isinstance(layer, WEIGHTED):
            spectral_norm(layer)
