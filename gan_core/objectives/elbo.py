"""The evidence lower bound that a VAE maximises: reconstruction and KL, in nats per image.

Kingma and Welling 2014, https://arxiv.org/abs/1312.6114
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.objectives.settings import ObjectiveSettings

if TYPE_CHECKING:
    from torch import Tensor

ACTIVE_VARIANCE = 0.01
"""A latent unit whose mean moves less than this over the data tells nothing. Burda et al. 2016, section 5.2"""


def bernoulli_nll(logits: Tensor, x: Tensor) -> Tensor:
    """-log p(x | z), a scalar in nats per image; x in [-1, 1] is read as the chance (x + 1) / 2 of each value.

    Summed over dimensions, averaged over the batch. For x between black and white it is a cross-entropy, which cannot
    reach 0. Kingma and Welling 2014, arxiv.org/abs/1312.6114
    """
    from torch.nn.functional import binary_cross_entropy_with_logits

    chance = (x.float() + 1) / 2
    return binary_cross_entropy_with_logits(logits.float(), chance, reduction="sum") / len(x)


def gaussian_nll(mean: Tensor, log_sigma: Tensor, x: Tensor) -> Tensor:
    """-log N(x; mean, sigma^2), a scalar in nats per image: 1/2 ((x - mean) / sigma)^2 + log sigma + 1/2 log(2 pi).

    Summed over dimensions, averaged over the batch. With log sigma kept, sigma can be learned: it settles at the
    decoder's own error. A density: below 0 when sigma is small. Rybkin et al. 2021, arxiv.org/abs/2006.13202
    """
    scaled = (x.float() - mean.float()) * (-log_sigma).exp()
    per_value = 0.5 * scaled.square() + log_sigma + 0.5 * math.log(2 * math.pi)
    return per_value.sum() / len(x)


def kl(mu: Tensor, logvar: Tensor) -> Tensor:
    """KL(N(mu, exp(logvar)) || N(0, 1)) = 1/2 (mu^2 + exp(logvar) - 1 - logvar): nats, (N, latent_dim).

    Kingma and Welling 2014, appendix B, arxiv.org/abs/1312.6114
    """
    # expm1(v) - v keeps its digits near the prior, where exp(v) - 1 - v would cancel to noise.
    return 0.5 * (mu.square() + logvar.expm1() - logvar)


def with_free_bits(kl_nats: Tensor, free_bits: float) -> Tensor:
    """The sum over latent dimensions of max(free_bits, mean over the batch of KL (N, latent_dim)): a scalar in nats.

    A dimension below its allowance feels no pull to the prior. Kingma et al. 2016, arxiv.org/abs/1606.04934
    """
    return kl_nats.mean(dim=0).clamp(min=free_bits).sum()


class Elbo(ObjectiveSettings):
    """Reconstruction plus beta times KL."""

    family: ClassVar[str] = "vae"
    title: ClassVar[str] = "Evidence lower bound"
    about: ClassVar[str] = "Reconstruct each sample well and keep its code close to the prior: beta weighs the two."
    paper: ClassVar[str] = "Kingma and Welling 2014, arxiv.org/abs/1312.6114"

    name: Literal["elbo"] = "elbo"
    beta: float = Field(
        default=1.0,
        ge=0,
        le=100,
        allow_inf_nan=False,
        title="Beta",
        description="The weight of the KL: 1 is the true bound, a higher value gives a tidier latent space and "
        "blurrier pictures, a lower one the reverse (Higgins et al. 2017).",
    )
    kl_warmup_steps: int = Field(
        default=0,
        ge=0,
        le=1_000_000,
        title="KL warm-up (steps)",
        description="Raise beta from 0 over this many steps at the start, so that the decoder learns to use the code "
        "before the code is pulled to the prior; 0 is off (Bowman et al. 2016).",
    )
    free_bits: float = Field(
        default=0.0,
        ge=0,
        le=10,
        allow_inf_nan=False,
        title="Free bits (nats per dimension)",
        description="How much information each latent dimension may carry at no cost, which keeps dimensions from "
        "going inactive; 0 is off (Kingma et al. 2016).",
    )

    def beta_at(self, step: int) -> float:
        """The weight of the KL at `step`, counted from 0."""
        return self.beta if step >= self.kl_warmup_steps else self.beta * step / self.kl_warmup_steps

    def loss(self, reconstruction: Tensor, kl_nats: Tensor, step: int) -> Tensor:
        """What a step minimises, a scalar in nats per image, from a scalar and the KL (N, latent_dim).

        Equal to -ELBO if beta is 1 and free_bits is 0. Higgins et al. 2017, openreview.net/forum?id=Sy2fzU9gl
        """
        return reconstruction + self.beta_at(step) * with_free_bits(kl_nats, self.free_bits)
