"""Precision: how much of what is made looks real. Recall: how much of what is real can be made.

Kynkäänniemi, Karras, Laine, Lehtinen and Aila 2019, Improved precision and recall metric for assessing generative
models, arxiv.org/abs/1904.06991
"""

from dataclasses import dataclass

import numpy as np

from gan_core.quality.manifold import Manifold

NUM_NEAREST = 3
"""The paper's k."""


@dataclass(frozen=True)
class PrecisionRecall:
    """Shares, 0 to 1. Two draws of one distribution do not reach 1: compare both with those of real pictures."""

    precision: float
    recall: float


def precision_recall(real: np.ndarray | Manifold, made: np.ndarray, k: int = NUM_NEAREST) -> PrecisionRecall:
    """The share of features `made` (M, D) within a ball of the real ones (N, D), and the other way about.

    A ball reaches as far as the k-th nearest other of its own kind. Both figures move with N and M, so compare like
    with like. `real` may be a `Manifold` made before, whose k then counts.
    Raises UserError for k or fewer rows on either side.
    """
    balls = real if isinstance(real, Manifold) else Manifold(real, k)
    return PrecisionRecall(
        precision=float(np.mean(balls.falls(made).balls > 0)),
        recall=float(np.mean(Manifold(made, balls.k).falls(balls.features).balls > 0)),
    )
