"""GANSpace: Discovering Interpretable GAN Controls. Principal components of early features, brought back to z.

Härkönen, Hertzmann, Lehtinen and Paris 2020, arxiv.org/abs/2004.02546
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_core.latent.direction import (
    LEAST_OF_FIRST,
    Direction,
    Method,
    grouped_conditions,
    needs_weights,
    turned,
    unit,
)
from gan_core.latent_draws import draw_z
from gan_core.wording import percent

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator

NUM_SAMPLES = 2000
BATCH = 100
MOST_FEATURES = 8192
"""Of a wider layer the seed picks so many numbers: enough for its components, and little memory."""
LEAST_LINEAR = 0.5
SPARE = 10


def early_features(generator: Generator, z: np.ndarray, label: np.ndarray | None) -> np.ndarray:
    """float32 (N, F): what comes out of the first block with a rectifier. z (N, D), a condition or None."""
    import torch
    from torch import nn

    from gan_core.models.conditioning import with_condition

    module, weights = generator.module, generator.conditions(label, len(z))
    device = module.project.weight.device
    with torch.no_grad():
        y = None if weights is None else torch.from_numpy(weights).to(device)
        h = module.project(with_condition(torch.from_numpy(z).to(device), y, generator.card.shape.condition_width))
        for block in module.drawing_layers:
            h = block(h)
            if any(isinstance(each, nn.ReLU | nn.LeakyReLU) for each in block.modules()):
                break
    return h.flatten(start_dim=1).float().cpu().numpy()


def principal(features: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Scores (N, K) of centred features (N, F) on their first K components, and the variance's shares (K,).

    By subspace iteration from a seeded start: Halko, Martinsson and Tropp 2011, arxiv.org/abs/0909.4061
    """
    features = features.astype(np.float64)
    wide = min(count + SPARE, *features.shape)
    basis = np.random.Generator(np.random.PCG64(seed)).standard_normal((features.shape[1], wide))
    for _ in range(5):
        basis, _ = np.linalg.qr(features.T @ (features @ basis))
    left, strengths, _ = np.linalg.svd(features @ basis, full_matrices=False)
    total = max(float((features**2).sum()), 1e-12)
    return (left * strengths)[:, :count], strengths[:count] ** 2 / total


def back_to_z(scores: np.ndarray, z: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """u_k = argmin sum_j ||u_k x_jk - z_j||^2, (K, D), for scores x (N, K) and z (N, D); and how linear each is, (K,).

    The second is the share of a component's variance that z tells linearly, 0 to 1. A component that only bends (its
    score rises to both sides of the middle) has hardly any, and no direction in z goes along it.
    """
    z = z - z.mean(axis=0)
    squares = np.maximum((scores**2).sum(axis=0), 1e-12)
    told = z @ np.linalg.lstsq(z, scores, rcond=None)[0]
    return (scores.T @ z) / squares[:, None], 1 - ((scores - told) ** 2).sum(axis=0) / squares


def find(generator: Generator, data: ImageData | None, seed: int, count: int) -> list[Direction]:
    """The components with the most variance, without those that bend. Of a conditional model within its conditions."""
    z, (condition, groups) = draw_z(seed, NUM_SAMPLES, generator.latent_dim), grouped_conditions(generator, NUM_SAMPLES)
    features = _centred(_portions(generator, z, condition, seed), groups)
    scores, shares = principal(features, 2 * count, seed)
    ways, linear = back_to_z(scores, z.astype(np.float64))
    good = [k for k in range(len(ways)) if linear[k] >= LEAST_LINEAR and shares[k] > LEAST_OF_FIRST * shares[0]]
    return [
        Direction(
            f"GANSpace {rank}",
            unit(turned(ways[k])),
            "ganspace",
            figure=f"explains {percent(shares[k])} of the variance of features",
        )
        for rank, k in enumerate(good[: min(count, generator.latent_dim)], 1)
    ]


def _portions(generator: Generator, z: np.ndarray, label: np.ndarray | None, seed: int) -> np.ndarray:
    parts, picked = [], None
    for start in range(0, len(z), BATCH):
        rows = slice(start, start + BATCH)
        part = early_features(generator, z[rows], None if label is None else label[rows])
        if picked is None:
            order = np.random.Generator(np.random.PCG64(seed)).permutation(part.shape[1])
            picked = np.sort(order[:MOST_FEATURES])
        parts.append(part[:, picked])
    return np.concatenate(parts)


def _centred(features: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Each group's features less their mean: what is left is z's doing."""
    centred = np.empty_like(features)
    for group in np.unique(groups):
        centred[groups == group] = features[groups == group] - features[groups == group].mean(axis=0)
    return centred


def unfit(generator: Generator, data: ImageData | None) -> str:
    """It needs the features and nothing else."""
    return needs_weights(generator)


METHOD = Method(
    "GANSpace",
    "The directions in which the first features vary most, over many samples (Härkönen et al. 2020, "
    "arxiv.org/abs/2004.02546).",
    find,
    unfit,
)
