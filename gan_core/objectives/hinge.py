"""The game with a margin: what is already clearly real or clearly fake teaches D nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from gan_core.objectives.settings import Game

if TYPE_CHECKING:
    from torch import Tensor


def d(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """max(0, 1 - D(x)) + max(0, 1 + D(G(z))). Lim and Ye 2017, arxiv.org/abs/1705.02894"""
    from torch.nn.functional import relu

    return relu(1 - real_logits).mean() + relu(1 + fake_logits).mean()


def g(real_logits: Tensor, fake_logits: Tensor) -> Tensor:
    """-D(G(z)). Lim and Ye 2017, arxiv.org/abs/1705.02894"""
    return -fake_logits.mean()


class Hinge(Game):
    """Real or fake, with a margin of 1."""

    title: ClassVar[str] = "Hinge"
    about: ClassVar[str] = "D stops pushing once it is sure by a margin; goes well with spectral normalisation."
    paper: ClassVar[str] = "Lim and Ye 2017, arxiv.org/abs/1705.02894"

    name: Literal["hinge"] = "hinge"

    def d(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return d(real_logits, fake_logits)

    def g(self, real_logits: Tensor, fake_logits: Tensor) -> Tensor:
        return g(real_logits, fake_logits)
