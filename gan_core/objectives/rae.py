"""What a regularised autoencoder minimises: squared error, the length of its codes, the weights of its decoder.

Ghosh et al. 2020, From Variational to Deterministic Autoencoders, https://arxiv.org/abs/1903.12436, equation 11 with
the L2 regulariser of section 4.1
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.objectives.settings import ObjectiveSettings

if TYPE_CHECKING:
    from torch import Tensor


def squared_error(raw: Tensor, x: Tensor) -> Tensor:
    """||x - D(E(x))||^2, summed over dimensions, averaged over the batch: a scalar."""
    return (raw.float() - x.float()).square().sum() / len(x)


def code_length(z: Tensor) -> Tensor:
    """1/2 ||z||^2, summed over dimensions, averaged over the batch of codes (N, latent_dim): a scalar."""
    return 0.5 * z.square().sum() / len(z)


def weight_length(parameters: Iterable[Tensor]) -> Tensor:
    """||theta||^2: the sum of the squares of all numbers of the parameters, a scalar."""
    import torch

    return torch.stack([each.float().square().sum() for each in parameters]).sum()


class RaeL2(ObjectiveSettings):
    """Squared error, plus beta / 2 ||z||^2, plus lambda ||theta_D||^2."""

    family: ClassVar[str] = "rae"
    title: ClassVar[str] = "Regularised autoencoder (L2)"
    about: ClassVar[str] = (
        "Reconstruct each sample, keep codes short and the decoder's weights small: no noise, and no prior that codes "
        "are pulled to."
    )
    paper: ClassVar[str] = "Ghosh et al. 2020, arxiv.org/abs/1903.12436"

    name: Literal["rae_l2"] = "rae_l2"
    beta: float = Field(
        default=0.1,
        ge=0,
        le=100,
        allow_inf_nan=False,
        title="Beta",
        description="The weight of the squared length of the codes, by half: it keeps them near 0, where something "
        "can be fitted to them.",
    )
    decoder_l2: float = Field(
        default=1e-2,
        ge=0,
        le=10,
        allow_inf_nan=False,
        title="Decoder L2",
        description="Lambda, the weight of the squared length of the decoder's parameters: without it the encoder "
        "could make codes as short as it likes, and the decoder make up for it. It keeps neighbouring codes' pictures "
        "alike, which a VAE's noise does otherwise.",
    )

    def loss(self, reconstruction: Tensor, code: Tensor, decoder: Tensor) -> Tensor:
        """What a step minimises, a scalar: reconstruction + beta code + lambda decoder, see the functions above."""
        return reconstruction + self.beta * code + self.decoder_l2 * decoder
