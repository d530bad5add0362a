"""The game as its theory has it, minimax: the generator minimises log(1 - D(G(z))), and stands still when D wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.objectives.non_saturating import d
from gan_core.objectives.settings import Game

if TYPE_CHECKING:
    from torch import Tensor


def g(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """log(1 - D(G(z))): its gradient goes to 0 as D gets sure. Goodfellow et al. 2014, arxiv.org/abs/1406.2661"""
    from torch.nn.functional import softplus

    return -softplus(fake_logits).mean()


class Saturating(Game):
    """The game of the proofs, kept for its illness: vanishing gradients."""

    title: ClassVar[str] = "Saturating (minimax)"
    about: ClassVar[str] = (
        "The game of the proofs: once D is sure, G learns next to nothing. To see why nobody uses it."
    )
    paper: ClassVar[str] = "Goodfellow et al. 2014, arxiv.org/abs/1406.2661"

    name: Literal["saturating"] = "saturating"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return d(real_logits, fake_logits)

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return g(real_logits, fake_logits)
