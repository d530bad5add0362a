"""The game as Goodfellow et al. 2014 played it: the generator maximises log D(G(z))."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.objectives.settings import Game

if TYPE_CHECKING:
    from torch import Tensor


def d(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """-log D(x) - log(1 - D(G(z))), with D = sigmoid(logits). Goodfellow et al. 2014, arxiv.org/abs/1406.2661"""
    from torch.nn.functional import softplus

    return softplus(-real_logits).mean() + softplus(fake_logits).mean()


def g(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """-log D(G(z)): keeps its gradient when D wins. Goodfellow et al. 2014, arxiv.org/abs/1406.2661"""
    from torch.nn.functional import softplus

    return softplus(-fake_logits).mean()


class NonSaturating(Game):
    """Real or fake, as a question with a probability for an answer."""

    title: ClassVar[str] = "Non-saturating"
    about: ClassVar[str] = (
        "The game that the first paper played: D says how likely a sample is real, and G makes that more likely."
    )
    paper: ClassVar[str] = "Goodfellow et al. 2014, arxiv.org/abs/1406.2661"

    name: Literal["non_saturating"] = "non_saturating"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return d(real_logits, fake_logits)

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return g(real_logits, fake_logits)
