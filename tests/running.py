"""What many tests do with a run: make its folder, let a worker work here or in a process, wait for something."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from gan_core.job_types.registry import EXPLAIN, JOB_TYPES
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker
from tests.conftest import tiny


def make(root: Path, config: Any, name: str = "tiny") -> RunFolder:
    """A new folder for a job of any type, from its settings."""
    title = getattr(config, "full_title", config.title)
    return RunFolder.create(root / name, config.model_dump(mode="json"), title=title, job_type=config.job_type)


def work(folder: RunFolder, listener: Callable[[Any], None] | None = None) -> str:
    """The state in which a worker in this process leaves the job."""
    return Worker(folder, JOB_TYPES, EXPLAIN, listener).run()


def finished(folder: RunFolder) -> RunFolder:
    """The same folder, worked on to its end."""
    state = work(folder)
    assert state == "done", folder.status().reason
    return folder


def finished_run(root: Path, family: str = "gan", name: str = "tiny-run", **changes: object) -> RunFolder:
    """A tiny run that has trained, called "Tiny run" in lists."""
    config = tiny(family, **changes)
    return finished(RunFolder.create(root / name, config.model_dump(mode="json"), title="Tiny run"))


def spawn(folder: RunFolder) -> subprocess.Popen:
    """A real worker process, with its identity written down as the launcher does."""
    command = [sys.executable, "-m", "gan_core", "worker", "--run", str(folder.path)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)


def write_record(folder: RunFolder, query: str, *values: object) -> None:
    """One statement of SQL on the record of a run, as what damaged it would leave it."""
    with closing(sqlite3.connect(folder.record_path, isolation_level=None)) as database:
        database.execute(query, values)


def wait_until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Until `condition` gives something true; fails where that takes too long."""
    ended = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ended, "nothing happened in time"
        time.sleep(0.02)
