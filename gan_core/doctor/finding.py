"""A finding of the doctor: a failure mode, since when, as a code with its numbers, with evidence and remedies."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from gan_core.config import LIVE
from gan_core.message import Message

Severity = Literal["serious", "mild"]


@dataclass(frozen=True)
class Evidence:
    """A stretch of one curve, what it came to there, and the line that it crossed, where there is one."""

    curve: str
    from_step: int
    to_step: int
    value: float
    limit: float | None = None
    about: str = ""


@dataclass(frozen=True)
class Remedy:
    """Settings that help. `changes` are dotted settings with their new values; empty where only advice helps."""

    message: Message
    changes: dict[str, Any]

    @property
    def way(self) -> Literal["live", "fork", "restart", "advice"]:
        """How it can be applied: while the run lasts, from its last checkpoint, or only from the start."""
        if not self.changes:
            return "advice"
        if all(name in LIVE for name in self.changes):
            return "live"
        return "restart" if any(name.startswith("model.") for name in self.changes) else "fork"


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor knows of a run; `message` tells what was seen of the failure."""

    failure_mode: str
    severity: Severity
    since_step: int
    message: Message
    evidence: tuple[Evidence, ...]
    remedies: tuple[Remedy, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """All of it under the keys that scripts have read from the first version on."""
        values = asdict(self)
        values["illness"] = values.pop("failure_mode")
        values["remedies"] = [{**asdict(each), "way": each.way} for each in self.remedies]
        return values
