"""Layers with an equalised learning rate: weights N(0, 1), scaled as they are used.

Karras, Aila, Laine and Lehtinen 2018, Progressive Growing of GANs, arxiv.org/abs/1710.10196, section 4.1: Adam moves
every weight by about as much, whatever its size, so weights of one size learn at one speed.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn.functional import conv2d, leaky_relu, linear

GAIN = math.sqrt(2)
"""What a leaky rectifier's outputs are multiplied by, so that they are as large as what went in."""


def rectified(x: Tensor) -> Tensor:
    """Leaky ReLU of slope 0.2 times the square root of 2."""
    return leaky_relu(x, negative_slope=0.2) * GAIN


class EqualLinear(nn.Linear):
    """A linear layer whose weight is used times gain / sqrt(inputs).

    With `lr_mul` it learns that much more slowly: weights begin as 1 / lr_mul times a normal number and weights and
    bias are used times `lr_mul`.
    """

    def __init__(self, c_in: int, c_out: int, *, lr_mul: float = 1.0, bias: float = 0.0, gain: float = 1.0):
        super().__init__(c_in, c_out)
        self.lr_mul, self.scale = lr_mul, gain * lr_mul / math.sqrt(c_in)
        with torch.no_grad():
            nn.init.normal_(self.weight, std=1 / lr_mul)
            self.bias.fill_(bias / lr_mul)

    def forward(self, x: Tensor) -> Tensor:
        return linear(x, self.weight * self.scale, self.bias * self.lr_mul)


class EqualConv2d(nn.Conv2d):
    """A convolution whose weight is used times gain / sqrt(inputs of an output); it keeps the size."""

    def __init__(self, c_in: int, c_out: int, *, kernel_size: int, bias: bool = True, gain: float = 1.0):
        super().__init__(c_in, c_out, kernel_size, padding=kernel_size // 2, bias=bias)
        self.scale = gain / math.sqrt(c_in * kernel_size**2)
        nn.init.normal_(self.weight)
        if self.bias is not None:
            nn.init.zeros_(self.bias)

    def forward(self, x: Tensor) -> Tensor:
        return conv2d(x, self.weight * self.scale, self.bias, padding=self.padding)
