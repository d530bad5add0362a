"""Keeps the generator that has been best so far by a metric during training."""

import shutil
from collections.abc import Callable, Iterable
from math import isfinite
from pathlib import Path
from typing import Any

from gan_core.config import RunConfig
from gan_core.steps import step_folders
from gan_core.training import checkpoint
from gan_core.training.state import State

LESS_IS_BETTER = ("quality/frechet", "quality/kid")


class Best:
    """One generator in `folder`, replaced when `recording.best_by` improves; never removed to make room.

    The best of many looks was lucky in part. So `value`, which is told, is of other latents than those that it was
    chosen by, where the metric looks at latents at all (`afresh`); `chosen_by` is the figure that won, of `looks`.
    `known` is what was found before: {"by", "value", "step", "chosen_by", "afresh", "looks"}. It holds only where its
    generator is still there.
    """

    def __init__(self, folder: Path, config: RunConfig, labels: tuple[str, ...], known: dict[str, Any] | None) -> None:
        self.folder, self.config, self.labels, self.by = folder, config, labels, config.recording.best_by
        there = known is not None and known["by"] == self.by and self._path(known["step"]).is_dir()
        self.found: dict[str, Any] | None = known if there else None
        self.looks = self.found.get("looks", 0) if self.found is not None else 0

    def _path(self, step: int) -> Path:
        return self.folder / f"step-{step:09d}"

    def begin(self, before: Iterable[dict[str, float]], state: State) -> dict[str, Any] | None:
        """Keep the generator that the run starts from, where its curve has a past: as good as its last row says.

        Without it a fork that ruins a good generator would call the least bad of the ruins its best. None where a best
        is known, or the rows of the curve before hold no such measure.
        """
        past = [row[self.by] for row in before if self.by in row]
        if self.found is not None or not past:
            return None
        self.looks = len(past)
        return self._keep(past[-1], None, state)

    def offer(
        self, values: dict[str, float], state: State, afresh: Callable[[], float | None] = lambda: None
    ) -> dict[str, Any] | None:
        """Keep the present generator if `values` are better than all before; returns what is now known of the best.

        `afresh` measures it once more, of other latents, and is asked of a new best only.
        """
        if self.by not in values:
            return None
        self.looks += 1
        return self._keep(values[self.by], afresh(), state) if self._better(values[self.by]) else None

    def _keep(self, chosen_by: float, value: float | None, state: State) -> dict[str, Any]:
        kept = checkpoint.save_generator(self.folder, state, self.config, self.labels)
        for path in step_folders(self.folder).values():
            if path != kept:
                shutil.rmtree(path, ignore_errors=True)
        told = {"chosen_by": chosen_by, "afresh": value is not None, "looks": self.looks}
        self.found = {"by": self.by, "value": chosen_by if value is None else value, "step": state.step, **told}
        return self.found

    def _better(self, value: float) -> bool:
        if not isfinite(value):
            return False
        if self.found is None:
            return True
        known = self.found.get("chosen_by", self.found["value"])
        return value < known if self.by in LESS_IS_BETTER else value > known
