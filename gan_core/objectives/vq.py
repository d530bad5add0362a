"""What a VQ-VAE minimises, and how its codebook moves. van den Oord et al. 2017, https://arxiv.org/abs/1711.00937"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.objectives.settings import ObjectiveSettings

if TYPE_CHECKING:
    from torch import Tensor


def commitment(h: Tensor, e: Tensor) -> Tensor:
    """||h - sg[e]||^2, summed over a picture's places and numbers, averaged over the batch: a scalar.

    Equation 3, third term: it keeps what the encoder says close to the code that was chosen.
    """
    return (h.float() - e.detach().float()).square().sum() / len(h)


def code_nats(log_p: Tensor, codes: Tensor) -> Tensor:
    """-sum ln p(code | those before), summed over places, averaged over the batch: nats a picture, a scalar.

    Of log p (N, P, K) and codes (N, P).
    """
    return -log_p.gather(-1, codes[..., None]).sum() / len(codes)


class VqObjective(ObjectiveSettings):
    """Squared error, plus beta times the commitment, plus the nats that the prior needs for the codes."""

    family: ClassVar[str] = "vq"
    title: ClassVar[str] = "Vector quantisation"
    about: ClassVar[str] = (
        "Reconstruct each sample through the nearest codes, keep the encoder close to them, and learn which codes "
        "follow which."
    )
    paper: ClassVar[str] = "van den Oord et al. 2017, arxiv.org/abs/1711.00937"

    name: Literal["vector_quantisation"] = "vector_quantisation"
    commitment: float = Field(
        default=0.25,
        ge=0,
        le=100,
        allow_inf_nan=False,
        title="Commitment",
        description="Beta, the weight of the squared distance between what the encoder says and the code that was "
        "chosen: without it the encoder wanders away from the codebook.",
    )
    codebook_decay: float = Field(
        default=0.99,
        ge=0,
        lt=1,
        title="Codebook decay",
        description="How much of its moving average each code keeps at a step: codes move towards the mean of what "
        "was nearest to them, the faster the smaller this is (appendix A.1).",
    )
    dead_below: float = Field(
        default=0.03,
        ge=0,
        le=1,
        title="Dead below",
        description="A code that is used less than this share of an even use is dead, and becomes a random vector "
        "that the encoder said just now (Dhariwal et al. 2020, arxiv.org/abs/2005.00341). 0 lets dead codes lie.",
    )

    def loss(self, reconstruction: Tensor, committed: Tensor, nats: Tensor) -> Tensor:
        """What a step minimises, a scalar: reconstruction + beta commitment + nats, see the functions above.

        The nats' gradient ends at the codes: it changes the prior alone.
        """
        return reconstruction + self.commitment * committed + nats
