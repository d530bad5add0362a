"""Initial weights. Torch's defaults apply where nothing here is called."""

from __future__ import annotations

import math

from torch import nn

WEIGHTED = (nn.Linear, nn.Conv2d, nn.ConvTranspose2d)
Weighted = nn.Linear | nn.Conv2d | nn.ConvTranspose2d


def dcgan_(module: nn.Module) -> None:
    """Weights N(0, 0.02), biases 0, as in Radford et al. 2015. For layers that a norm follows."""
    for layer in module.modules():
        if isinstance(layer, WEIGHTED):
            _normal_(layer, std=0.02)


def he_(module: nn.Module) -> None:
    """Weights that keep the signal's size through ReLU layers without a norm, biases 0.

    He et al. 2015, Delving Deep into Rectifiers, https://arxiv.org/abs/1502.01852
    """
    for layer in module.modules():
        if isinstance(layer, WEIGHTED):
            _normal_(layer, std=math.sqrt(2 / num_inputs(layer)))


def last_(layer: Weighted) -> None:
    """The same for a layer that draws: first pictures are near mid-grey, where tanh and sigmoid keep their gradient."""
    _normal_(layer, std=0.5 / math.sqrt(num_inputs(layer)))


def num_inputs(layer: Weighted) -> float:
    """How many values each output of a Linear, Conv2d or ConvTranspose2d is the weighted sum of, away from borders."""
    if isinstance(layer, nn.ConvTranspose2d):  # its weight is (c_in, c_out, k, k), and a stride thins what arrives
        return layer.in_channels * math.prod(layer.kernel_size) / math.prod(layer.stride)
    return layer.weight[0].numel()


def _normal_(layer: Weighted, std: float) -> None:
    nn.init.normal_(layer.weight, std=std)
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
