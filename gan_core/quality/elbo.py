"""How well a VAE explains pictures it is shown: evidence lower bound, its parts, and a tighter bound.

Kingma and Welling 2014, arxiv.org/abs/1312.6114; Burda, Grosse and Salakhutdinov 2016, Importance weighted
autoencoders, arxiv.org/abs/1509.00519
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, special
from torch.nn.functional import binary_cross_entropy_with_logits

from gan_core.models.vae import Vae
from gan_core.objectives.elbo import ACTIVE_VARIANCE, kl
from gan_core.present import present

ROWS_AT_ONCE = 256
LEVEL = 2 / 255
"""From one of the 256 levels of a pixel to the next, where black is -1 and white 1."""


@dataclass(frozen=True)
class Bound:
    """Means over `num_images`, in nats per image; `standard_error` is that of `elbo` over them."""

    elbo: float
    reconstruction: float
    """-log p(x | z), the mean over the code's draws; `elbo` = -reconstruction - kl."""
    kl: float
    kl_units: tuple[float, ...]
    active_units: int
    standard_error: float
    bits_per_dim: float | None
    """-ELBO of the bytes, where a Gaussian gives each of the 256 levels its mass; None for points, without levels,
    and for Bernoulli, which reads greys as chances."""
    num_images: int


@torch.no_grad()
def elbo(vae: Vae, x: np.ndarray, y: np.ndarray | None = None, *, num_draws: int = 1, seed: int = 0) -> Bound:
    """The bound of samples x float32 (N, *dims) in [-1, 1], with `num_draws` codes each, without beta and free bits.

    y float32 (N, condition_width) for a conditional VAE. KL is exact; only the reconstruction is an average over draws.
    """
    rebuilt, as_bytes, kls, mus = [], [], [], []
    for rows, labels, mu, logvar, rng in _encoded(vae, x, y, seed):
        kls.append(kl(mu, logvar))
        mus.append(mu)
        raws = [vae.decode(_drawn(mu, logvar, rng), labels) for _ in range(num_draws)]
        rebuilt.append(torch.stack([-log_likelihood(vae, raw, rows) for raw in raws]).mean(dim=0))
        if _has_bytes(vae):
            as_bytes.append(torch.stack([-log_mass(raw, present(vae.log_sigma), rows) for raw in raws]).mean(dim=0))
    nats, units = torch.cat(rebuilt).double(), torch.cat(kls).double()
    each = nats + units.sum(dim=1)  # (N,): -ELBO
    bits = None
    if as_bytes:
        bits = float((torch.cat(as_bytes).double() + units.sum(dim=1)).mean()) / math.log(2) / x[0].size
    return Bound(
        elbo=-float(each.mean()),
        reconstruction=float(nats.mean()),
        kl=float(units.sum(dim=1).mean()),
        kl_units=tuple(units.mean(dim=0).tolist()),
        active_units=active_units(torch.cat(mus)),
        standard_error=float(each.std()) / math.sqrt(len(x)) if len(x) > 1 else math.nan,
        bits_per_dim=bits,
        num_images=len(x),
    )


@torch.no_grad()
def log_likelihood(vae: Vae, raw: Tensor, x: Tensor) -> Tensor:
    """log p(x | z) in nats, (N,), of the decoder's raw outputs; greys between black and white count as chances."""
    raw, x = raw.float().flatten(start_dim=1), x.float().flatten(start_dim=1)
    if vae.likelihood == "bernoulli":
        return -binary_cross_entropy_with_logits(raw, (x + 1) / 2, reduction="none").sum(dim=1)
    log_sigma = present(vae.log_sigma)
    scaled = (x - raw) * (-log_sigma).exp()
    return -(0.5 * scaled.square() + log_sigma + 0.5 * math.log(2 * math.pi)).sum(dim=1)


def log_mass(mean: Tensor, log_sigma: Tensor, x: Tensor) -> Tensor:
    """log P(byte | z) in nats, (N,): of each pixel the Gaussian's mass nearer to its level than to any other.

    log(Phi((x + d - mean) / sigma) - Phi((x - d - mean) / sigma)), d half a level; black and white take all beyond.
    Salimans et al. 2017, PixelCNN++, equation 2, with a Gaussian for the logistic, arxiv.org/abs/1701.05517
    """
    off, x = (x - mean).double().flatten(start_dim=1), x.flatten(start_dim=1)
    # By symmetry the interval is moved below 0, where log Phi keeps its digits.
    upper, lower = off + LEVEL / 2, off - LEVEL / 2
    upper[x > 1 - LEVEL / 2], lower[x < -1 + LEVEL / 2] = math.inf, -math.inf
    swap = upper + lower > 0
    upper, lower = torch.where(swap, -lower, upper), torch.where(swap, -upper, lower)
    scale = (-log_sigma.double()).exp()
    high, low = special.log_ndtr(upper * scale), special.log_ndtr(lower * scale)
    return (high + torch.log(-torch.expm1(low - high))).sum(dim=1)


def active_units(mu: Tensor) -> int:
    """How many of the latent units of mu (N, latent_dim) differ between pictures: variance above 0.01.

    Burda, Grosse and Salakhutdinov 2016, section 5.2, arxiv.org/abs/1509.00519
    """
    return int((mu.double().var(dim=0, correction=0) > ACTIVE_VARIANCE).sum())


def _has_bytes(vae: Vae) -> bool:
    return vae.likelihood == "gaussian" and vae.kind == "image"


def _drawn(mu: Tensor, logvar: Tensor, rng: torch.Generator) -> Tensor:
    eps = torch.randn(mu.shape, generator=rng)  # drawn on the CPU: the same on every device
    return mu + torch.exp(logvar / 2) * eps.to(mu.device)


Portion = tuple[Tensor, Tensor | None, Tensor, Tensor, torch.Generator]


def _encoded(vae: Vae, x: np.ndarray, y: np.ndarray | None, seed: int) -> Iterator[Portion]:
    """Samples, labels, mu, logvar and the random numbers to come, portion by portion."""
    device, rng = next(vae.parameters()).device, torch.Generator().manual_seed(seed)
    for first in range(0, len(x), ROWS_AT_ONCE):
        rows = torch.from_numpy(x[first : first + ROWS_AT_ONCE]).to(device)
        labels = None if y is None else torch.from_numpy(y[first : first + ROWS_AT_ONCE]).to(device)
        yield rows, labels, *vae.encode(rows, labels), rng
