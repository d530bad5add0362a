"""The ranking: each lane compared with the first, in figures and verdicts. Pure functions of the lane logs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from gan_core.cost.intervals import Interval, median_interval
from gan_core.cost.timing import EQUAL, EnergyVerdict, ratio_interval, verdict
from gan_core.race.lane_log import LaneLog, Race
from gan_core.race.time_to_target import SEEDS, Z95, TimeToTarget, shared_target, time_to_target

SOONER, LATER, NEITHER, TOO_FEW = "sooner", "later", "neither_arrived", "too_few_looks"
LESS, MORE = EnergyVerdict.LESS, EnergyVerdict.MORE
NO_ENERGY = {"assumed": EnergyVerdict.POWER_ASSUMED, "missing": "not_counted_alike"}
FEWEST_LOOKS = 5


@dataclass(frozen=True)
class Ranking:
    """A lane at the end, or so far. Ratios are to the first lane, of which the first's own are 1 and its verdicts "".

    `speed` is images a second in its turns, the first one left out; `time_ratio` is seconds a picture over the first
    lane's, from turns of the same round; `seconds_ratio` and `joules_ratio` are what it took to the finishing line.
    """

    name: str
    best: float | None
    reach: TimeToTarget
    speed: Interval | None
    time_ratio: Interval | None
    speed_verdict: str
    seconds_ratio: float | None
    verdict: str
    joules_ratio: float | None
    energy_verdict: str


def finishing_line(race: Race, target: float) -> float | None:
    """`target`, or the best quality that all reached where that is 0; None while nobody knows."""
    return target or shared_target(race.tracks)


def rankings(race: Race, target: float) -> list[Ranking]:
    """Every lane that has been scored, in the order of the lanes; `target` as in the settings."""
    line = finishing_line(race, target)
    tracks = [track for track in race.tracks if track.looks]
    return [_standing(track, tracks[0], line) for track in tracks]


def _standing(track: LaneLog, first: LaneLog, line: float | None) -> Ranking:
    own, other = (time_to_target(each, line) if line else TimeToTarget(None, None, None) for each in (track, first))
    ratio = None if track is first else time_ratio(track, first)
    return Ranking(
        track.name,
        min(look.value for look in track.looks),
        own,
        speed_of(track),
        ratio,
        verdict(ratio) if ratio else "",
        _over(own.seconds, other.seconds),
        "" if track is first or line is None else _arrival(track, first, own, other),
        _over(own.joules, other.joules),
        "" if track is first or line is None else _energy(track, first, own, other),
    )


def speed_of(track: LaneLog) -> Interval | None:
    """Images a second in its turns, the first one left out."""
    rates = [turn.images / turn.seconds for turn in track.turns[1:]]
    return median_interval(np.array(rates)) if rates else None


def time_ratio(track: LaneLog, first: LaneLog) -> Interval | None:
    """Seconds a picture over `first`'s, from the rounds in which both had a turn; a first turn warms up."""
    own, others = ({turn.round: turn.seconds / turn.images for turn in each.turns[1:]} for each in (track, first))
    rounds = sorted(own.keys() & others.keys())
    return ratio_interval([own[each] for each in rounds], [others[each] for each in rounds]) if rounds else None


def _arrival(track: LaneLog, first: LaneLog, own: TimeToTarget, other: TimeToTarget) -> str:
    if min(len(track.looks), len(first.looks)) < FEWEST_LOOKS:
        return TOO_FEW
    if own.seconds is None and other.seconds is None:
        return NEITHER
    span, others_span = ((each.seconds, each.low, each.high, each.lasted) for each in (own, other))
    return _apart(span, others_span, SOONER, LATER)


def _energy(track: LaneLog, first: LaneLog, own: TimeToTarget, other: TimeToTarget) -> str:
    if not (track.measured and first.measured):
        return NO_ENERGY["assumed"]
    if track.source != first.source or own.joules is None or other.joules is None:
        return NO_ENERGY["missing"]
    used, others = ((each.joules, each.joules_low, each.joules_high, each.joules_lasted) for each in (own, other))
    return _apart(used, others, LESS, MORE)


Span = tuple[float | None, float | None, float | None, float | None]
"""When or with how much a line was reached, both ends of it, and where the lane ended."""


def _apart(own: Span, other: Span, less: str, more: str) -> str:
    """A difference is one where the logarithms lie further apart than both intervals and two seeds explain.

    Half-widths are added as the roots of squares are (Zou and Donner 2008, doi.org/10.1002/sim.3095). A lane that
    never got there would have needed its whole time at least.
    """
    if _is_less(own, other):
        return less
    return more if _is_less(other, own) else EQUAL


def _is_less(own: Span, other: Span) -> bool:
    middle, _, high, _ = own
    later, others_low, _, lasted = other
    later = lasted if later is None else later
    if not middle or not later or high is None or not (others_low is None or others_low):
        return False
    low = later if others_low is None else min(others_low, later)
    halves = math.log(high / middle), math.log(later / low), Z95 * math.sqrt(2) * SEEDS
    return math.log(later / middle) > math.hypot(*halves)


def _over(value: float | None, other: float | None) -> float | None:
    return value / other if value is not None and other else None
