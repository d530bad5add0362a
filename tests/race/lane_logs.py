"""Made-up tracks whose answers follow from arithmetic."""

import math
from collections.abc import Callable

from gan_core.energy.meters import EnergyCode
from gan_core.message import Message
from gan_core.race.lane_log import LaneLog, MetricName, Race, ScoredCheckpoint, Turn

EIGHT_SEEDS = (
    (313, 313, 217, 94.2, 54.3, 40.1, 30, 23.7, 21.3, 18.4, 15.7, 14.2, 12.3),
    (313, 313, 200, 152, 131, 90.1, 61.6, 47.7, 36.9, 26.5, 24.3, 24.3, 21.8),
    (313, 310, 206, 150, 128, 101, 70.8, 52.7, 42.7, 33.2, 26.3, 21.8, 19.5),
    (313, 312, 264, 165, 93.9, 53.4, 39.3, 32.5, 28.1, 24, 20.2, 17.7, 16.2),
    (313, 313, 231, 104, 68.8, 41.4, 30.8, 23.9, 22.7, 19.3, 16.3, 14.2, 12.3),
    (313, 312, 144, 55.2, 42.1, 38.5, 29, 23, 21.3, 17.4, 14.7, 14.2, 11.8),
    (313, 313, 257, 74.2, 60, 52.9, 43, 38.4, 37.4, 30.8, 22.5, 18.4, 16.4),
    (313, 312, 159, 62.7, 40.5, 43.9, 36.2, 30, 24.4, 19.6, 18.6, 15.2, 12.3),
)
"""Fréchet distances (500 pictures) of the ten-second digits at steps 0, 60, ..., 720: one setting, seeds 0 to 7."""
MEASURE = MetricName("Made-up features", 500, "nothing", 1.0)


def falling(halflife: float, start: float = 256.0) -> Callable[[float], float]:
    """A quality that is halved every `halflife` seconds: its logarithm is a straight line without wobble."""
    return lambda seconds: start * 0.5 ** (seconds / halflife)


def track(
    name: str,
    quality: Callable[[float], float],
    *,
    looks: int = 9,
    apart: float = 2.0,
    spread: float = 1.05,
    watts: float | None = None,
    measured: bool = False,
    rates: tuple[float, ...] = (100.0,) * 10,
    **more: object,
) -> LaneLog:
    """A lane looked at every `apart` seconds, each figure known to within the factor `spread`."""
    seen = []
    for number in range(looks):
        seconds = number * apart
        value = quality(seconds)
        joules = None if watts is None else watts * seconds
        seen.append(ScoredCheckpoint(number, number, seconds, joules, value, value / spread, value * spread))
    turns = tuple(Turn(number, round(rate), 1.0) for number, rate in enumerate(rates))
    source = Message(EnergyCode.NVML) if measured else Message(EnergyCode.ASSUMED, {"watts": 10.0, "why": None})
    return LaneLog(name, {}, "cpu, fp32", tuple(seen), turns, 0.0, source, measured, **more)


def race(*tracks: LaneLog) -> Race:
    return Race(tracks, MEASURE, {})


def shift_of(spread: float, halflife: float) -> float:
    """By how many seconds a curve that is off by the factor `spread` crosses a line earlier or later."""
    return halflife * math.log2(spread)


def seeds_of_one_setting() -> list[LaneLog]:
    """Eight real trainings that differ in their seed alone, looked at every two seconds."""
    return [
        track(f"seed {seed}", lambda t, row=row: row[round(t / 2)], looks=13) for seed, row in enumerate(EIGHT_SEEDS)
    ]
