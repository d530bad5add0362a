"""Regularised autoencoders: the layers of the VAEs without their noise.

Ghosh, Sajjadi, Vergari, Black and Schölkopf 2020, From Variational to Deterministic Autoencoders,
https://arxiv.org/abs/1903.12436
"""

from __future__ import annotations

import math
from typing import cast

import torch
from torch import Tensor, nn

from gan_core.models.full_precision import in_fp32
from gan_core.models.vae import GaussianHead, Vae

NO_SPREAD = -40.0
"""The log variance that stands for none: a standard deviation of 2e-9."""


class CodeHead(nn.Module):
    """Maps features (N, F) to a code and a log variance that never changes, each fp32 (N, latent_dim).

    So a code is told as the mean of a posterior without spread, and whatever works with a VAE's means works with it.
    """

    def __init__(self, num_features: int, latent_dim: int):
        super().__init__()
        self.mu = nn.Linear(num_features, latent_dim)
        nn.init.normal_(self.mu.weight, std=0.5 / math.sqrt(num_features))
        nn.init.zeros_(self.mu.bias)

    def forward(self, h: Tensor) -> tuple[Tensor, Tensor]:
        code = in_fp32(self.mu, h).float()
        return code, torch.full_like(code, NO_SPREAD)


def without_noise(vae: Vae) -> Vae:
    """The same network with codes instead of posteriors, and without a learned spread of the pixels."""
    head = cast(GaussianHead, vae.head)
    vae.head = CodeHead(head.mu.in_features, vae.latent_dim)
    vae.log_sigma = None
    return vae
