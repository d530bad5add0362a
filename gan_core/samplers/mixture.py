"""A mixture of Gaussians over the latents that carry something, fitted by expectation maximisation.

Dempster, Laird and Rubin 1977, doi.org/10.1111/j.2517-6161.1977.tb01600.x; as a sampler of an autoencoder: Ghosh et
al. 2020, arxiv.org/abs/1903.12436
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FLOOR = 1e-4
"""Added to every variance, so that no Gaussian shrinks to a single code. Codes of a VAE are of the order of 1."""
MOST_ITERATIONS = 200
FEWEST_PER_GAUSSIAN = 10


@dataclass(frozen=True)
class Mixture:
    """sum_k weights_k N(means_k, covariances_k) over the `active` (A,) dimensions; N(0, I) over the others.

    `weights` (K,), `means` (K, A), `covariances` (K, A, A), all float64. `class_weights` (classes, K): of a model that
    is told classes, how often each Gaussian is a class's.
    """

    active: np.ndarray
    weights: np.ndarray
    means: np.ndarray
    covariances: np.ndarray
    class_weights: np.ndarray | None = None
    facts: dict[str, Any] = field(default_factory=dict)

    def from_noise(self, z: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
        """Latents of noise z (N, latent_dim) from N(0, I); y (N, classes) float.

        The first active number of a row decides twice: its place among all, Phi(z), chooses the Gaussian, and its place
        within that Gaussian's share is again uniform and becomes noise once more. So a row needs no chance besides z.
        """
        from scipy.special import ndtr, ndtri

        shares = np.broadcast_to(self.weights, (len(z), len(self.weights)))
        if y is not None and self.class_weights is not None:
            shares = y.astype(np.float64) @ self.class_weights
            shares = shares / shares.sum(axis=1, keepdims=True)
        noise = z[:, self.active].astype(np.float64)
        ends = np.cumsum(shares, axis=1)
        place = ndtr(noise[:, 0]) * ends[:, -1]
        chosen = np.minimum((place[:, None] >= ends).sum(axis=1), len(self.weights) - 1)
        rows = np.arange(len(z))
        within = (place - ends[rows, chosen]) / shares[rows, chosen] + 1
        noise[:, 0] = ndtri(np.clip(within, 1e-12, 1 - 1e-12))
        factors = np.linalg.cholesky(self.covariances)
        latents = z.astype(np.float32)
        latents[:, self.active] = self.means[chosen] + np.einsum("nij,nj->ni", factors[chosen], noise)
        return latents

    def log_density(self, codes: np.ndarray) -> np.ndarray:
        """(N,) nats: log sum_k exp(log weights_k + log N(x; means_k, covariances_k)) of the active numbers (N, A)."""
        from scipy.special import logsumexp

        factors = np.linalg.cholesky(self.covariances)
        off = np.stack(
            [np.linalg.solve(factor, (codes - mean).T) for factor, mean in zip(factors, self.means, strict=True)]
        )
        log_det = np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1)
        each = -0.5 * (off**2).sum(axis=1) - log_det[:, None] - 0.5 * codes.shape[1] * np.log(2 * np.pi)
        return logsumexp(np.log(self.weights)[:, None] + each, axis=0)

    def tensors(self) -> dict[str, np.ndarray]:
        found = {
            "active": self.active.astype(np.int64),
            "weights": self.weights,
            "means": self.means,
            "covariances": self.covariances,
        }
        return found if self.class_weights is None else found | {"class_weights": self.class_weights}

    @classmethod
    def read(cls, tensors: dict[str, np.ndarray], facts: dict[str, Any]) -> Mixture:
        """What `tensors` and `facts` gave. Raises KeyError."""
        return cls(
            tensors["active"],
            tensors["weights"],
            tensors["means"],
            tensors["covariances"],
            tensors.get("class_weights"),
            facts,
        )


def fit_mixture(
    codes: np.ndarray, active: np.ndarray, *, components: int, seed: int, labels: np.ndarray | None = None
) -> Mixture:
    """The mixture of `components` Gaussians with full covariances that explains the codes (N, latent_dim) best.

    k-means++ chooses where they begin. There are fewer where each would have less than ten codes. `labels` int (N,) of
    codes of a model that is told classes: how often each Gaussian is a class's then follows from the same fit.
    """
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.mixture import GaussianMixture

    seen = codes[:, active].astype(np.float64)
    components = max(1, min(components, len(seen) // FEWEST_PER_GAUSSIAN))
    model = GaussianMixture(
        components, reg_covar=FLOOR, max_iter=MOST_ITERATIONS, init_params="k-means++", random_state=seed
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # `converged` says so
        model.fit(seen)
    class_weights = None
    if labels is not None:
        shares = model.predict_proba(seen)
        class_weights = np.stack([shares[labels == label].mean(axis=0) for label in range(int(labels.max()) + 1)])
    facts = {
        "components": components,
        "iterations": int(model.n_iter_),
        "converged": bool(model.converged_),
        "log_density": float(model.lower_bound_),
    }
    return Mixture(active, model.weights_, model.means_, model.covariances_, class_weights, facts)
