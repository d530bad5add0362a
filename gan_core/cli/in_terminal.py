"""A run that this process trains itself, among the app's runs: what a worker does, in the terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gan_core.events import Event
from gan_core.places import runs_root

if TYPE_CHECKING:
    from gan_core.jobs.folder import RunFolder
    from gan_core.settings import Settings


def begin(config: Settings, title: str, path: Path | None = None) -> RunFolder:
    """A new run of the settings' own type of job: at `path`, or among the app's runs, where it must find room.

    Raises RunError.
    """
    from gan_core.jobs import process
    from gan_core.jobs.folder import RunFolder, new_name
    from gan_core.jobs.launcher import Launcher

    if path is None:
        Launcher(runs_root()).check_room()
        path = runs_root() / new_name(runs_root(), title)
    running = {"state": "running", "in_terminal": True, "heartbeat": time.time(), **process.identity()}
    values = config.model_dump(mode="json")
    return RunFolder.create(path, values, title=title, job_type=config.job_type, **running)


def work(folder: RunFolder, listener: Callable[[Event], None] | None = None) -> str:
    """Do the run's work to its end; returns the state that it ended in."""
    from gan_core.job_types.registry import EXPLAIN, JOB_TYPES
    from gan_core.jobs.worker import Worker

    return Worker(folder, JOB_TYPES, EXPLAIN, listener).run()
