"""A score with all that it takes to read it: without extractor, number and reference it is worth nothing."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Protocol:
    """How a score came about. Scores of one protocol stand in one column; others are not comparable with them.

    `reference_key` is a fingerprint of the real pictures themselves, `version` of the extractor.
    """

    measure: str
    extractor: str
    version: str
    num_images: int
    reference: str
    reference_key: str
    resolution: str


@dataclass(frozen=True)
class Score:
    """`value` with its 95 % interval; None where it cannot be had, and `why` says so.

    `floor` is what other real pictures reach against the reference, as many, `ceiling` what pictures of noise reach.
    `curve` holds (n, value, floor) for growing parts of the pictures. `detail` is the measure's own, such as shares.
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


DIFFERENCES = {
    "measure": "they are different measures",
    "extractor": "they look at different features",
    "version": "the extractor was trained anew between them",
    "num_images": "they come from different numbers of pictures, and most measures move with the number",
    "resolution": "the pictures are of different sizes or colours",
    "reference": "they are held against different real pictures",
    "reference_key": "they are held against different real pictures of the same source",
}


def unlike(first: Protocol, second: Protocol) -> str:
    """Why two scores must not be compared, in a sentence; "" where they may be."""
    for name, words in DIFFERENCES.items():
        a, b = getattr(first, name), getattr(second, name)
        if a != b:
            shown = "" if name in ("version", "reference_key") else f" ({_shown(a)} and {_shown(b)})"
            return f"These scores cannot be compared: {words}{shown}."
    return ""


def _shown(value: str | int) -> str:
    return f"{value:,}" if isinstance(value, int) else value
