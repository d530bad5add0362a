"""A score with everything needed to interpret it: extractor, number of pictures and reference."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Protocol:
    """How a score came about. Scores of one protocol stand in one column; others are not comparable with them.

    `extractor` is a key of EXTRACTORS, `version` a fingerprint of it, `reference_key` one of the real pictures
    themselves; what these are called, `reference` and `role`, makes no difference. `resolution` is as "32x32x3".
    """

    measure: str
    extractor: str
    version: str
    num_images: int
    reference: str = field(compare=False)
    reference_key: str
    resolution: str
    role: str = field(default="", compare=False)


@dataclass(frozen=True)
class Score:
    """`value` with its 95 % interval; None where it cannot be had, and `why` says so.

    `floor` is what other real pictures reach against the reference, as many, `ceiling` what pictures of noise reach.
    `curve` holds (n, value, floor) for growing parts of the pictures. `detail` is the metric's own, such as shares.
    """

    subject: str
    protocol: Protocol
    value: float | None = None
    low: float | None = None
    high: float | None = None
    floor: float | None = None
    floor_low: float | None = None
    floor_high: float | None = None
    ceiling: float | None = None
    curve: tuple[tuple[int, float, float], ...] = ()
    detail: dict[str, float] = field(default_factory=dict)
    why: str = ""


CHECKED = ("measure", "extractor", "version", "num_images", "resolution", "reference_key")


def unlike(first: Protocol, second: Protocol) -> str | None:
    """The field of Protocol for which two scores must not be compared; None where they may be."""
    return next((name for name in CHECKED if getattr(first, name) != getattr(second, name)), None)
