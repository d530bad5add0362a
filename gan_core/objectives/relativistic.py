"""The game of R3GAN: D says how much more real a real sample is than a generated one beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.objectives.settings import Game, PenaltyInterval, R1Gamma, R2Gamma

if TYPE_CHECKING:
    from torch import Tensor


def d(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """-log sigmoid(D(x) - D(G(z))), in pairs. Jolicoeur-Martineau 2019, arxiv.org/abs/1807.00734"""
    from torch.nn.functional import softplus

    return softplus(fake_logits - real_logits).mean()


def g(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """-log sigmoid(D(G(z)) - D(x)), in pairs. Jolicoeur-Martineau 2019, arxiv.org/abs/1807.00734"""
    from torch.nn.functional import softplus

    return softplus(real_logits - fake_logits).mean()


class Relativistic(Game):
    """Relativistic pairs with R1 and R2: with both, the game converges near its solution (shown locally)."""

    relativistic: ClassVar[bool] = True
    title: ClassVar[str] = "Relativistic (R3GAN)"
    about: ClassVar[str] = (
        "D compares each fake with a real sample, which works against leaving modes out; calmed by R1 and R2."
    )
    paper: ClassVar[str] = "Huang et al. 2024, arxiv.org/abs/2501.05441"

    name: Literal["relativistic"] = "relativistic"
    # The weight fits the number of pixels: the paper's 32x32 runs end at 0.05, its 256x256 ones at 15.
    r1_gamma: R1Gamma = 0.05
    r2_gamma: R2Gamma = 0.05
    penalty_interval: PenaltyInterval = 4

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return d(real_logits, fake_logits)

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return g(real_logits, fake_logits)
