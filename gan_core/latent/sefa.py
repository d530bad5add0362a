"""Closed-Form Factorization of Latent Semantics in GANs: directions computed from the first weight, without samples.

Shen and Zhou 2021, arxiv.org/abs/2007.06600
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_core.latent.direction import LEAST_OF_FIRST, Direction, Method, needs_weights, turned, unit
from gan_core.wording import percent

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator


def factorise(weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues (D,), falling, and unit eigenvectors (D, D) in rows, of A^T A for a weight A (F, D).

    The first row is the n of length 1 with the largest ||A n||^2, which is the eigenvalue.
    """
    weight = weight.astype(np.float64)
    values, vectors = np.linalg.eigh(weight.T @ weight)
    return np.maximum(values[::-1], 0), np.stack([turned(vector) for vector in vectors.T[::-1]])


def find(generator: Generator, data: ImageData | None, seed: int, count: int) -> list[Direction]:
    """The directions that the first layer amplifies most. Labels have columns of their own, which are left out."""
    weight = generator.module.project.weight.detach().float().cpu().numpy()[:, : generator.latent_dim]
    values, vectors = factorise(weight)
    shares = values / max(values.sum(), 1e-12)
    return [
        Direction(f"SeFa {i + 1}", unit(vectors[i]), "sefa", figure=f"{percent(shares[i])} of the first layer")
        for i in range(min(count, len(vectors)))
        if shares[i] > LEAST_OF_FIRST * shares[0]
    ]


def unfit(generator: Generator, data: ImageData | None) -> str:
    """It needs the weights and nothing else."""
    return needs_weights(generator)


METHOD = Method(
    "SeFa",
    "The directions that the first layer amplifies most, computed directly from its weights (Shen and Zhou 2021, "
    "arxiv.org/abs/2007.06600).",
    find,
    unfit,
)
