"""A launcher whose workers are started elsewhere: start, pause, resume, stop and loss as with its own processes."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gan_core.errors import RunError
from gan_core.jobs import process
from gan_core.jobs import scheduler as schedulers
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.local_executor import LocalExecutor
from gan_core.jobs.sink import LocalSink
from gan_core.store.machine_settings import processes_of
from tests.conftest import tiny
from tests.jobs.executors import IdleExecutor, ScriptExecutor
from tests.running import make, wait_until

ENDLESS = tiny(training__num_steps=0, recording__checkpoint_seconds=1).model_dump(mode="json")
SECONDS = 60.0


@pytest.fixture
def elsewhere(runs_root: Path, tmp_path: Path) -> Iterator[Launcher]:
    made = Launcher(runs_root, executor=ScriptExecutor(tmp_path / "elsewhere", runs_root)).open()
    yield made
    made.close()


def test_life_of_a_run_that_is_worked_on_elsewhere(elsewhere: Launcher) -> None:
    """One launcher, several facts: starting a worker takes seconds."""
    folder = elsewhere.start(ENDLESS, title="Elsewhere")
    wait_until(lambda: folder.status().state == "running", SECONDS)
    wait_until(lambda: elsewhere.executor.spawned == [folder.name], SECONDS)  # a worker may be the quicker one
    wait_until(lambda: folder.status().step > 0, SECONDS)
    assert folder.status().pid not in (0, os.getpid()) and folder.is_held()

    folder.ask("pause")
    wait_until(lambda: folder.status().state == "paused", SECONDS)
    elsewhere.resume(folder)
    wait_until(lambda: folder.status().state == "running", SECONDS)

    elsewhere.stop(folder)
    wait_until(lambda: folder.status().state == "stopped", SECONDS)
    saved = folder.status().last_checkpoint
    assert saved == folder.status().step > 0

    elsewhere.resume(folder)
    wait_until(lambda: folder.status().state == "running" and folder.status().step > saved, SECONDS)
    os.kill(folder.status().pid, signal.SIGKILL)
    wait_until(lambda: "killed from outside" in folder.status().reason, SECONDS)
    assert folder.status().state == "lost"

    killed = folder.status()
    elsewhere.resume(folder)
    wait_until(lambda: folder.status().pid not in (0, killed.pid), SECONDS)
    wait_until(lambda: folder.status().step > killed.last_checkpoint > 0, SECONDS)
    wait_until(lambda: elsewhere.executor.spawned == [folder.name] * 3, SECONDS)
    elsewhere.stop_and_wait(folder)
    assert folder.status().state == "stopped"


def launched(root: Path) -> tuple[Launcher, RunFolder]:
    """A run that is launched, and whose worker has not come yet."""
    folder, made = make(root, tiny()), Launcher(root, executor=IdleExecutor())
    made.scheduler.tick()
    assert made.executor.spawned == [folder.name]
    return made, folder


def claim(folder: RunFolder, ticket: str) -> str:
    """The state of the run after this process has claimed it with that ticket and let go."""
    sink = LocalSink(folder)
    try:
        sink.claim(process.identity(), ticket)
        return folder.status().state
    finally:
        sink.close()


def test_launched_run_is_going_until_its_worker_comes_and_no_longer_than_it_is_vouched_for(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder = launched(runs_root)
    assert folder.status().state == "running" and folder.status().pid == 0
    steady, wall = time.monotonic(), time.time()
    for seconds in (20, 40, 60):
        monkeypatch.setattr(time, "monotonic", lambda seconds=seconds: steady + seconds)
        monkeypatch.setattr(time, "time", lambda seconds=seconds: wall + seconds)
        made.scheduler.tick()
        assert folder.status().state == "running"
    monkeypatch.setattr(time, "monotonic", lambda: steady + 100)
    assert folder.status().state == "lost"
    made.close()


def test_only_the_ticket_of_its_launch_claims_a_launched_run(runs_root: Path) -> None:
    made, folder = launched(runs_root)
    for wrong in ("", "0" * 32):
        with pytest.raises(RunError, match="Another process is already working"):
            claim(folder, wrong)
    assert claim(folder, folder.status().ticket) == "running"
    made.close()


def test_ticket_of_a_run_that_was_stopped_meanwhile_claims_nothing(runs_root: Path) -> None:
    made, folder = launched(runs_root)
    ticket = folder.status().ticket
    with folder.record() as record:
        record.put(state="stopped")
    with pytest.raises(RunError, match="or it was stopped"):
        claim(folder, ticket)
    assert folder.status().state == "stopped" and not folder.is_held()
    made.close()


def test_worker_that_ends_before_it_came_loses_its_run_in_words(runs_root: Path) -> None:
    made, folder = launched(runs_root)
    made.executor.started[-1].kill()
    made.scheduler.tick()
    assert folder.status().state == "lost" and "killed from outside" in folder.status().reason
    made.close()


def test_worker_that_has_not_come_is_ended_when_its_run_is_stopped(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, folder = launched(runs_root)
    monkeypatch.setattr(schedulers, "STOP_LIMIT_SECONDS", -1.0)
    made.stop(folder)
    made.scheduler.tick()
    assert made.executor.started[-1].killed and folder.status().state == "stopped"
    made.close()


def test_run_that_cannot_be_spawned_waits_on(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    made = Launcher(runs_root, executor=IdleExecutor(refuses=[folder.name]))
    made.scheduler.tick()
    assert folder.status().state == "queued"
    made.close()


def test_launcher_asks_its_executor_and_takes_as_many_runs_as_that_says(runs_root: Path) -> None:
    made = Launcher(runs_root, executor=IdleExecutor())
    for name in ("first", "second"):
        make(runs_root, tiny(), name)
    made.scheduler.tick()
    made.scheduler.tick()
    assert len(made.executor.spawned) == 1
    with pytest.raises(RunError, match="Nobody is here"):
        made.ask("estimate", {})
    made.close()


def test_local_worker_is_ended_by_what_it_wrote_down_of_itself(runs_root: Path) -> None:
    executor = LocalExecutor()
    executor.keep_ready()
    standby, folder = executor.standby, make(runs_root, tiny())
    with folder.record() as record:
        record.put(state="running", **process.identity(standby.process.pid))
    handle = executor.attach(folder.status())
    assert handle.poll() is None
    handle.kill()
    wait_until(lambda: handle.poll() is not None and standby.dead)
    executor.close()


def spawned(runs_root: Path, workers: int, *processes: int) -> list[int]:
    """How many processes each of those runs has that is started at once, of runs that were queued in this order."""
    executor = IdleExecutor()
    made = Launcher(runs_root, max_workers=workers, executor=executor)
    known = {}
    for number in processes:
        config = tiny(training__processes=number, model__d_norm="none").model_dump(mode="json")
        known[made.start(config, title=f"{number} processes").name] = number
        time.sleep(0.01)  # runs that are queued in the same moment come in any order
    made.scheduler.tick()
    made.close()
    return [known[name] for name in executor.spawned]


@pytest.mark.parametrize(
    ("workers", "processes", "started"),
    [
        (4, (1, 1, 1, 1, 1), [1, 1, 1, 1]),
        (4, (2, 2, 1), [2, 2]),
        (4, (1, 4, 1), [1]),  # whoever needs much room is not passed by others
        (2, (4, 1), [4]),  # and one that needs more than there is takes it all
        (1, (2,), [2]),
    ],
)
def test_run_of_several_processes_takes_as_many_places(
    workers: int, processes: tuple[int, ...], started: list[int], runs_root: Path
) -> None:
    assert spawned(runs_root, workers, *processes) == started


@pytest.mark.parametrize(
    ("values", "processes"),
    [
        ({"training": {"processes": 3}}, 3),
        ({"base": {"training": {"processes": 2}}}, 2),
        ({"training": {}}, 1),
        ({"training": {"processes": "many"}}, 1),
        ({"training": 5, "base": None}, 1),
        ({}, 1),
    ],
)
def test_processes_are_read_from_settings_of_any_job(values: dict, processes: int) -> None:
    assert processes_of(values) == processes
