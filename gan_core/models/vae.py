"""What both VAEs share: encoding and decoding, and from a raw output to a picture."""

from __future__ import annotations

import math
from typing import ClassVar

import torch
from torch import Tensor, nn

from gan_core.models.conditioning import with_condition
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.full_precision import in_fp32
from gan_core.models.initialise import WEIGHTED
from gan_core.shape import SampleShape


class Vae(DrawingNetwork):
    """Encodes x (N, *dims) to mu and logvar (N, latent_dim), decodes z (N, latent_dim) to a raw output (N, *dims).

    The raw output is logits for the Bernoulli likelihood and the mean for the Gaussian one. `log_sigma` is the
    Gaussian's learned width, a scalar parameter, and None for Bernoulli. mu, logvar, what z enters and the raw output
    are fp32 also under autocast: a posterior is often narrower than the digits that bf16 leaves.
    """

    draws_nothing: ClassVar[tuple[str, ...]] = ("encoder", "head", "log_sigma")
    log_sigma: nn.Parameter | None
    decoder: nn.Sequential

    def __init__(self, *, shape: SampleShape, latent_dim: int, condition_width: int, likelihood: str):
        super().__init__()
        self.kind = shape.kind
        self.latent_dim = latent_dim
        self.condition_width = condition_width
        self.likelihood = likelihood
        # exp(-1) = 0.37 is about the error of an untrained decoder on pictures in [-1, 1].
        self.log_sigma = nn.Parameter(torch.tensor(-1.0)) if likelihood == "gaussian" else None

    def encode(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """mu and logvar, each (N, latent_dim), of q(z | x)."""
        raise NotImplementedError

    def decode(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        """Logits (Bernoulli) or means (Gaussian), (N, *dims), of p(x | z)."""
        h, last = in_fp32(self.project, with_condition(z, y, self.condition_width)), self.last_layer
        for layer in self.decoder:
            h = in_fp32(layer, h) if layer is last else layer(h)
        return h

    @property
    def drawing_layers(self) -> nn.Sequential:
        return self.decoder

    def draw(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.picture(self.decode(z, y))

    @property
    def last_layer(self) -> nn.Module:
        """The one that says the raw output."""
        return [layer for layer in self.decoder if isinstance(layer, WEIGHTED)][-1]

    def picture(self, raw: Tensor) -> Tensor:
        """The sample in [-1, 1] that a raw output stands for; points come back as they are.

        For Bernoulli tanh(raw / 2), which is 2 sigmoid(raw) - 1: the expected pixel. The Gaussian's mean is left free
        in training, because a squashing would lose its gradient at black and white, and so it may lie a little
        outside: what no screen can show is clamped here, and only here.
        """
        if self.likelihood == "bernoulli":
            return torch.tanh(raw / 2)
        return raw if self.kind == "points" else raw.clamp(min=-1, max=1)

    def forward(self, x: Tensor, y: Tensor | None = None, eps: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
        """(raw, mu, logvar) with z = mu + exp(logvar / 2) eps; without eps (N, latent_dim) z is mu.

        Kingma and Welling 2014, https://arxiv.org/abs/1312.6114
        """
        mu, logvar = self.encode(x, y)
        z = mu if eps is None else mu + torch.exp(logvar / 2) * eps
        return self.decode(z, y), mu, logvar


class GaussianHead(nn.Module):
    """Maps features (N, F) to mu and logvar, each fp32 (N, latent_dim), computed so also under autocast."""

    def __init__(self, num_features: int, latent_dim: int):
        super().__init__()
        self.mu = nn.Linear(num_features, latent_dim)
        self.logvar = nn.Linear(num_features, latent_dim)
        for linear in (self.mu, self.logvar):
            # Small first codes: q(z | x) starts near the prior, and the KL at a few nats rather than at hundreds.
            nn.init.normal_(linear.weight, std=0.5 / math.sqrt(num_features))
            nn.init.zeros_(linear.bias)

    def forward(self, h: Tensor) -> tuple[Tensor, Tensor]:
        return in_fp32(self.mu, h).float(), in_fp32(self.logvar, h).float()
