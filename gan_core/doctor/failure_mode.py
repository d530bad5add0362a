"""The record of a failure mode: for the page that explains it, the lab that provokes it, and the doctor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gan_core.config import RunConfig
from gan_core.doctor.finding import Finding
from gan_core.doctor.history import History
from gan_core.presets import find_preset

WATCH_BUDGET = 0.3


@dataclass(frozen=True)
class FailureStart:
    """A run that fails on purpose: a preset, what is changed in it, and for how many steps it trains."""

    preset: str
    changes: dict[str, Any]
    num_steps: int

    def config(self, title: str = "", seed: int = 0) -> RunConfig:
        """Complete settings. The budget is in steps, so that it is the same run on every machine."""
        budget = {"training.seconds": 0, "training.num_steps": self.num_steps, "seed": seed}
        named = {"title": title} if title else {}
        # Which precision "auto" takes depends on the machine; and so short a run is watched closely.
        always = {"runtime.precision": "fp32", "recording.watch_budget": WATCH_BUDGET}
        changes = {**always, **self.changes, **budget, **named}
        return find_preset(self.preset).config.with_changes(changes)


@dataclass(frozen=True)
class FailureMode:
    """`look` is a pure function from a run's history to a finding, or to None: well, or too early to say."""

    name: str
    title: str
    about: str
    shows: str
    helps: tuple[str, ...]
    paper: str
    link: str
    curves: tuple[str, ...]
    start: FailureStart | None
    """None for what no setting brings about."""
    look: Callable[[History], Finding | None] = field(repr=False)
    icon: str = "medical_information"
