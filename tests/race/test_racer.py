"""A lane's energy: a counter that moves in ticks, and stretches that are shorter than they."""

import pytest

from gan_core.data import load_data, quiet
from gan_core.energy.meters import EnergyCode
from gan_core.message import Message
from gan_core.race.racer import Racer
from gan_core.race.settings import Lane
from tests.conftest import tiny


class Ticking:
    """A counter that shows every third joule only; it has used one each time it is asked."""

    message, measured, block_seconds = Message(EnergyCode.NVML), True, 1e-3

    def __init__(self, every: float = 3.0) -> None:
        self.every, self.used = every, 0.0

    def joules(self) -> float:
        self.used += 1
        return self.used // self.every * self.every


@pytest.fixture
def racer() -> Racer:
    config = tiny()
    return Racer(Lane(name="a"), config, load_data(config.data, quiet), quiet)


def test_a_stretch_between_two_ticks_adds_nothing_and_ends_nothing(racer: Racer) -> None:
    racer.source = Ticking()
    seen = []
    for _ in range(9):
        before = racer.joules
        racer.stretch(0)
        seen.append(racer.joules - before)
    assert 0 in seen and 3 in seen
    racer.note_score(1.0, 0.9, 1.1)
    assert racer.counted and racer.looks[-1].joules == sum(seen) > 0


def test_a_counter_that_never_ticks_gives_no_figure(racer: Racer) -> None:
    racer.source = Ticking(every=1e9)
    while racer.seconds < 0.02:
        racer.stretch(0)
    racer.note_score(1.0, 0.9, 1.1)
    assert not racer.counted and racer.looks[-1].joules is None and racer.counted_by.code == EnergyCode.STANDS_STILL
    assert not racer.track().measured


def test_a_counter_that_goes_away_gives_no_figure(racer: Racer) -> None:
    racer.source = Ticking()
    racer.stretch(0)

    def gone() -> float:
        raise OSError("gone")

    racer.source.joules = gone
    racer.stretch(0)
    assert not racer.counted and racer.counted_by.code == EnergyCode.CANNOT_READ
