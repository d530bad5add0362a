"""When a lane reached a quality, with an interval, from its scores. Torch is not imported."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gan_core.race.lane_log import LaneLog, ScoredCheckpoint

Z95 = 1.96
FEWEST_LOOKS = 4
MAD = 1.4826
"""Of a bell curve the standard deviation is so many times the median absolute deviation."""
TINY = 1e-9
SEEDS = 0.3
"""Standard deviation of the logarithm of the time that one setting takes to a quality, from seed to seed.

Eight seeds of the ten-second digits: 0.19 to 0.30, by line; three of the coloured shapes 0.03 to 0.23. A curve does
not show it: it may run smoothly, and late. Its own wobble alone named a winner in 18 to 82 % of pairs of those eight.
"""
LEARNED = 0.9
"""Who has not brought the distance down to this share of what it was before training has learned nothing yet."""


@dataclass(frozen=True)
class TimeToTarget:
    """Own seconds until a target was reached, between `low` and `high` with 95 %; None is "not within its time".

    The interval is this path's: sampling and wobble. What another seed would do is not in it; `lasted` is its time.
    `joules`, with its own ends, is what it took until then; None as well where it was not counted.
    """

    seconds: float | None
    low: float | None
    high: float | None
    joules: float | None = None
    joules_low: float | None = None
    joules_high: float | None = None
    lasted: float | None = None
    joules_lasted: float | None = None


def wobble(values: Sequence[float]) -> float:
    """By which share (standard deviation of logarithms) values stray from the smooth curve through their neighbours.

    Second differences of independent errors have six times their variance; the median leaves out the steep beginning.
    0 for fewer than four values.
    """
    if len(values) < FEWEST_LOOKS:
        return 0.0
    bends = np.diff(np.log(np.maximum(np.asarray(values, dtype=np.float64), TINY)), n=2)
    return float(MAD * np.median(np.abs(bends)) / math.sqrt(6))


def band(looks: Sequence[ScoredCheckpoint]) -> list[tuple[float, float]]:
    """Low and high end of the quality at each look: the sampling's 95 % or the curve's own wobble, whichever is wider.

    One training is a path that another rounding would have bent: the sampling alone would call that a difference.
    """
    factor = math.exp(Z95 * wobble([look.value for look in looks[1:]]))
    return [(min(look.low, look.value / factor), max(look.high, look.value * factor)) for look in looks]


def crossing(seconds: Sequence[float], values: Sequence[float], target: float) -> float | None:
    """When for the first time the curve is at or below `target`, straight lines between logarithms; None if never."""
    if not values:
        return None
    if values[0] <= target:
        return seconds[0]
    for index in range(1, len(values)):
        if values[index] <= target:
            before, after = math.log(max(values[index - 1], TINY)), math.log(max(values[index], TINY))
            share = (before - math.log(max(target, TINY))) / (before - after)
            return seconds[index - 1] + share * (seconds[index] - seconds[index - 1])
    return None


def time_to_target(track: LaneLog, target: float) -> TimeToTarget:
    """When `track` first was at `target`: its curve says when, the ends of its band say how sure that is."""
    looks, ends = track.looks, band(track.looks)
    times = [look.seconds for look in looks]
    curves = ([look.value for look in looks], [low for low, _ in ends], [high for _, high in ends])
    middle, low, high = (crossing(times, values, target) for values in curves)
    joules = [_joules(looks, each) for each in (middle, low, high)]
    lasted = times[-1] if times else None
    return TimeToTarget(
        middle,
        low,
        high,
        joules[0],
        joules[1],
        joules[2],
        lasted=lasted,
        joules_lasted=_joules(looks, lasted),
    )


def _joules(looks: Sequence[ScoredCheckpoint], seconds: float | None) -> float | None:
    """What was used until then, straight lines between looks."""
    used = [look.joules for look in looks if look.joules is not None]
    if seconds is None or len(used) < len(looks):
        return None
    return float(np.interp(seconds, [look.seconds for look in looks], used))


def shared_target(tracks: Iterable[LaneLog]) -> float | None:
    """The best quality that every lane reached that learned anything; None before each has been scored twice.

    A lane that had to give up, or is hardly better than at its start, never got there.
    """
    racing = [each for each in tracks if not each.why_out]
    if any(len(each.looks) < 2 for each in racing):
        return None
    best = [(min(look.value for look in each.looks), each.looks[0].value) for each in racing]
    return max((value for value, start in best if value < LEARNED * start), default=None)
