"""Energy is counted while a job works, not while it rests, and it never starts anew."""

import json
from dataclasses import asdict

import pytest

from gan_core.energy.meters import Energy, EnergyCode, Missing, NoCounter
from gan_core.energy.work_meter import WorkMeter, watt_hours
from gan_core.message import Message

COUNTER = Message("a_counter")
ASSUMED = Message(EnergyCode.ASSUMED, {"watts": 10, "why": None})
NOTHING_COUNTS = Missing(Message(NoCounter.OTHER_DEVICE, {"device": "mps"}))


class Counter:
    measured = True
    block_seconds = 0.0
    message = COUNTER

    def __init__(self) -> None:
        self.total = 100.0

    def joules(self) -> float:
        return self.total


def test_pauses_are_left_out_and_an_earlier_start_is_added() -> None:
    counter = Counter()
    spending = WorkMeter(counter, {"joules": 7200.0, "seconds": 5.0, "source": asdict(COUNTER), "measured": True})
    spending.go()
    counter.total += 1800
    spending.rest()
    counter.total += 5000
    spending.go()
    counter.total += 1800
    found = spending.now()
    assert found.joules == 7200 + 3600
    assert watt_hours(found) == 3
    assert found.measured
    assert found.source == COUNTER


def test_another_source_than_before_is_named_and_a_guess_stays_a_guess() -> None:
    counter = Counter()
    spending = WorkMeter(counter, {"joules": 10.0, "seconds": 1.0, "source": asdict(ASSUMED), "measured": False})
    spending.go()
    counter.total += 5
    found = spending.now()
    assert found.joules == 15
    assert not found.measured
    assert found.source == Message(EnergyCode.SEVERAL, {"sources": [COUNTER, ASSUMED]})
    again = WorkMeter(counter, json.loads(json.dumps(spending.to_json())))
    again.go()
    counter.total += 5
    assert again.now().source == found.source, "the same two are not named again"


def test_what_cannot_be_counted_is_none_with_the_reason_and_never_zero() -> None:
    spending = WorkMeter(NOTHING_COUNTS)
    spending.go()
    found = spending.now()
    assert found.joules is None
    assert found.source == NOTHING_COUNTS.message
    assert watt_hours(found) is None
    again = WorkMeter(Counter(), WorkMeter(NOTHING_COUNTS).to_json() | {"joules": None})
    again.go()
    assert again.now().joules is None


def test_counter_that_has_not_ticked_yet_is_no_failure() -> None:
    counter = Counter()
    counter.block_seconds = 60.0
    spending = WorkMeter(counter)
    spending.go()
    assert spending.now() == Energy(0.0, pytest.approx(0, abs=1), COUNTER, True)
