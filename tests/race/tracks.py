"""Made-up tracks whose answers follow from arithmetic."""

import math
from collections.abc import Callable

from gan_core.energy.meters import EnergyCode
from gan_core.message import Message
from gan_core.race.lane_log import LaneLog, MetricName, Race, ScoredCheckpoint, Turn

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
