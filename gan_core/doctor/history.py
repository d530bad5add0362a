"""What the doctor reads of a run: its curves, its settings, and how it ended. Pure: no torch, no clock, no disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gan_core.config import RunConfig, load_config


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve without its gaps: `steps` and `values` of the same length, oldest first."""

    steps: np.ndarray
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.steps)

    def after(self, step: float) -> Curve:
        """The part of it past `step`."""
        first = int(np.searchsorted(self.steps, step, side="right"))
        return Curve(self.steps[first:], self.values[first:])

    def at(self, steps: np.ndarray) -> np.ndarray:
        """Its values at other steps, on straight lines between its own; for curves that are recorded more rarely."""
        return np.interp(steps, self.steps, self.values)


NO_CURVE = Curve(np.empty(0), np.empty(0))


@dataclass(frozen=True, eq=False)
class History:
    """A run up to now. `live` are the settings that hold now, where they were changed or decided at the start.

    `fault` is the code of what ended it, `reason` the same in words.
    """

    config: RunConfig
    curves: dict[str, Curve]
    state: str = "running"
    reason: str = ""
    live: dict[str, Any] = field(default_factory=dict)
    fault: str = ""

    @property
    def step(self) -> int:
        """The last step of any curve; 0 for a run that has not told anything."""
        return int(max((curve.steps[-1] for curve in self.curves.values() if len(curve)), default=0))

    def curve(self, name: str) -> Curve:
        """The curve called `name`; an empty one where the run has none."""
        return self.curves.get(name, NO_CURVE)

    def setting(self, name: str) -> Any:
        """What holds now of the dotted setting `name`."""
        group, key = name.split(".")
        return self.live.get(name, getattr(getattr(self.config, group), key))

    def to_json(self) -> dict[str, Any]:
        """Everything in it, for a small recording; values keep five digits."""
        curves = {
            name: {"step": each.steps.astype(int).tolist(), "value": [float(f"{v:.5g}") for v in each.values]}
            for name, each in self.curves.items()
        }
        known = {"state": self.state, "reason": self.reason, "fault": self.fault, "live": self.live}
        return {"config": self.config.model_dump(mode="json"), **known, "curves": curves}


def from_json(values: dict[str, Any]) -> History:
    """A History from its recording. Raises SettingsError."""
    curves = {
        name: Curve(np.array(each["step"], dtype=np.float64), np.array(each["value"], dtype=np.float64))
        for name, each in values["curves"].items()
    }
    ended = values["state"], values["reason"], values["live"], values["fault"]
    return History(load_config(values["config"]), curves, *ended)


def from_columns(steps: np.ndarray, columns: dict[str, np.ndarray]) -> dict[str, Curve]:
    """Curves from rows that do not all carry every value: (N,) steps, and columns (N,) with NaN for what is missing."""
    curves = {}
    for name, column in columns.items():
        there = np.isfinite(column)
        curves[name] = Curve(steps[there].astype(np.float64), column[there].astype(np.float64))
    return curves
