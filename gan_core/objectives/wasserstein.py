"""The game of the earth mover: D is a critic that measures how far generated samples are from real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.objectives.settings import DSteps, Game, GradientPenalty

if TYPE_CHECKING:
    from torch import Tensor


def d(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """D(G(z)) - D(x): minus the distance, as far as D is 1-Lipschitz. Arjovsky et al. 2017, arxiv.org/abs/1701.07875"""
    return fake_logits.mean() - real_logits.mean()


def g(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """-D(G(z)). Arjovsky et al. 2017, arxiv.org/abs/1701.07875"""
    return -fake_logits.mean()


class Wasserstein(Game):
    """How far apart real and fake are, by a critic whose slope is held at 1."""

    title: ClassVar[str] = "Wasserstein"
    about: ClassVar[str] = (
        "D measures a distance that falls as pictures improve; slow and steady. Its estimate is a telling curve, the "
        "loss with its penalty is not."
    )
    paper: ClassVar[str] = "Gulrajani et al. 2017, arxiv.org/abs/1704.00028"

    name: Literal["wasserstein"] = "wasserstein"
    d_steps: DSteps = 5
    gradient_penalty: GradientPenalty = 10.0

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return d(real_logits, fake_logits)

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return g(real_logits, fake_logits)

    def readings(self, real_logits: Tensor, fake_logits: Tensor) -> dict[str, Tensor]:
        """The distance alone, without the penalty that D's loss carries."""
        return {"D/wasserstein": -d(real_logits, fake_logits)}

    def check(self, d_norm: str) -> None:
        """Raises ValueError with a sentence if nothing bounds the critic's slope, or a penalty meets batch norm."""
        super().check(d_norm)
        if self.gradient_penalty == 0 and d_norm != "spectral":
            raise ValueError(
                f"gradient_penalty must be above 0, or d_norm spectral, for wasserstein, got 0 and {d_norm}: "
                "a critic whose slope nothing bounds measures no distance"
            )
