"""The game with squares for logarithms: real samples are to score 1, generated ones 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.objectives.settings import Game

if TYPE_CHECKING:
    from torch import Tensor


def d(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """1/2 (D(x) - 1)^2 + 1/2 D(G(z))^2. Mao et al. 2017, arxiv.org/abs/1611.04076"""
    return 0.5 * (real_logits - 1).square().mean() + 0.5 * fake_logits.square().mean()


def g(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """1/2 (D(G(z)) - 1)^2. Mao et al. 2017, arxiv.org/abs/1611.04076"""
    return 0.5 * (fake_logits - 1).square().mean()


class LeastSquares(Game):
    """Real or fake, as a number to hit."""

    title: ClassVar[str] = "Least squares"
    about: ClassVar[str] = "D aims at 1 for real and 0 for fake; even an obvious fake still learns. Quick to start."
    paper: ClassVar[str] = "Mao et al. 2017, arxiv.org/abs/1611.04076"

    name: Literal["least_squares"] = "least_squares"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return d(real_logits, fake_logits)

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return g(real_logits, fake_logits)
