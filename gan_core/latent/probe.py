"""Linear probes: the direction along which a measured attribute rises fastest.

Alain and Bengio 2017, Understanding intermediate layers using linear classifier probes, arxiv.org/abs/1610.01644
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_core.latent.direction import REACH, Direction, Method, grouped_conditions, unit
from gan_core.latent.picture_attributes import PICTURE_ATTRIBUTES, PictureAttribute
from gan_core.latent.posterior import labels_at, no_posterior, posterior
from gan_core.latent_draws import draw_z
from gan_core.present import present

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator

NUM_SAMPLES = 2000
RIDGE = 0.1
"""Beside variances of 1: enough that a collapsed dimension of a VAE gets no weight, too little to turn the rest."""
HELD_OUT = 0.25
WALKS, STEPS = 50, 7
LEAST_CORRELATION = 0.5
"""Of the attribute with the way gone. Below this the direction would not be seen to do what its name says."""


def ridge(z: np.ndarray, values: np.ndarray, strength: float = RIDGE) -> tuple[np.ndarray, float]:
    """Weights w (D,) of values ~ w.z + b on the first three quarters, and R² on the last: z (N, D), values (N,).

    w = (S + strength I)^-1 c with the covariance S of z and the covariance c of z and values. For a normal z it is, but
    for the ridge, the mean gradient of the attribute over latent space (Stein's lemma), however bent it is.
    """
    z, values = z.astype(np.float64), values.astype(np.float64)
    split = len(z) - round(len(z) * HELD_OUT)
    middle, mean = z[:split].mean(axis=0), values[:split].mean()
    centred = z[:split] - middle
    spread = centred.T @ centred / split + strength * np.eye(z.shape[1])
    weights = np.linalg.solve(spread, centred.T @ (values[:split] - mean) / split)
    rest = values[split:] - mean - (z[split:] - middle) @ weights
    total = float(((values[split:] - values[split:].mean()) ** 2).sum())
    return weights, 1 - float((rest**2).sum()) / total if total > 1e-12 else 0.0


def rise(walks: np.ndarray) -> float:
    """How steadily values (N, S) rise over the S steps of N walks: the mean correlation with the step, -1 to 1.

    Steps at which nothing was seen (nan) are left out; a walk on which nothing changes counts as 0.
    """
    steps = np.arange(walks.shape[1], dtype=np.float64)
    found = []
    for values in walks:
        seen = np.isfinite(values)
        still = seen.sum() < 3 or values[seen].std() < 1e-9
        found.append(0.0 if still else float(np.corrcoef(values[seen], steps[seen])[0, 1]))
    return float(np.mean(found))


def find(generator: Generator, data: ImageData | None, seed: int, count: int) -> list[Direction]:
    """One for each metric that does rise when one goes along it, the one that z tells best first.

    Each is tried on 50 walks from end to end of its reach, and left out below a mean correlation of 0.5. A VAE is
    asked where its training pictures lie, if they are given: its codes do not fill the prior evenly.
    """
    z, condition, groups = _latents(generator, data, seed)
    x = generator.decode(z, condition)
    found = []
    for measure in PICTURE_ATTRIBUTES.values():
        if generator.card.shape.channels not in measure.channels:
            continue
        values = _within(measure.of(x), groups)
        seen = np.isfinite(values)
        if seen.sum() < len(z) / 2 or values[seen].std() < 1e-9:
            continue
        weights, r2 = ridge(z[seen], values[seen])
        if not weights.any():
            continue
        way = unit(weights)
        steady = rise(_walks(generator, measure, z[-WALKS:], None if condition is None else condition[-WALKS:], way))
        if steady >= LEAST_CORRELATION:
            figure = f"R² {r2:.2f} on held-out samples, correlation {steady:.2f} along it"
            found.append((r2, Direction(measure.title, way, "probe", REACH, figure)))
    return [direction for _, direction in sorted(found, key=lambda each: -each[0])[:count]]


def _walks(
    generator: Generator, measure: PictureAttribute, z: np.ndarray, condition: np.ndarray | None, way: np.ndarray
) -> np.ndarray:
    """What is measured on the way through each z (N, D), from end to end of the reach: (N, STEPS)."""
    steps = [
        measure.of(generator.decode((z + strength * way).astype(np.float32), condition))
        for strength in np.linspace(-REACH, REACH, STEPS)
    ]
    return np.stack(steps, axis=1)


def unfit(generator: Generator, data: ImageData | None) -> str:
    """It needs pictures to measure."""
    return "" if generator.card.shape.kind == "image" else "Attributes belong to pictures; this model makes points."


def _latents(
    generator: Generator, data: ImageData | None, seed: int
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray]:
    """Latents (N, D), their conditions, and int (N,): which of them are asked for the same."""
    if generator.encodes and not no_posterior(generator, data):
        data = present(data)
        codes = posterior(generator, data, seed)
        rows = codes.rows[:NUM_SAMPLES]
        labels = labels_at(generator, data, rows)
        return codes.draw(seed)[:NUM_SAMPLES], labels, np.zeros(len(rows), dtype=np.int64) if labels is None else labels
    return draw_z(seed, NUM_SAMPLES, generator.latent_dim), *grouped_conditions(generator, NUM_SAMPLES)


def _within(values: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Each group's values less their mean: a conditional model's ones are narrow whatever z is."""
    if not groups.any():
        return values
    values = values.copy()
    for each in np.unique(groups):
        seen = (groups == each) & np.isfinite(values)
        if seen.any():
            values[seen] -= values[seen].mean()
    return values


METHOD = Method(
    "Linear probe",
    "The directions of attributes measured in the pictures: larger, redder, further left (after Alain and Bengio "
    "2017, arxiv.org/abs/1610.01644).",
    find,
    unfit,
    reads_data=True,
)
