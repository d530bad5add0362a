"""Directions from the mean of all others to the mean of a class, by labels, attributes or a classifier.

Larsen et al. 2016, Autoencoding beyond pixels using a learned similarity metric, arxiv.org/abs/1512.09300, section 4.3
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from gan_core.generators.generator import NO_CLASSES
from gan_core.latent.direction import REACH, Direction, Method, unit
from gan_core.latent.posterior import no_posterior, posterior
from gan_core.latent_draws import draw_z
from gan_core.present import present

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator

NUM_SAMPLES = 2000
NUM_FOLDS = 5
LEAST_MEMBERS = 20
"""On either side: the mean of fewer is mostly chance."""
DIGITS = ("digits", "mnist")


def difference(z: np.ndarray, member: np.ndarray) -> tuple[np.ndarray, float]:
    """The mean of z (N, D) where `member` (N,) less the mean of the rest, (D,); and how far apart both lie along it.

    The distance is in standard deviations within the two groups, pooled, and of held-out codes: each is laid along the
    difference of the other four fifths. Along a difference of their own even groups drawn by lot lie apart, in many
    dimensions by 2 deviations. 0 where the others tell nothing of them, at least five on either side.
    """
    z = z.astype(np.float64)
    vector, along, fold = _means_apart(z, member), np.zeros(len(z)), _folds(member)
    for part in range(NUM_FOLDS):
        away = _means_apart(z[fold != part], member[fold != part])
        along[fold == part] = z[fold == part] @ (away / max(np.linalg.norm(away), 1e-12))
    within = (member.sum() * along[member].var() + (~member).sum() * along[~member].var()) / len(z)
    apart = float((along[member].mean() - along[~member].mean()) / max(np.sqrt(within), 1e-12))
    return vector, max(apart, 0.0)


def _means_apart(z: np.ndarray, member: np.ndarray) -> np.ndarray:
    return z[member].mean(axis=0) - z[~member].mean(axis=0)


def _folds(member: np.ndarray) -> np.ndarray:
    """int (N,): a part for each row, by lot, with as many of either side in each."""
    rng, fold = np.random.Generator(np.random.PCG64(0)), np.zeros(len(member), np.int64)
    for side in (member, ~member):
        fold[side] = rng.permutation(int(side.sum())) % NUM_FOLDS
    return fold


def find(generator: Generator, data: ImageData | None, seed: int, count: int) -> list[Direction]:
    """One for each class, and for each value of the other attributes; those that lie furthest apart first."""
    if generator.encodes:
        data = present(data)
        codes = posterior(generator, data, seed)
        z, groups = codes.mu, _groups_of(data, codes.rows)
    else:
        z, groups = _read_digits(generator, seed)
        codes = None
    found = []
    for name, member in groups.items():
        if min(member.sum(), (~member).sum()) < LEAST_MEMBERS:
            continue
        vector, apart = difference(z, member)
        if not vector.any():
            continue
        way = unit(vector)
        reach = REACH if codes is None else float(REACH * codes.std_along(way[None])[0])
        figure = f"means {apart:.1f} standard deviations apart"
        found.append((apart, Direction(f"Towards {name}", way, "class_difference", reach, figure)))
    return [direction for _, direction in sorted(found, key=lambda each: -each[0])[:count]]


def unfit(generator: Generator, data: ImageData | None) -> str:
    """It needs someone who tells the classes apart, and a model that was not told."""
    if generator.condition_width and not generator.num_classes:
        return NO_CLASSES
    if generator.num_classes:
        return "This model takes the label as a separate input: instead of a direction, choose a label or mix two."
    if not generator.encodes:
        known = generator.card.config.data.name in DIGITS
        lacking = (
            f"A {generator.family.title}'s samples have no labels, and only digits can be read by a classifier here."
        )
        return "" if known else lacking
    if lacking := no_posterior(generator, data):
        return lacking
    there = present(data)
    return "" if there.num_classes or there.attributes else "These training pictures have no labels and no attributes."


def _groups_of(data: ImageData, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Who belongs to which: bool (N,) by label, and by attribute where that says something else than the label."""
    groups = {}
    if data.labels is not None:
        groups = {name: data.labels[rows] == index for index, name in enumerate(data.label_names)}
    for kind, attribute in data.attributes.items():
        if attribute.names != data.label_names:
            groups |= {
                f"{name} ({kind})": attribute.values[rows] == index for index, name in enumerate(attribute.names)
            }
    return groups


def _read_digits(generator: Generator, seed: int) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Latents (N, D) of samples that the shipped classifier is sure of, and which digit it reads in them."""
    import torch
    from torch.nn.functional import interpolate

    from gan_core.quality.digit_classifier import SIZE, SURE, shipped_classifier

    z = draw_z(seed, NUM_SAMPLES, generator.latent_dim)
    x = torch.from_numpy(generator.decode(z)).mean(dim=1, keepdim=True)
    with torch.no_grad():
        if x.shape[-1] != SIZE:
            x = interpolate(x, size=(SIZE, SIZE), mode="bilinear", antialias=True)
        chance, digit = (each.numpy() for each in shipped_classifier()(x).softmax(dim=1).max(dim=1))
    sure = chance > SURE
    return z[sure], {str(number): digit[sure] == number for number in range(10)}


METHOD = Method(
    "Class difference",
    "From the mean code of all others to the mean code of a class (Larsen et al. 2016, arxiv.org/abs/1512.09300).",
    find,
    unfit,
    reads_data=True,
)
