"""The energy that a job uses while it works: without pauses, and including what it used before it was resumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from gan_core.energy.earlier import energy_source
from gan_core.energy.meters import PATIENCE_BLOCKS, Energy, EnergyCode, Meter, Source
from gan_core.message import Message, read_message

JOULES_PER_WH = 3600.0


class WorkMeter:
    """Joules of the stretches between `go` and `rest`, on top of `before`, which is an Energy as JSON.

    What was spent stays spent: steps that a resumed run makes again are counted again.
    """

    def __init__(self, source: Source, before: Mapping[str, Any] | None = None) -> None:
        self._source = source
        self._sum = read_energy(before) if before else Energy(0.0, 0.0, source.message, source.measured)
        self._meter: Meter | None = None

    def go(self) -> None:
        """Count from now on."""
        if self._meter is None:
            self._meter = Meter(self._source).__enter__()

    def rest(self) -> None:
        """Count no more until `go`."""
        self._sum, self._meter = self.now(), None

    def now(self) -> Energy:
        """All that was used so far; `joules` is None, with the reason as source, where it cannot be told."""
        if self._meter is None:
            return self._sum
        new = self._meter.so_far()
        if new.no_tick and new.seconds < PATIENCE_BLOCKS * self._source.block_seconds:
            new = Energy(0.0, new.seconds, self._source.message, self._source.measured)  # it has not ticked yet
        seconds = self._sum.seconds + new.seconds
        if self._sum.joules is None or new.joules is None:
            return replace(new if new.joules is None else self._sum, joules=None, seconds=seconds)
        source = _both(new.source, self._sum.source) if self._sum.joules else new.source
        measured = new.measured and (self._sum.measured or not self._sum.joules)
        return Energy(self._sum.joules + new.joules, seconds, source, measured)

    def row(self) -> dict[str, float]:
        """All that was used so far, in watt-hours, as a value of the curves; empty where it cannot be told."""
        spent = watt_hours(self.now())
        return {} if spent is None else {"energy/wh": round(spent, 7)}

    def to_json(self) -> dict[str, Any]:
        return asdict(self.now())


def read_energy(values: Mapping[str, Any]) -> Energy:
    """An Energy from its JSON, whose source an earlier version wrote as a sentence."""
    return Energy(**{**values, "source": read_message(values["source"], energy_source)})


def _both(new: Message, before: Message) -> Message:
    """Where both parts come from, the newest first."""
    known = before.values["sources"] if before.code == EnergyCode.SEVERAL else [before]
    return before if new in known else Message(EnergyCode.SEVERAL, {"sources": [new, *known]})


def watt_hours(energy: Energy) -> float | None:
    """None where the energy is not known."""
    return None if energy.joules is None else energy.joules / JOULES_PER_WH
