"""The result of an evaluation: scores and what belongs to each subject. To JSON and CSV, and back."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from dataclasses import dataclass
from typing import Any

from gan_core.errors import UserError
from gan_core.evaluation.earlier import newest
from gan_core.evaluation.score import Protocol, Score
from gan_core.quality.copying import Copying

NO_EVALUATION = "This is not an evaluation: choose the JSON file that an evaluation wrote."


@dataclass(frozen=True)
class Against:
    """The reference, so that a figure never stands without it. `num` real and as many generated pictures.

    `title` is what the data are called, `role` held_out, training or as_they_are, `resolution` as "32x32x3".
    """

    title: str
    role: str
    key: str
    resolution: str
    num: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Portrait:
    """A subject besides its scores. `seen` of the reference's pictures are among those it learned from, if known.

    `near` are distances in pixels of the eight generated pictures nearest to a training picture, of `num_looked_at`;
    `typical` is the usual one between real pictures. `columns` of them are in the picture "near".
    """

    subject: str
    why: str = ""
    seen: int | None = None
    copying: Copying | None = None
    copying_why: str = ""
    near: tuple[float, ...] = ()
    typical: float | None = None
    num_looked_at: int = 0
    attributes: dict[str, float] | None = None
    """Of a model that draws shapes from sentences: see gan_core.evaluation.attributes."""
    variety: dict[str, float] | None = None
    """Of such a model, within one caption: see gan_core.evaluation.caption_variety."""
    drawn: bool = True
    """Whether its pictures are samples; False of reconstructions, which no sampler beats, and which win nothing."""


@dataclass(frozen=True)
class Evaluation:
    """All of it, at any moment of the work."""

    against: Against | None = None
    scores: tuple[Score, ...] = ()
    portraits: tuple[Portrait, ...] = ()

    def protocols(self) -> list[Protocol]:
        """The different ways in which scores came about: a column for each."""
        return list(dict.fromkeys(score.protocol for score in self.scores))

    def score(self, subject: str, protocol: Protocol) -> Score | None:
        return next((each for each in self.scores if (each.subject, each.protocol) == (subject, protocol)), None)


def score_values(score: Score) -> dict[str, Any]:
    """One score as JSON takes it: flat, with `interval` and `floor`."""
    return {
        "subject": score.subject,
        **dataclasses.asdict(score.protocol),
        "value": score.value,
        "interval": None if score.low is None else [score.low, score.high],
        "floor": score.floor,
        "floor_interval": None if score.floor_low is None else [score.floor_low, score.floor_high],
        "ceiling": score.ceiling,
        "curve": [list(each) for each in score.curve],
        "detail": score.detail,
        "why": score.why,
    }


def to_json(found: Evaluation) -> str:
    values = {
        "against": dataclasses.asdict(found.against) if found.against else None,
        "scores": [score_values(each) for each in found.scores],
        "subjects": [dataclasses.asdict(each) for each in found.portraits],
    }
    return json.dumps(values, indent=1, ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Evaluation:
    """What `to_json` wrote, in this version or an earlier one. Raises UserError for anything else."""
    try:
        values = newest(json.loads(text))
        against = values["against"]
        return Evaluation(
            Against(**{**against, "notes": tuple(against["notes"])}) if against else None,
            tuple(_score(each) for each in values["scores"]),
            tuple(_portrait(each) for each in values["subjects"]),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise UserError(NO_EVALUATION) from error


def _score(values: dict[str, Any]) -> Score:
    names = [each.name for each in dataclasses.fields(Protocol)]
    low, high = values["interval"] or (None, None)
    floor_low, floor_high = values["floor_interval"] or (None, None)
    return Score(
        values["subject"],
        Protocol(**{name: values[name] for name in names}),
        low=low,
        high=high,
        floor_low=floor_low,
        floor_high=floor_high,
        curve=tuple((int(n), value, floor) for n, value, floor in values["curve"]),
        **{name: values[name] for name in ("value", "floor", "ceiling", "detail", "why")},
    )


def _portrait(values: dict[str, Any]) -> Portrait:
    copying = values["copying"]
    return Portrait(**{**values, "copying": Copying(**copying) if copying else None, "near": tuple(values["near"])})


def to_csv(found: Evaluation) -> str:
    """A line for each score. Raises UserError where there is none."""
    if not found.scores:
        raise UserError("Nothing has been scored yet.")
    lines = []
    for each in found.scores:
        values = score_values(each)
        low, high = values.pop("interval") or (None, None)
        for name in ("curve", "detail", "floor_interval"):
            values.pop(name)
        lines.append(values | {"low": low, "high": high})
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    return out.getvalue()
