"""Does a conditional model draw what it was asked for? The asked class compared with the one that a network reads.

As GAN-test in Shmelkov, Schmid and Alahari 2018, How good is my GAN?, arxiv.org/abs/1807.09499: a classifier that
learned real pictures reads generated ones. Distances to real pictures do not see it: with every label shifted by three
they are the same.
"""

from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError
from gan_core.quality.proportion import wilson

Interval = tuple[float, float]


@dataclass(frozen=True)
class ClassAccuracy:
    """`table[a][r]`: how often class a was asked for and r was read; a last column counts what was read as no class."""

    table: tuple[tuple[int, ...], ...]

    @property
    def count(self) -> int:
        return sum(map(sum, self.table))

    @property
    def right(self) -> int:
        return sum(row[label] for label, row in enumerate(self.table))

    @property
    def value(self) -> float:
        """The share read as asked, 0 to 1."""
        return self.right / self.count

    @property
    def interval(self) -> Interval:
        """95 % by Wilson: where the share would lie for other latents of the same model and as many of each class."""
        return wilson(self.right, self.count)

    @property
    def by_class(self) -> tuple[float | None, ...]:
        """The share read as asked of each class; None for one that was never asked for."""
        return tuple(row[label] / sum(row) if sum(row) else None for label, row in enumerate(self.table))

    @property
    def by_chance(self) -> float:
        """What a model reaches that ignores what it is asked, if it draws classes as often as these were read."""
        asked, read = np.array([sum(row) for row in self.table]), np.array(self.table).sum(axis=0)[:-1]
        return float(asked @ read) / self.count**2


@dataclass(frozen=True)
class AskedAgainstRead:
    """Of a model, and what the same network reaches on `real` pictures with their own labels: no perfect model is read
    better than that. `real` is None where there are no labelled pictures.
    """

    made: ClassAccuracy
    real: ClassAccuracy | None

    @property
    def as_real(self) -> bool:
        """Whether the model is read right as often as real pictures, as far as both intervals can tell."""
        return self.real is not None and self.made.interval[1] >= self.real.interval[0]


def class_accuracy(
    asked: np.ndarray,
    read: np.ndarray,
    num_classes: int,
    *,
    certainty: np.ndarray | None = None,
    sure: float = 0.0,
) -> ClassAccuracy:
    """Of labels int (N,), 0 to num_classes - 1; `read` below 0 is no class, and so is what was read with a `certainty`
    (N,) of `sure` or less. What is no class counts as wrong: a blot is not what was asked for.

    Raises UserError without pictures, ValueError for labels out of range or sets of different length.
    """
    if not len(asked):
        raise UserError("There are no pictures to read.")
    if asked.shape != read.shape or asked.ndim != 1:
        raise ValueError(f"asked and read must be (N,) alike, got {asked.shape} and {read.shape}")
    if asked.min() < 0 or max(asked.max(), read.max()) >= num_classes:
        raise ValueError(
            f"labels must lie in 0..{num_classes - 1}, got {asked.min()} to {max(asked.max(), read.max())}"
        )
    unread = (read < 0) if certainty is None else (read < 0) | (certainty <= sure)
    places = asked * (num_classes + 1) + np.where(unread, num_classes, read)
    table = np.bincount(places, minlength=num_classes * (num_classes + 1)).reshape(num_classes, num_classes + 1)
    return ClassAccuracy(tuple(tuple(row) for row in table.tolist()))
