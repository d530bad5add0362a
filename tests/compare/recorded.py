"""Runs as their records tell them, written in a moment: no training."""

from pathlib import Path
from typing import Any

from gan_core.compare.subject import Subject, subject
from gan_core.job_types.registry import load_settings
from gan_core.jobs.folder import RunFolder
from gan_core.runs.origin import Origin, write_origin
from tests.conftest import tiny

Rows = list[tuple[int, dict[str, float]]]


def recorded(
    root: Path,
    name: str,
    rows: Rows,
    *,
    origin: Origin | None = None,
    facts: dict[str, Any] | None = None,
    family: str = "gan",
    **changes: object,
) -> RunFolder:
    """A run that ended, with 8 images and half a second a step."""
    config = tiny(family, **changes).model_dump(mode="json")
    folder = RunFolder.create(root / name, config, title=name.capitalize(), state="done", facts=facts)
    last = rows[-1][0] if rows else 0
    with folder.record() as record:
        for step, values in rows:
            record.add_row(step, 8 * step, step / 2, values)
        record.put(step=last, images=8 * last, seconds=last / 2)
    if origin:
        write_origin(folder.path, origin)
    return folder


def compared(*folders: RunFolder) -> list[Subject]:
    return [subject(folder, load_settings) for folder in folders]
