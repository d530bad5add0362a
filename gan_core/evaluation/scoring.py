"""Scores with one extractor, each with the scores of real pictures and of noise by the same protocol."""

from __future__ import annotations

import dataclasses
import math

from gan_core.errors import UserError
from gan_core.evaluation.bank import Bank
from gan_core.evaluation.evaluation import Against
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.score import Protocol, Score
from gan_core.present import present
from gan_core.quality.features import EXTRACTORS

PARTS = (8, 4, 2)
"""The curve over N takes an eighth, a quarter and a half of the pictures before all of them."""
FEWEST_OF_CURVE = 50
UNREADABLE = "No network here can read classes in such pictures."
NOT_ASKED = "It has no classes that a network here can read."
UNCLEAR = "No picture is clear enough for its class to be read."
Bounds = tuple[Score, Score]


def protocol(measure: str, extractor: str, against: Against) -> Protocol:
    """How a score comes about; an absent extractor has no version."""
    known = EXTRACTORS[extractor]
    version = "" if known.absent() else known.version()
    return Protocol(
        measure, extractor, version, against.num, against.title, against.key, against.resolution, against.role
    )


class Scorer:
    """Scores generated pictures by `reference`; `others` are real ones too, `noise` is not even pictures."""

    def __init__(self, extractor: str, against: Against, seed: int, reference: Bank, others: Bank, noise: Bank):
        self.extractor, self.against, self.seed = extractor, against, seed
        self.reference, self.others, self.noise = reference, others, noise
        self._bounds: dict[str, Bounds] = {}

    def bounds(self, measure: str) -> Bounds:
        """What other real pictures reach, and noise: the same measure, the same number, the same reference."""
        if measure not in self._bounds:
            self._bounds[measure] = self._plain("", measure, self.others), self._plain("", measure, self.noise)
        return self._bounds[measure]

    def score(self, subject: str, measure: str, made: Bank) -> Score:
        """With floor, ceiling and curve; where it cannot be had, with the reason.

        The ceiling is what noise reaches; of class accuracy, what guessing does.
        """
        score, (floor, ceiling) = self._plain(subject, measure, made), self.bounds(measure)
        if score.value is None:
            return score
        worst = present(made.classes).by_chance if METRICS[measure].reads_classes else ceiling.value
        return dataclasses.replace(
            score,
            floor=floor.value,
            floor_low=floor.low,
            floor_high=floor.high,
            ceiling=worst,
            curve=self._curve(measure, made),
        )

    def _plain(self, subject: str, measure: str, made: Bank) -> Score:
        metric, asked = METRICS[measure], protocol(measure, self.extractor, self.against)
        if metric.counts_classes and (self.reference.counts is None or made.counts is None):
            return Score(subject, asked, why=UNREADABLE)
        if metric.reads_classes and made.classes is None:
            return Score(subject, asked, why=NOT_ASKED)
        try:
            value = metric.value(self.reference, made)
            if not math.isfinite(value):
                return Score(subject, asked, why=UNCLEAR)
            low, high = (None, None) if made is self.noise else metric.interval(self.reference, made, self.seed)
        except UserError as error:
            return Score(subject, asked, why=str(error))
        return Score(subject, asked, value, low, high, detail=metric.detail(self.reference, made))

    def _curve(self, measure: str, made: Bank) -> tuple[tuple[int, float, float], ...]:
        """(n, value, floor) for growing parts of all sides at once; parts that are too small are left out."""
        metric, total, found = METRICS[measure], self.against.num, []
        if not metric.grows:
            return ()
        for num in [total // part for part in PARTS if total // part >= FEWEST_OF_CURVE] + [total]:
            reference, others, some = (each.first(num) for each in (self.reference, self.others, made))
            try:
                found.append((num, metric.value(reference, some), metric.value(reference, others)))
            except UserError:
                continue
        return tuple(found)
