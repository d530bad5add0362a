"""Recorded histories as run folders, for pages and commands to read."""

from collections import defaultdict
from pathlib import Path

from gan_core.doctor import recordings
from gan_core.jobs.folder import RunFolder


def recorded_run(root: Path, name: str, state: str = "done", until: int = 10**9) -> RunFolder:
    """The recording called `name`, up to a step, as a run of that name below `root`."""
    history = recordings.load(name)
    config = history.config.with_changes({"runtime.device": "auto"})  # as a page starts it
    folder = RunFolder.create(root / name.replace("_", "-"), config.model_dump(mode="json"), title=name, state=state)
    rows: dict[int, dict[str, float]] = defaultdict(dict)
    for curve, each in history.curves.items():
        for step, value in zip(each.steps.tolist(), each.values.tolist(), strict=True):
            rows[int(step)][curve] = value
    with folder.record() as record:
        record.put(step=min(history.step, until), live=history.live)
        for step in sorted(step for step in rows if step <= until):
            record.add_row(step, 32 * step, 0.01 * step, rows[step])
    return folder
