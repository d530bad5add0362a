"""The log of a lane: its turns and its scores; as JSON and back."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

from gan_core.energy.earlier import energy_source
from gan_core.errors import UserError
from gan_core.message import Message, read_message, written

NO_SOURCE = written("")


@dataclass(frozen=True)
class ScoredCheckpoint:
    """A lane at one moment of its own clock: where it is, and its score with its 95 % from the sampling.

    Less is better: `value` is the Fréchet distance, or the share of attributes that samples show wrong; then `right`
    has the shares that are right by attribute. `joules` since its start is None where nothing counts them; `losses` are
    means since the look before.
    """

    step: int
    images: int
    seconds: float
    joules: float | None
    value: float
    low: float
    high: float
    losses: dict[str, float] = field(default_factory=dict)
    right: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """One turn of a lane in one round: pictures learned from, and seconds of its own clock."""

    round: int
    images: int
    seconds: float


@dataclass(frozen=True)
class LaneLog:
    """A lane and all that is known of it. `where` is how it computes, `why_out` why it had to give up, or "".

    `warm_up_seconds` is what its first steps took longer than usual ones; they count on its clock.
    """

    name: str
    changes: dict[str, Any]
    where: str = ""
    looks: tuple[ScoredCheckpoint, ...] = ()
    turns: tuple[Turn, ...] = ()
    warm_up_seconds: float = 0.0
    source: Message = NO_SOURCE
    measured: bool = False
    why_out: str = ""


FRECHET, ATTRIBUTES = "frechet", "attributes"
"""By what lanes are scored."""
HELD_OUT, OTHER_TRAINING, REAL_PICTURES = "held_out", "other_training", "real_pictures"
"""Which real pictures a floor is of."""


@dataclass(frozen=True)
class MetricName:
    """What the quality is: `extractor` in words, pictures of each side, what they are compared with, and the floor.

    `floor` is what other real pictures reach against the same ones, None where there are too few for it; `floor_of` is
    which those are, "" in races of before.
    """

    extractor: str
    num_images: int
    reference: str
    floor: float | None
    floor_of: str = ""
    metric: str = FRECHET


@dataclass(frozen=True)
class Race:
    """All that a race found so far. `measure` is None before the first look.

    `captions` are what the shown pictures were asked for, in their order, where all lanes were asked for the same.
    """

    tracks: tuple[LaneLog, ...]
    measure: MetricName | None = None
    machine: dict[str, str] = field(default_factory=dict)
    captions: tuple[str, ...] = ()


def to_json(race: Race) -> str:
    return json.dumps(dataclasses.asdict(race), indent=1, ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Race:
    """What `to_json` wrote. Raises UserError for anything else."""
    try:
        values = json.loads(text)
        tracks = tuple(_track(each) for each in values["tracks"])
        measure = MetricName(**values["measure"]) if values["measure"] else None
        return Race(tracks, measure, values["machine"], tuple(values.get("captions", ())))
    except (ValueError, TypeError, KeyError) as error:
        raise UserError("This is not a race: choose the JSON file that a race wrote.") from error


def _track(values: dict[str, Any]) -> LaneLog:
    looks = tuple(ScoredCheckpoint(**each) for each in values["looks"])
    turns = tuple(Turn(**each) for each in values["turns"])
    source = read_message(values["source"], energy_source)
    return LaneLog(**{**values, "looks": looks, "turns": turns, "source": source})
