"""Density and coverage: precision and recall that one outlier cannot fool, counted on the balls of the real alone.

Naeem, Oh, Uh, Choi and Yoo 2020, Reliable fidelity and diversity metrics for generative models,
arxiv.org/abs/2002.09797
"""

from dataclasses import dataclass

import numpy as np

from gan_core.quality.manifold import Manifold

NUM_NEAREST = 5
"""The paper's k, with which two draws of one distribution cover each other to 0.97."""


@dataclass(frozen=True)
class DensityCoverage:
    """`density` is 1 for what is drawn like the data, and may exceed it; `coverage` is a share, 0 to 1."""

    density: float
    coverage: float


def density_coverage(real: np.ndarray | Manifold, made: np.ndarray, k: int = NUM_NEAREST) -> DensityCoverage:
    """1/(k M) sum over made (M, D) of real balls it is in; and the share of real (N, D) with a made one in its ball.

    `real` may be a `Manifold` made before, whose k then counts. Raises UserError for k or fewer real rows.
    """
    balls = real if isinstance(real, Manifold) else Manifold(real, k)
    falls = balls.falls(made)
    return DensityCoverage(density=float(falls.balls.mean()) / balls.k, coverage=float(falls.held.mean()))
