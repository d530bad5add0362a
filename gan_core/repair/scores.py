"""How well damaged pictures were repaired: PSNR, SSIM, the class that is read, and how real they look as a set.

PSNR and SSIM compare each picture with the one that was there. The Fréchet distance compares the sets: it does not
mind a picture that is another one than before. Blau and Michaeli 2018, The perception-distortion tradeoff,
arxiv.org/abs/1711.06077: no repair is best at both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from gan_core.data import ImageData
from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.quality.class_readers import CLASS_READERS
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.frechet import between, gaussian
from gan_core.quality.proportion import newcombe
from gan_core.quality.similarity import psnr, ssim
from gan_core.quality.uncertainty import bootstrap, student
from gan_core.repair.damage import TASKS, Damaged, damage
from gan_core.repair.findings import ADVERSARIAL, BEFORE, MSE, Findings, Gap, Score, Value

MOST_PSNR = 60.0
"""In dB. That of equal pictures is infinite, as where a hole lay on black paper alone, and would be the mean of all."""
REPEATS = 30
"""Resamplings for the interval of a Fréchet distance."""

Repairs = dict[str, Callable[[Damaged], np.ndarray]]
"""By name what repairs: float32 (N, C, H, W) in [-1, 1]."""


def score_repairs(
    repairs: Repairs, data: ImageData, data_name: str, findings: Findings, seed: int
) -> Iterator[tuple[str, Findings]]:
    """A text and `findings` with more scores each time, of all pictures of `data` damaged by every task."""
    whole, images = data.images.astype(np.float32) / 127.5 - 1, data.images
    reader = CLASS_READERS.get(data_name) if data.labels is not None else None
    extractor = EXTRACTORS[default_for(data_name)]
    counts = len(images) > extractor.dim
    findings = replace(
        findings,
        num=len(images),
        right=_right(data, data_name, images) if reader else None,
        reader=reader.extractor if reader else "",
        extractor=extractor.name if counts else "",
    )
    reference = extractor.features(images) if counts else None
    for task, about in TASKS.items():
        spoiled = damage(task, whole, seed, strength=about.strength.usual if about.strength else None)
        each: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        features: dict[str, np.ndarray] = {}
        for name, repair in {BEFORE: _untouched, **repairs}.items():
            yield f"{about.title}: scoring", findings
            found = to_bytes(repair(spoiled))
            psnrs, ssims = compared(found, images)
            each[name] = psnrs, ssims
            distance = None
            if reference is not None:
                features[name] = extractor.features(found)
                distance = _distance(features[name], reference)
            right = _right(data, data_name, found) if reader else None
            score = Score(task, name, len(images), mean(psnrs), mean(ssims), right, distance)
            findings = replace(findings, scores=(*findings.scores, score))
        if MSE in each and ADVERSARIAL in each:
            gaps = _gaps(task, each, findings)
            if reference is not None:
                gaps.append(_distance_gap(task, features[MSE], features[ADVERSARIAL], reference))
            findings = replace(findings, gaps=(*findings.gaps, *gaps))
        yield f"{about.title}: scored", findings


def compared(repaired: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """PSNR in dB, at most MOST_PSNR, and SSIM of each of uint8 (N, C, H, W) with the other, float64 (N,)."""
    first, second = (each.astype(np.float32) / 127.5 - 1 for each in (repaired, whole))
    return np.minimum(np.asarray(psnr(first, second)), MOST_PSNR), np.asarray(ssim(first, second))


def mean(values: np.ndarray) -> Value:
    """The mean of (N,) and where it would lie for other pictures, 95 % by Student's t; N is at least 2."""
    if len(values) < 2:
        raise UserError("At least two pictures are needed for an interval.")
    middle, deviation = float(values.mean()), float(values.std(ddof=1)) / len(values) ** 0.5
    return Value(middle, *student(middle, deviation, len(values)))


def _gaps(task: str, each: dict[str, tuple[np.ndarray, np.ndarray]], findings: Findings) -> list[Gap]:
    found = []
    for index, metric in enumerate(("psnr", "ssim")):
        gap = mean(each[ADVERSARIAL][index] - each[MSE][index])
        found.append(Gap(task, metric, gap.value, gap.low, gap.high))
    first, second = findings.score(task, ADVERSARIAL), findings.score(task, MSE)
    if first and second and first.right is not None and second.right is not None:
        low, high = newcombe((first.right, first.num), (second.right, second.num))
        found.append(Gap(task, "accuracy", (first.right - second.right) / first.num, low, high))
    return found


def _right(data: ImageData, data_name: str, images: np.ndarray) -> int:
    """Of how many pictures the class is read as it is."""
    reader, labels = CLASS_READERS[data_name], np.asarray(data.labels)
    parts = [reader.read_portion(images[start : start + 1000])[0] for start in range(0, len(images), 1000)]
    return int((np.concatenate(parts) == labels).sum())


def _distance(features: np.ndarray, reference: np.ndarray) -> Value:
    low, high = bootstrap(frechet, features, reference, repeats=REPEATS)
    return Value(frechet(features, reference), low, high)


def frechet(first: np.ndarray, second: np.ndarray) -> float:
    """Of features (N, D) and (M, D)."""
    return between(gaussian(first), gaussian(second))


def _distance_gap(task: str, first: np.ndarray, second: np.ndarray, reference: np.ndarray) -> Gap:
    """How much further from `reference` (M, D) the second is than the first, both (N, D) of the same pictures.

    As the bootstrap of one distance, but the same pictures are drawn of both: what is hard is hard for both.
    """
    rng = np.random.Generator(np.random.PCG64(0))
    draws = []
    for _ in range(REPEATS):
        rows, others = rng.integers(len(first), size=len(first)), rng.integers(len(reference), size=len(reference))
        draws.append(frechet(second[rows], reference[others]) - frechet(first[rows], reference[others]))
    value = frechet(second, reference) - frechet(first, reference)
    return Gap(task, "frechet", value, *student(value, float(np.std(draws, ddof=1)), REPEATS))


def _untouched(spoiled: Damaged) -> np.ndarray:
    return spoiled.pictures
