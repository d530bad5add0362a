"""One worker for one folder, whatever the clock on the wall says."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from gan_core.errors import RunError
from gan_core.jobs import bin as bin_folder
from gan_core.jobs import folder as folders
from gan_core.jobs import lock, process
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.scheduler import Patience, enforce_stop
from tests.conftest import tiny
from tests.jobs.executors import IdleExecutor, IdleHandle
from tests.running import make, work

HOLD = "import sys; from pathlib import Path; from gan_core.jobs import lock; held = lock.take(Path(sys.argv[1]))"


def holder(path: Path) -> subprocess.Popen:
    """Another process that has the lock on `path`."""
    code = f"{HOLD}; print(held is not None, flush=True); sys.stdin.read()"
    other = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout.readline() == "True\n"
    return other


def end(other: subprocess.Popen) -> None:
    other.kill()
    other.wait()
    other.stdin.close()
    other.stdout.close()


def test_step_of_the_clock_loses_no_run(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.put(state="running", heartbeat=time.time(), **process.identity())
    created, now = psutil.Process().create_time(), time.time()
    monkeypatch.setattr(psutil.Process, "create_time", lambda _: created + 3600)  # what psutil says after such a step
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    assert folder.status().state == "running"


def test_resume_after_a_step_of_the_clock_queues_nothing(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.put(state="running", **process.identity())
    created = psutil.Process().create_time()
    monkeypatch.setattr(psutil.Process, "create_time", lambda _: created - 3600)
    Launcher(runs_root).resume(folder)
    assert folder.status().state == "running"


def test_record_of_an_earlier_version_still_tells_its_worker(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.put(state="running", pid=os.getpid(), pid_started=psutil.Process().create_time(), host=process.HOST)
    assert folder.status().state == "running"


def test_second_worker_on_a_held_folder_refuses_in_a_sentence(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    other = holder(folder.lock_path)
    try:
        with pytest.raises(RunError, match="Another process is already working on the run tiny"):
            work(folder)
    finally:
        end(other)
    assert folder.status().state == "queued" and work(folder) == "done"


def test_worker_holds_its_folder_for_its_life_and_no_longer(runs_root: Path) -> None:
    folder, seen = make(runs_root, tiny()), []
    assert work(folder, lambda _: seen.append(folder.is_held())) == "done"
    assert seen and all(seen) and not folder.is_held()


def test_held_folder_is_not_lost_though_its_process_seems_gone(runs_root: Path) -> None:
    """As where the worker lives in another container: its process ids mean nothing here."""
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.put(state="running", **{**process.identity(), "start_ticks": 1})
    assert folder.status().state == "lost"
    other = holder(folder.lock_path)
    try:
        assert folder.status().state == "running"
    finally:
        end(other)


def test_held_folder_is_not_deleted(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bin_folder, "END_PATIENCE_SECONDS", 0.0)
    folder = make(runs_root, tiny())
    folder.record_path.write_bytes(b"nonsense" * 100)
    other = holder(folder.lock_path)
    try:
        with pytest.raises(RunError, match="still running"):
            bin_folder.trash(folder)
    finally:
        end(other)


def test_queued_run_waits_while_an_earlier_worker_holds_its_folder(runs_root: Path) -> None:
    folder, executor = make(runs_root, tiny()), IdleExecutor()
    made = Launcher(runs_root, executor=executor)
    other = holder(folder.lock_path)
    try:
        made.scheduler.launch(folder)
        assert folder.status().state == "queued" and executor.spawned == []
    finally:
        end(other)
        made.close()


def test_copy_of_a_running_run_is_not_taken_for_it(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.put(state="running", folder_inode=folder.inode(), **process.identity())
    assert folder.status().state == "running"
    shutil.copytree(folder.path, runs_root / "copied")
    assert folders.RunFolder(runs_root / "copied").status().state == "lost"


def test_worker_elsewhere_lives_as_long_as_its_heartbeat_changes(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its clock may be an hour off: a heartbeat that changes is alive, one that stands still is not."""
    folder = make(runs_root, tiny())
    known = {"state": "running", "host": "elsewhere", "boot_id": "another", "pid": 7}
    steady = time.monotonic()
    with folder.record() as record:
        record.put(**known, heartbeat=time.time() - 3600)
        assert folder.status().state == "lost"
        record.put(heartbeat=time.time() - 3599)
        assert folder.status().state == "running"
        monkeypatch.setattr(time, "monotonic", lambda: steady + 40)
        assert folder.status().state == "lost"


def test_step_of_the_clock_ends_no_worker_that_was_just_asked_to_stop(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, patience, handle, now = make(runs_root, tiny()), Patience(), IdleHandle(), time.time()
    with folder.record() as record:
        record.put(state="running", **process.identity())
    folder.ask("stop")
    monkeypatch.setattr(time, "time", lambda: now + 3600)
    enforce_stop(folder, handle, patience)
    assert folder.status().state == "running" and not handle.killed
    steady = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: steady + 6)
    enforce_stop(folder, handle, patience)
    assert folder.status().state == "stopped" and handle.killed


def test_lock_that_somebody_looks_at_can_be_taken(tmp_path: Path) -> None:
    first = lock.take(tmp_path / "lock")
    assert lock.take(tmp_path / "lock") is None and lock.is_held(tmp_path / "lock")
    first.close()
    assert not lock.is_held(tmp_path / "lock") and not lock.is_held(tmp_path / "none")
