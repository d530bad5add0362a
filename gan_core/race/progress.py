"""Where the lanes of a race are, at the same number of seconds of each lane's own training."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gan_core.race.lane_log import LaneLog, Race, ScoredCheckpoint


@dataclass(frozen=True)
class Position:
    """A lane at the compared time: its best checkpoint until then, and how much of the way it has come, 0 to 1."""

    lane: int
    name: str
    best: ScoredCheckpoint
    share: float


@dataclass(frozen=True)
class Progress:
    """`seconds` of its own training after which every lane is compared; lanes without a score are left out.

    `leader` is the number of the lane ahead of all others by more than the intervals of both scores, None where no
    lane is.
    """

    seconds: float
    positions: tuple[Position, ...]
    leader: int | None


def progress(race: Race, target: float) -> Progress | None:
    """Of the lanes that were scored after training began; None of fewer than two.

    The way goes from the worst first score to `target`, or where that is 0 to what real pictures reach, by factors of
    the Fréchet distance. What all have reached, which counts as the finish in the end, moves along with the last.
    """
    tracks = [(index, track) for index, track in enumerate(race.tracks) if len(track.looks) > 1]
    if len(tracks) < 2:
        return None
    seconds = min(track.looks[-1].seconds for _, track in tracks)
    start = max(track.looks[0].value for _, track in tracks)
    best = {index: _best(track, seconds) for index, track in tracks}
    floor = race.measure.floor if race.measure else None
    goal = target or floor or min(each.value for each in best.values())
    positions = tuple(
        Position(index, track.name, best[index], _share(best[index].value, start, goal)) for index, track in tracks
    )
    first, second, *_ = sorted(positions, key=lambda each: each.best.value)
    ahead = first.best.high < second.best.low
    return Progress(seconds, positions, first.lane if ahead else None)


def _best(track: LaneLog, seconds: float) -> ScoredCheckpoint:
    return min((look for look in track.looks if look.seconds <= seconds), key=lambda look: look.value)


def _share(value: float, start: float, goal: float) -> float:
    if value <= goal:
        return 1.0
    if start <= goal or goal <= 0:
        return 0.0
    return min(1.0, max(0.0, math.log(start / value) / math.log(start / goal)))
