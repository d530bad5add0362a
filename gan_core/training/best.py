"""The generator that was best so far by a measure that is taken while training, kept in a place of its own."""

import shutil
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

    `known` is what was found before: {"by", "value", "step"}. It holds only where its generator is still there.
    """

    def __init__(self, folder: Path, config: RunConfig, labels: tuple[str, ...], known: dict[str, Any] | None) -> None:
        self.folder, self.config, self.labels, self.by = folder, config, labels, config.recording.best_by
        there = known is not None and known["by"] == self.by and self._path(known["step"]).is_dir()
        self.found: dict[str, Any] | None = known if there else None

    def _path(self, step: int) -> Path:
        return self.folder / f"step-{step:09d}"

    def offer(self, values: dict[str, float], state: State) -> dict[str, Any] | None:
        """Keep the present generator if `values` are better than all before; returns what is now known of the best."""
        if self.by not in values or not self._better(values[self.by]):
            return None
        kept = checkpoint.save_generator(self.folder, state, self.config, self.labels)
        for path in step_folders(self.folder).values():
            if path != kept:
                shutil.rmtree(path, ignore_errors=True)
        self.found = {"by": self.by, "value": values[self.by], "step": state.step}
        return self.found

    def _better(self, value: float) -> bool:
        if not isfinite(value):
            return False
        if self.found is None:
            return True
        return value < self.found["value"] if self.by in LESS_IS_BETTER else value > self.found["value"]
