"""The six games of a generator against a discriminator, in the notation of their papers.

Each says what D minimises and what G minimises, as scalars of logits (N,) of real and of generated samples, averaged
over the batch; D(x) in a formula is the logit of a real sample, D(G(z)) that of a generated one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.objectives.settings import DSteps, Game, GradientPenalty, PenaltyInterval, R1Gamma, R2Gamma

if TYPE_CHECKING:
    from torch import Tensor


class NonSaturating(Game):
    """Real or fake, as a question with a probability for an answer: the game as it was played from the start."""

    title: ClassVar[str] = "Non-saturating"
    about: ClassVar[str] = (
        "The game of the first GAN paper: D says how likely it is that a sample is real, and G tries to raise that "
        "for its fakes."
    )
    paper: ClassVar[str] = "Goodfellow et al. 2014, arxiv.org/abs/1406.2661"
    guessing_loss: ClassVar[float | None] = 2 * math.log(2)

    name: Literal["non_saturating"] = "non_saturating"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-log sigmoid(D(x)) - log(1 - sigmoid(D(G(z)))). Goodfellow et al. 2014, arxiv.org/abs/1406.2661"""
        from torch.nn.functional import softplus

        return softplus(-real_logits).mean() + softplus(fake_logits).mean()

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-log sigmoid(D(G(z))): keeps its gradient when D wins. Goodfellow et al. 2014, arxiv.org/abs/1406.2661"""
        from torch.nn.functional import softplus

        return softplus(-fake_logits).mean()


class Saturating(NonSaturating):
    """The game of the proofs, minimax, kept for its failure: vanishing gradients. D minimises the same."""

    title: ClassVar[str] = "Saturating (minimax)"
    about: ClassVar[str] = (
        "The game that the theory analyses: once D is confident, G learns next to nothing. Try it to see why "
        "nobody uses it."
    )

    name: Literal["saturating"] = "saturating"  # type: ignore[assignment]  # all else is its base's

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """log(1 - sigmoid(D(G(z)))): no gradient once D is sure. Goodfellow et al. 2014, arxiv.org/abs/1406.2661"""
        from torch.nn.functional import softplus

        return -softplus(fake_logits).mean()


class LeastSquares(Game):
    """Real or fake, as a number to hit: real samples are to score 1, generated ones 0."""

    title: ClassVar[str] = "Least squares"
    about: ClassVar[str] = (
        "D aims at 1 for real and 0 for fake; even an obvious fake still gets a gradient. Learns quickly at the start."
    )
    paper: ClassVar[str] = "Mao et al. 2017, arxiv.org/abs/1611.04076"
    guessing_loss: ClassVar[float | None] = 0.25

    name: Literal["least_squares"] = "least_squares"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """1/2 (D(x) - 1)^2 + 1/2 D(G(z))^2. Mao et al. 2017, arxiv.org/abs/1611.04076"""
        return 0.5 * (real_logits - 1).square().mean() + 0.5 * fake_logits.square().mean()

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """1/2 (D(G(z)) - 1)^2. Mao et al. 2017, arxiv.org/abs/1611.04076"""
        return 0.5 * (fake_logits - 1).square().mean()


class Hinge(Game):
    """Real or fake, with a margin of 1: what is already clearly real or clearly fake teaches D nothing more."""

    title: ClassVar[str] = "Hinge"
    about: ClassVar[str] = "D stops pushing once it is right by a margin; works well with spectral normalisation."
    paper: ClassVar[str] = "Lim and Ye 2017, arxiv.org/abs/1705.02894"
    guessing_loss: ClassVar[float | None] = 2.0

    name: Literal["hinge"] = "hinge"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """max(0, 1 - D(x)) + max(0, 1 + D(G(z))). Lim and Ye 2017, arxiv.org/abs/1705.02894"""
        from torch.nn.functional import relu

        return relu(1 - real_logits).mean() + relu(1 + fake_logits).mean()

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-D(G(z)). Lim and Ye 2017, arxiv.org/abs/1705.02894"""
        return -fake_logits.mean()


class Wasserstein(Game):
    """The game of the earth mover: how far apart real and fake are, by a critic whose slope is held at 1."""

    title: ClassVar[str] = "Wasserstein"
    about: ClassVar[str] = (
        "D measures a distance that falls as pictures improve; slow and steady, with a meaningful curve: the "
        "Wasserstein estimate."
    )
    paper: ClassVar[str] = "Gulrajani et al. 2017, arxiv.org/abs/1704.00028"

    name: Literal["wasserstein"] = "wasserstein"
    d_steps: DSteps = 5
    gradient_penalty: GradientPenalty = 10.0

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """D(G(z)) - D(x): minus the distance, where D is 1-Lipschitz. Arjovsky et al. 2017, arxiv.org/abs/1701.07875"""
        return fake_logits.mean() - real_logits.mean()

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-D(G(z)). Arjovsky et al. 2017, arxiv.org/abs/1701.07875"""
        return -fake_logits.mean()

    def readings(self, real_logits: Tensor, fake_logits: Tensor) -> dict[str, Tensor]:
        """The estimated distance, without any penalty."""
        return {"D/wasserstein": -self.d(real_logits, fake_logits)}

    def check(self, d_norm: str) -> None:
        """Raises ValueError with a sentence if nothing bounds the critic's slope, or a penalty meets batch norm."""
        super().check(d_norm)
        if self.gradient_penalty == 0 and d_norm != "spectral":
            raise ValueError(
                f"gradient_penalty must be above 0, or d_norm spectral, for wasserstein, got 0 and {d_norm}: a "
                "critic with an unbounded slope does not measure a distance"
            )


class Relativistic(Game):
    """Pairs: D says how much more real a real sample is than the generated one beside it.

    With R1 and R2, as in R3GAN, the game converges near its solution (shown locally).
    """

    relativistic: ClassVar[bool] = True
    title: ClassVar[str] = "Relativistic (R3GAN)"
    about: ClassVar[str] = (
        "D compares each fake with a real sample, which counters mode dropping; stabilised by R1 and R2."
    )
    paper: ClassVar[str] = "Huang et al. 2024, arxiv.org/abs/2501.05441"
    guessing_loss: ClassVar[float | None] = math.log(2)

    name: Literal["relativistic"] = "relativistic"
    # The weight fits the number of pixels: the paper's 32x32 runs end at 0.05, its 256x256 ones at 15.
    r1_gamma: R1Gamma = 0.05
    r2_gamma: R2Gamma = 0.05
    penalty_interval: PenaltyInterval = 4

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-log sigmoid(D(x) - D(G(z))), in pairs. Jolicoeur-Martineau 2019, arxiv.org/abs/1807.00734"""
        from torch.nn.functional import softplus

        return softplus(fake_logits - real_logits).mean()

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        """-log sigmoid(D(G(z)) - D(x)), in pairs. Jolicoeur-Martineau 2019, arxiv.org/abs/1807.00734"""
        from torch.nn.functional import softplus

        return softplus(real_logits - fake_logits).mean()
