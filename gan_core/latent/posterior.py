"""The encodings of the training pictures by a VAE: where in latent space the data lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_core.objectives.elbo import ACTIVE_VARIANCE

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator

NO_SPREAD = -40.0
"""The log variance that a deterministic encoder tells, see gan_core.models.rae."""
MOST_PICTURES = 4096
"""More bring no more than the third digit of a mean, and seconds of waiting."""


@dataclass(frozen=True)
class Posterior:
    """q(z | x) = N(mu, exp(logvar)), both float64 (N, D), of the pictures at `rows` (N,) of the data."""

    mu: np.ndarray
    logvar: np.ndarray
    rows: np.ndarray

    def mean_kl(self) -> np.ndarray:
        """(D,) nats: what each dimension tells of a picture on average, the mean of KL(q(z_d | x) || N(0, 1))."""
        return (0.5 * (self.mu**2 + np.exp(self.logvar) - self.logvar - 1)).mean(axis=0)

    def active(self) -> np.ndarray:
        """int64 (A,): the dimensions whose mean differs between pictures. Burda et al. 2016, section 5.2

        All of a deterministic encoder's: its decoder never saw noise in any of them.
        """
        if not self.logvar.size or self.logvar.max() <= NO_SPREAD:
            return np.arange(self.mu.shape[1])
        return np.flatnonzero(self.mu.var(axis=0) > ACTIVE_VARIANCE)

    def std_along(self, vectors: np.ndarray) -> np.ndarray:
        """(K,): the standard deviation of q(z), all pictures together, along unit vectors (K, D).

        The variance of a mixture: that of the means, and the mean of the variances.
        """
        spread = np.atleast_2d(np.cov(self.mu, rowvar=False, ddof=0)) + np.diag(np.exp(self.logvar).mean(axis=0))
        return np.sqrt(np.einsum("kd,de,ke->k", vectors, spread, vectors))

    def draw(self, seed: int) -> np.ndarray:
        """float32 (N, D): one z from q(z | x) for each picture."""
        eps = np.random.Generator(np.random.PCG64(seed)).standard_normal(self.mu.shape)
        return (self.mu + np.exp(self.logvar / 2) * eps).astype(np.float32)


def posterior(generator: Generator, data: ImageData, seed: int, most: int = MOST_PICTURES) -> Posterior:
    """Of at most 4,096 pictures that the seed picks, or `most`. Raises UserError when they do not fit the model."""
    rows = np.random.Generator(np.random.PCG64(seed)).permutation(len(data))[:most]
    x = data.images[rows].astype(np.float32)
    if data.kind == "image":
        x = x / 127.5 - 1
    mu, logvar = generator.encode(x, labels_at(generator, data, rows))
    return Posterior(mu.astype(np.float64), logvar.astype(np.float64), rows)


def labels_at(generator: Generator, data: ImageData, rows: np.ndarray) -> np.ndarray | None:
    """int64 (N,) for a conditional model, None for any other."""
    if generator.condition_width and data.conditions is not None:
        return data.conditions[rows]
    return data.labels[rows] if generator.num_classes and data.labels is not None else None


def no_posterior(generator: Generator, data: ImageData | None) -> str:
    """Why there is none: a sentence, or ""."""
    if not generator.encodes:
        title = generator.family.title
        return f"A {title} has no encoder, so it cannot locate real pictures: use SeFa, GANSpace or a probe."
    if data is None:
        return "This needs the pictures that the model was trained on, and they are not available."
    if len(data) < 2:
        return "This needs at least two training pictures."
    if generator.num_classes and (data.labels is None or data.num_classes != generator.num_classes):
        return f"This model knows {generator.num_classes} labels, and these pictures have different ones."
    return ""
