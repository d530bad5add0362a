"""The quality of a variant's pictures: distance from the baseline's, distance from real ones, each with its source."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from gan_core.data import load_data
from gan_core.errors import DataError, NotHereError, UserError
from gan_core.generators.generator import Generator, to_bytes
from gan_core.latent_draws import draw_z
from gan_core.quality import protocol
from gan_core.quality.feature_cache import cached_features
from gan_core.quality.feature_distance import feature_distance
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.frechet import frechet_distance
from gan_core.quality.kid import kid
from gan_core.quality.reference_features import shipped_features
from gan_core.quality.similarity import psnr, ssim
from gan_core.samplers.sampler import Sampler, drawn_from

NUM_PAIRS = 64


@dataclass(frozen=True)
class Quality:
    """One variant. `psnr` (dB), `ssim` and `feature` are means over the same 64 latents as the baseline's pictures.

    `psnr` counts the pictures that differ at all, and is None where none does.
    `frechet` and `kid` are against `reference`, from `num_images` pictures of each, with 95 % intervals; None where
    they were not asked for or cannot be had, and `why` says so. `floor` is what real pictures reach among themselves.
    """

    name: str
    psnr: float | None
    ssim: float | None
    feature: float | None
    extractor: str
    frechet: float | None = None
    frechet_low: float | None = None
    frechet_high: float | None = None
    kid: float | None = None
    kid_low: float | None = None
    kid_high: float | None = None
    floor: float | None = None
    num_images: int = 0
    reference: str = ""
    why: str = ""


@dataclass(frozen=True)
class Reference:
    """Features of real pictures and what they are of, and the labels of all that the model learned from, or None.

    `asked` is what every variant is asked for, as often as there are features, or None of an unconditional model.
    """

    features: np.ndarray
    title: str
    floor: float | None
    labels: np.ndarray | None = None
    asked: np.ndarray | None = None


def to_json(rows: list[Quality]) -> str:
    return json.dumps([dataclasses.asdict(row) for row in rows], indent=1, allow_nan=False)


def from_json(text: str) -> list[Quality]:
    """What `to_json` wrote. Raises UserError for anything else."""
    try:
        return [Quality(**row) for row in json.loads(text)]
    except (ValueError, TypeError) as error:
        raise UserError("This is not a list of qualities: choose the JSON file that a measurement wrote.") from error


def not_alike(name: str, original: Generator) -> Quality:
    """Of a variant with latents of its own: there is nothing to compare picture by picture."""
    return Quality(name, None, None, None, EXTRACTORS[default_for(original.card)].title)


def likeness(name: str, original: Generator, variant: Generator, seed: int, sampler: Sampler | None = None) -> Quality:
    """How far the variant's pictures are from the baseline's on the same latents. An equal picture has no PSNR."""
    label = original.labels_for(NUM_PAIRS)
    z = drawn_from(sampler, original, draw_z(seed, NUM_PAIRS, original.latent_dim), label)
    x, y = original.decode(z, label), variant.decode(z, label)
    extractor = default_for(original.card)
    apart: float | None = None
    if not EXTRACTORS[extractor].absent():
        apart = float(feature_distance(to_bytes(x), to_bytes(y), extractor).mean())
    levels = np.asarray(psnr(y, x))
    finite = levels[np.isfinite(levels)]
    return Quality(
        name,
        float(finite.mean()) if len(finite) else None,
        float(np.mean(ssim(y, x))),
        apart,
        EXTRACTORS[extractor].title,
    )


def reference_of(original: Generator, num_images: int, seed: int) -> Reference:
    """Real pictures to compare with: the training data, or their features, which ship of MNIST.

    Pictures of another kind never stand in: a score against them would be none. Raises UserError with a sentence.
    `num_images` of them, or half of what there is: the other half shows what real pictures reach, at the same number.
    """
    settings = original.card.config.data
    extractor = default_for(original.card)
    try:
        data = load_data(settings)
    except NotHereError as error:
        shipped = shipped_features(settings.name, original.card.shape.dims, extractor, "training")
        if shipped is None:
            raise DataError(f"{error.plain} Its models cannot be scored against anything else.") from error
        there, title = len(shipped), f"{settings.name} (features that ship with the project)"
        labels: np.ndarray | None = shipped.labels
        features_at: Callable[[np.ndarray], np.ndarray] = shipped.features.__getitem__
    else:
        there, labels, title = len(data), data.labels, settings.name
        features_at = lambda rows: cached_features(extractor, data.images[rows])  # noqa: E731 (one of two, told apart)

    num = min(num_images, there // 2)
    features, others = map(features_at, protocol.divide(there, num, num, seed))
    asked = protocol.asked_labels(labels, original.num_classes, num)
    asked = original.labels_for(num) if asked is None else asked
    return Reference(features, title, protocol.floor_of(frechet_distance, others, features, num), labels, asked)


def features_of(
    variant: Generator, extractor: str, reference: Reference, seed: int, sampler: Sampler | None = None
) -> Iterator[np.ndarray]:
    """Features float32 (n, dim) of as many pictures as the reference has, portion by portion.

    Of a conditional model every class comes as often as in what it learned from.
    """
    num = len(reference.features)

    def decode(z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        return to_bytes(variant.decode(drawn_from(sampler, variant, z, y), y))

    asked = reference.asked if variant.condition_width else None
    if variant.condition_width and asked is None:
        asked = protocol.asked_labels(reference.labels, variant.num_classes, num)
        asked = variant.labels_for(num) if asked is None else asked
    for drawn in protocol.draw_samples(decode, variant.latent_dim, num, seed=seed, asked=asked):
        yield EXTRACTORS[extractor].features(drawn)


def against(reference: Reference, features: np.ndarray, row: Quality) -> Quality:
    """The row with its distances from real pictures, and in `why` what cannot be had of them from so few."""
    row = dataclasses.replace(row, floor=reference.floor, num_images=len(features), reference=reference.title)
    problems = []
    try:
        value = frechet_distance(features, reference.features)
        low, high = protocol.interval_of(frechet_distance, features, reference.features)
        row = dataclasses.replace(row, frechet=value, frechet_low=low, frechet_high=high)
    except UserError as error:
        problems.append(str(error))
    try:
        found = kid(features, reference.features)
        row = dataclasses.replace(row, kid=found.value, kid_low=found.interval[0], kid_high=found.interval[1])
    except UserError as error:
        problems.append(str(error))
    return dataclasses.replace(row, why=" ".join(problems))
