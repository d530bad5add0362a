"""Fréchet distance between two sets of features: how far apart the Gaussians are that fit them.

Heusel et al. 2017, GANs trained by a two time-scale update rule converge to a local Nash equilibrium,
arxiv.org/abs/1706.08500. The paper's "FID" is this distance on one certain Inception network; with other features it is
another figure, so it is called by its features here.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gan_core.errors import UserError


@dataclass(frozen=True, eq=False)
class Gaussian:
    """Mean `mu` float64 (D,) and covariance `sigma` float64 (D, D)."""

    mu: np.ndarray
    sigma: np.ndarray

    @cached_property
    def root(self) -> np.ndarray:
        """The symmetric R (D, D) with R R = sigma; what rounding has made negative counts as 0."""
        values, vectors = np.linalg.eigh(self.sigma)
        return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def gaussian(features: np.ndarray) -> Gaussian:
    """Mean and unbiased covariance of features (N, D), in float64.

    Raises UserError for fewer than D + 1 rows, whose covariance is flat in some direction, and for what is not finite.
    """
    if features.ndim != 2:
        raise ValueError(f"features must be (N, D), got {features.shape}")
    num, dim = features.shape
    if num < dim + 1:
        raise UserError(
            f"A Fréchet distance on {dim} features needs at least {dim + 1} pictures, got {num}: use more "
            "pictures, or KID, which is unbiased for few."
        )
    x = features.astype(np.float64)
    if not np.isfinite(x).all():
        raise UserError("Some features are not finite numbers: the pictures contain values that are not colours.")
    mu = x.mean(axis=0)
    x -= mu
    return Gaussian(mu, x.T @ x / (num - 1))


def between(first: Gaussian, second: Gaussian) -> float:
    """|mu_1 - mu_2|^2 + Tr(S_1 + S_2 - 2 (S_1 S_2)^(1/2)), never below 0.

    The trace of the root is the sum of the singular values of R_1 R_2, R = S^(1/2): their squares are the eigenvalues
    of the symmetric R_1 S_2 R_1, which are those of S_1 S_2. So nothing complex can arise, and nothing is added to the
    diagonal. Raises ValueError for Gaussians of different dimension.
    """
    if first.mu.shape != second.mu.shape:
        raise ValueError(f"Gaussians must have one dimension, got {first.mu.shape} and {second.mu.shape}")
    moved = float(((first.mu - second.mu) ** 2).sum())
    shared = float(np.linalg.svd(first.root @ second.root, compute_uv=False).sum())
    return max(moved + float(np.trace(first.sigma) + np.trace(second.sigma)) - 2 * shared, 0.0)


def frechet_distance(first: np.ndarray, second: np.ndarray) -> float:
    """Between features (N, D) and (M, D). Few pictures make it too high, by an amount that falls as 1/N.

    So compare only figures of the same N and M, and each with its floor.
    Raises UserError for fewer than D + 1 rows.
    """
    return between(gaussian(first), gaussian(second))
