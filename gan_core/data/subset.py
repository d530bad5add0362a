"""Fewer pictures of the same data set."""

import dataclasses

import numpy as np

from gan_core.data.data_report import DataReport
from gan_core.data.image_data import Attribute, ImageData
from gan_core.errors import DataError

FEWEST = 2
"""Batch normalisation has nothing to compare with in a batch of one."""


def take_fraction(data: ImageData, fraction: float, seed: int) -> ImageData:
    """About `fraction` of the pictures, the same share of every label and at least one of each, in their order.

    With the same seed a smaller fraction is part of a larger one.
    """
    if fraction >= 1:
        return data
    picked = select(data, fraction_rows(data, fraction, seed))
    notes = (*data.notes, f"Using {len(picked):,} of {len(data):,} pictures.")
    return dataclasses.replace(picked, notes=notes, report=_counted(picked))


def _counted(data: ImageData) -> DataReport | None:
    """The report with the numbers of what was picked."""
    if data.report is None or data.labels is None:
        return data.report and dataclasses.replace(data.report, num_images=len(data))
    counts = np.bincount(data.labels, minlength=len(data.label_names)).tolist()
    labels = tuple(zip(data.label_names, counts, strict=True))
    return dataclasses.replace(data.report, num_images=len(data), labels=labels)


def check_enough(count: int, fraction: float) -> None:
    """Raises DataError unless a network can learn from `count` samples, which `fraction` left."""
    if count >= FEWEST:
        return
    left = f" (a fraction of {fraction:g} leaves no more)" if fraction < 1 else ""
    are = "is 1 sample" if count == 1 else f"are {count} samples"
    raise DataError(f"There {are} to learn from{left}: take at least {FEWEST}.")


def num_left(report: DataReport, fraction: float) -> int:
    """How many pictures `take_fraction` leaves of those in the report."""
    counts = [count for _, count in report.labels if count] or [report.num_images]
    return sum(count if fraction >= 1 else max(1, round(count * fraction)) for count in counts)


def fraction_rows(data: ImageData, fraction: float, seed: int) -> np.ndarray:
    """Which pictures `take_fraction` takes: int64, in their order."""
    labels = np.zeros(len(data), dtype=np.int64) if data.labels is None else data.labels
    order = np.random.default_rng(seed).permutation(len(data))
    kept = []
    for label in np.unique(labels):
        members = order[labels[order] == label]
        kept.append(members[: max(1, round(len(members) * fraction))])
    return np.sort(np.concatenate(kept))


def select(data: ImageData, rows: np.ndarray) -> ImageData:
    """The pictures at `rows` (int64), with their labels, conditions, attributes and captions."""
    captions, captioned = data.captions, data.captioned
    return dataclasses.replace(
        data,
        images=data.images[rows],
        labels=None if data.labels is None else data.labels[rows],
        conditions=None if data.conditions is None else data.conditions[rows],
        attributes={name: Attribute(each.values[rows], each.names) for name, each in data.attributes.items()},
        captions=None if captions is None else lambda i: captions(int(rows[i])),
        captioned=None if captioned is None else lambda: captioned().at(rows),
    )


def spread(data: ImageData, most: int) -> ImageData:
    """At most `most` of the pictures, from all over the set."""
    rows = np.unique(np.linspace(0, len(data) - 1, min(most, len(data))).astype(np.int64))
    return select(data, rows)
