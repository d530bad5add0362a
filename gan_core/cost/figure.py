"""A figure that can be believed: value, unit, interval, and where it comes from."""

from dataclasses import dataclass
from typing import Literal

from gan_core.cost.intervals import Interval

Kind = Literal["counted", "measured", "assumed", "unavailable"]
UNITS = {
    "s": ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns")),
    "B": ((1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1.0, "B")),
    "J": ((1e3, "kJ"), (1.0, "J"), (1e-3, "mJ"), (1e-6, "µJ")),
    "g": ((1e3, "kg"), (1.0, "g"), (1e-3, "mg"), (1e-6, "µg"), (1e-9, "ng")),
    "": ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")),
    "1/s": ((1e6, "M/s"), (1e3, "k/s"), (1.0, "/s")),
    "x": ((1.0, "x"),),
}
"""For each unit the sizes that it is shown in."""


@dataclass(frozen=True)
class Figure:
    """One cell of the ledger, in the base unit: s, B, J, g, 1/s, "x" for a ratio, "" for a number of things.

    `low` and `high` enclose it as `how` says, and are None for what is counted. An unavailable figure has no value,
    and `how` is the reason. "assumed" is no measurement: it never decides anything.
    """

    value: float | None
    unit: str
    kind: Kind
    how: str
    low: float | None = None
    high: float | None = None

    def text(self) -> str:
        """For people: "1.23 ms (1.20 to 1.30)"; "unavailable" is a word."""
        if self.value is None:
            return "unavailable"
        if self.kind == "counted" and self.unit == "" and self.value < 1000:
            return f"{self.value:.0f}"
        sizes = UNITS[self.unit]
        size, name = next((each for each in sizes if abs(self.value) >= each[0]), sizes[-1])
        shown = _digits(self.value / size) + (f" {name}" if name and name != "x" and not name.startswith("/") else name)
        if self.low is None or self.high is None:
            return shown
        return f"{shown} ({_digits(self.low / size)} to {_digits(self.high / size)})"


def measured(interval: Interval, unit: str, how: str) -> Figure:
    """A figure with the interval that was found for it."""
    return Figure(interval.middle, unit, "measured", how, interval.low, interval.high)


def counted(value: int | None, unit: str, how: str) -> Figure:
    """An exact number; None stands for one that cannot be had, `how` for the reason."""
    return Figure(None, unit, "unavailable", how) if value is None else Figure(value, unit, "counted", how)


def unavailable(unit: str, why: str) -> Figure:
    """No figure, and why not."""
    return Figure(None, unit, "unavailable", why)


def _digits(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.3g}"
