"""A worker whose sink sends everything to another process leaves the run that a worker in its folder leaves."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gan_core.errors import UserError
from gan_core.events import Event, Progress
from gan_core.generators import load as generator
from gan_core.job_types.registry import EXPLAIN, JOB_TYPES
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.sink import LocalSink
from gan_core.jobs.worker import POLL_SECONDS, Worker
from gan_core.places import PROJECT
from gan_core.steps import step_folders
from tests.conftest import tiny
from tests.jobs.forwarding import ForwardingSink, WorkingFolder
from tests.jobs.test_worker_seams import rows_of
from tests.running import make, wait_until, work

WORK = "import sys; from tests.jobs.test_sink import forwarded; from gan_core.jobs.folder import RunFolder; "
WORK += "from pathlib import Path; forwarded(RunFolder(sys.argv[1]), Path(sys.argv[2]))"


def forwarded(folder: RunFolder, place: Path, listener: Callable[[Event], None] | None = None) -> str:
    """Work on `folder` from a working folder at `place`; returns the state it ended in."""
    working = WorkingFolder(place, folder)
    sink = ForwardingSink(working, folder.path)
    try:
        return Worker(working, JOB_TYPES, EXPLAIN, listener, sink=sink).run()
    finally:
        sink.close()


def files_of(folder: RunFolder) -> list[str]:
    """All that lies in the run, apart from how SQLite keeps its record."""
    every = (path.relative_to(folder.path).as_posix() for path in folder.path.rglob("*"))
    return sorted(name for name in every if not name.startswith("run.sqlite"))


def words_of(folder: RunFolder) -> list[tuple]:
    with folder.record() as record:
        return [row[2:] for row in record.logs()]


def test_run_whose_worker_is_elsewhere_looks_the_same(runs_root: Path, tmp_path: Path) -> None:
    config = tiny(recording__watch_budget=0)
    here, there = make(runs_root, config, "here"), make(runs_root, config, "there")
    assert work(here) == "done" and forwarded(there, tmp_path / "working") == "done"
    assert rows_of(there) == rows_of(here) and words_of(there) == words_of(here)
    assert files_of(there) == files_of(here)
    before, after = here.status(), there.status()
    for name in ("state", "step", "images", "last_checkpoint", "live", "message", "reason"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.energy["source"] == before.energy["source"] and not there.is_held()
    for file in ("samples/samples-000000012.png", "checkpoints/step-000000012/generator.safetensors"):
        assert (there.path / file).read_bytes() == (here.path / file).read_bytes()
    assert not (tmp_path / "working" / "run.sqlite").exists()


def test_commands_reach_a_worker_elsewhere_and_it_goes_on_from_its_checkpoint(runs_root: Path, tmp_path: Path) -> None:
    folder, states = make(runs_root, tiny(training__num_steps=0)), []

    def listen(event: Event) -> None:
        if isinstance(event, Progress) and event.step == 4:
            for name, value in (("set", {"name": "optimiser.lr", "value": 0.001}), ("pause", None), ("step", None)):
                folder.ask(name, value)
            folder.ask("stop")
            time.sleep(POLL_SECONDS)  # so that they are looked for before the next step
        states.append(folder.status().state)

    assert forwarded(folder, tmp_path / "first", listen) == "stopped"
    status = folder.status()
    assert status.live["optimiser.lr"] == 0.001 and status.last_checkpoint == status.step == 5
    assert "paused" in states and generator.load(folder.path).card.step == 5
    with folder.record() as record:
        record.ask("set", {"name": "training.num_steps", "value": 9})
    assert forwarded(folder, tmp_path / "second") == "done"
    assert folder.status().step == 9 and list(step_folders(folder.checkpoints)) == [4, 9]  # 5 is no milestone
    assert any("Resumed at step 5" in text for *_, text in words_of(folder))


def test_worker_elsewhere_that_is_killed_loses_its_run_and_what_it_saved_is_whole(
    runs_root: Path, tmp_path: Path
) -> None:
    folder = make(runs_root, tiny(training__num_steps=0, recording__checkpoint_seconds=1))
    command = [sys.executable, "-c", WORK, str(folder.path), str(tmp_path / "first")]
    worker = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.DEVNULL)
    wait_until(lambda: folder.status().last_checkpoint > 0)
    assert folder.status().pid == worker.pid and folder.is_held()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    wait_until(lambda: not folder.is_held())
    status = folder.status()
    assert status.state == "lost" and "ended without a message" in status.reason
    assert 0 < generator.load(folder.path).card.step <= status.step
    folder.ask("set", {"name": "training.num_steps", "value": status.step + 3})
    assert forwarded(folder, tmp_path / "second") == "done"


def test_refusal_of_the_owner_reaches_the_worker(runs_root: Path, tmp_path: Path) -> None:
    folder = make(runs_root, tiny())
    here = LocalSink(folder)
    here.claim(process.identity())
    with pytest.raises(UserError, match="Another process is already working on the run tiny"):
        forwarded(folder, tmp_path / "working")
    here.close()
