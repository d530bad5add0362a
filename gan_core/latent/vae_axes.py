"""The axes of a VAE: principal components of its codes of training pictures, and its informative dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_core.latent.direction import LEAST_OF_FIRST, REACH, Direction, Method, turned, unit
from gan_core.latent.posterior import no_posterior, posterior
from gan_core.present import present
from gan_core.wording import percent

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator


def components(mu: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Variances (D,), falling, and the unit vectors (D, D) in rows along which mu (N, D) has them."""
    values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(mu, rowvar=False, ddof=0)))
    return np.maximum(values[::-1], 0), np.stack([turned(vector) for vector in vectors.T[::-1]])


def find_components(generator: Generator, data: ImageData | None, seed: int, count: int) -> list[Direction]:
    """Along what mu varies most over the training pictures. Reach: three standard deviations of all codes."""
    codes = posterior(generator, present(data), seed)
    variances, vectors = components(codes.mu)
    shares, widths = variances / max(variances.sum(), 1e-12), codes.std_along(vectors)
    return [
        Direction(
            f"Principal axis {i + 1}",
            unit(vectors[i]),
            "mu_pca",
            reach=float(REACH * widths[i]),
            figure=f"explains {percent(shares[i])} of the variance of mu",
        )
        for i in range(min(count, len(vectors)))
        if shares[i] > LEAST_OF_FIRST * shares[0]
    ]


def find_dimensions(generator: Generator, data: ImageData | None, seed: int, count: int) -> list[Direction]:
    """Single dimensions, the one that tells most of a picture first; one of 0 nats has collapsed and changes nothing.

    The reach is three standard deviations of all codes.
    """
    codes = posterior(generator, present(data), seed)
    nats, axes = codes.mean_kl(), np.eye(generator.latent_dim)
    widths = codes.std_along(axes)
    return [
        Direction(
            f"Dimension {d + 1}",
            unit(axes[d]),
            "kl",
            reach=float(REACH * widths[d]),
            figure=f"KL {max(nats[d], 0):.2f} nats",  # rounding can leave a collapsed one a hair below 0
        )
        for d in np.argsort(-nats, kind="stable")[:count]
    ]


MU_PCA = Method(
    "PCA of mu",
    "The directions in which the encoder's means vary most over the training pictures (principal components, "
    "Pearson 1901, doi.org/10.1080/14786440109462720).",
    find_components,
    no_posterior,
    reads_data=True,
)


def no_kl(generator: Generator, data: ImageData | None) -> str:
    """Why dimensions have no KL: a sentence, or ""."""
    if generator.encodes and not generator.family.has_bound:
        return (
            f"The codes of a {generator.family.title} have no spread and no prior, so they have no KL: use PCA of mu."
        )
    return no_posterior(generator, data)


KL = Method(
    "Dimensions by KL",
    "Single dimensions, most informative first: ordered by the mean of KL(q(z|x) || N(0, 1)) (Kingma and Welling "
    "2014, arxiv.org/abs/1312.6114).",
    find_dimensions,
    no_kl,
    reads_data=True,
)
