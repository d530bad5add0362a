"""A measured figure: value, unit, interval, and how it was obtained."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from gan_core.cost.intervals import Interval
from gan_core.message import Message

Kind = Literal["counted", "measured", "assumed", "unavailable"]


class How(StrEnum):
    """Codes of the messages that say how a figure was found, or why there is none; with their values."""

    NOT_YET = "not_yet"
    HIDDEN = "hidden"
    NOT_COMPILED = "not_compiled"
    NO_ORIGIN = "no_origin"
    NOT_ALIKE = "not_alike"
    POWER_ASSUMED = "power_assumed"
    NO_ENERGY = "no_energy"
    """`source`, as gan_core.energy says it."""

    LEARNT = "learnt"
    FILE = "file"
    """`form` of the file."""
    ONE_PICTURE = "one_picture"
    WARM_UP = "warm_up"
    """Whether what an earlier compilation left on the disk `helped`."""
    ROUNDS = "rounds"
    """`num`; so of all that follow: how many were taken."""
    PAIRED_ROUNDS = "paired_rounds"
    """`num`, and the share by which the interval is `wider`."""
    BLOCKS = "blocks"
    """`num`, `batch`, `source`."""
    PAIRED_BLOCKS = "paired_blocks"
    """`num`, `wider`."""
    EMITTED = "emitted"
    """`grid`, its `year`, `grams_per_kwh`, who says so in `by`, and `source`."""
    START_UP = "start_up"
    """`num`."""
    READY = "ready"
    """`num`."""
    MEMORY = "memory"
    """`num`, `batch`, and whether the system's own mark was read in `marked`, or memory read again and again."""
    GPU_MEMORY = "gpu_memory"
    """`num`, `batch`."""
    PROCESS_MEMORY = "process_memory"
    """`num`, `batch`."""


@dataclass(frozen=True)
class Figure:
    """One cell of the cost table, in the base unit: s, B, J, g, 1/s, "x" for a ratio, "" for a number of things.

    `low` and `high` enclose it as `how` says, and are None for what is counted. An unavailable figure has no value,
    and `how` is the reason. "assumed" is no measurement: it never decides anything.
    """

    value: float | None
    unit: str
    kind: Kind
    how: Message
    low: float | None = None
    high: float | None = None


def measured(interval: Interval, unit: str, how: Message) -> Figure:
    """A figure with the interval that was found for it."""
    return Figure(interval.middle, unit, "measured", how, interval.low, interval.high)


def counted(value: int | None, unit: str, how: Message) -> Figure:
    """An exact number; None stands for one that cannot be had, `how` for the reason."""
    return Figure(None, unit, "unavailable", how) if value is None else Figure(value, unit, "counted", how)


def unavailable(unit: str, why: Message) -> Figure:
    """No figure, and why not."""
    return Figure(None, unit, "unavailable", why)
