"""Recorded histories as run folders, for pages and commands to read."""

from collections import defaultdict
from pathlib import Path

from gan_core.doctor import recordings
from gan_core.jobs.folder import RunFolder


def recorded_run(root: Path, name: str, state: str = "done") -> RunFolder:
    """The recording called `name` as a run of that name below `root`."""
    history = recordings.load(name)
    folder = RunFolder.create(
        root / name.replace("_", "-"), history.config.model_dump(mode="json"), title=name, state=state
    )
    rows: dict[int, dict[str, float]] = defaultdict(dict)
    for curve, each in history.curves.items():
        for step, value in zip(each.steps.tolist(), each.values.tolist(), strict=True):
            rows[int(step)][curve] = value
    with folder.record() as record:
        record.put(step=history.step, live=history.live)
        for step in sorted(rows):
            record.add_row(step, 32 * step, 0.01 * step, rows[step])
    return folder
