"""The launcher with real worker processes: queue, stop, loss, quota, bin."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from gan_core.errors import RunError
from gan_core.jobs import folder as folders
from gan_core.jobs import launcher as launchers
from gan_core.jobs import process
from gan_core.jobs.bin import empty_trash, untrash
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.record import Record
from gan_core.jobs.scheduler import Patience, make_way, scheduler_lives
from tests.conftest import tiny
from tests.jobs.executors import IdleExecutor
from tests.running import make, wait_until, work

ENDLESS = tiny(training__num_steps=0).model_dump(mode="json")


@pytest.fixture
def launcher(runs_root: Path) -> Iterator[Launcher]:
    made = Launcher(runs_root, max_workers=1).open()
    yield made
    for status in made.index.statuses():
        if status.active:
            made.stop_and_wait(status.name)
    made.close()


def running(folder: RunFolder) -> bool:
    return folder.status().state == "running" and folder.status().step > 0


def test_life_of_runs_one_at_a_time(launcher: Launcher) -> None:
    """One launcher, several facts: starting it takes seconds."""
    first = launcher.start(ENDLESS, title="First", owner="a")
    second = launcher.start(ENDLESS, title="Second", owner="b")
    third = launcher.start(ENDLESS, title="Third", owner="b")
    wait_until(lambda: running(first))
    assert [each.status().state for each in (second, third)] == ["queued", "queued"]
    assert [launcher.index.place_in_queue(each.name) for each in (first, second, third)] == [0, 1, 2]

    launcher.stop(second.name)  # a queued run ends at once
    assert second.status().state == "stopped"

    launcher.stop(first.name)
    wait_until(lambda: first.status().state == "stopped")
    assert first.status().last_checkpoint == first.status().step
    wait_until(lambda: running(third))  # the next in the queue follows by itself

    pid = third.status().pid
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: third.status().state == "lost")
    wait_until(lambda: "killed from outside" in third.status().reason)

    launcher.resume(first.name)
    wait_until(lambda: running(first) and first.status().pid > 0)
    worker = psutil.Process(first.status().pid)
    launcher.delete(first.name)
    wait_until(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
    assert not first.path.exists()
    assert untrash(launcher.root, first.name).status().state == "stopped"


def test_worker_that_does_not_answer_is_killed_after_five_seconds(launcher: Launcher) -> None:
    folder = launcher.start(ENDLESS, title="Deaf")
    wait_until(lambda: running(folder))
    pid = folder.status().pid
    os.kill(pid, signal.SIGSTOP)  # hangs, as if in one endless step
    launcher.stop(folder.name)
    wait_until(lambda: folder.status().state == "stopped")
    assert "did not stop within 5 seconds" in folder.status().reason
    wait_until(lambda: not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)


def test_standby_ends_with_its_launcher_and_a_run_does_not(runs_root: Path) -> None:
    made = Launcher(runs_root, max_workers=1).open()
    folder = made.start(ENDLESS, title="Survivor")
    wait_until(lambda: running(folder))
    wait_until(lambda: made.executor.standby is not None and made.executor.standby.ready)
    idle = made.executor.standby.process.pid
    made.close()
    wait_until(lambda: not psutil.pid_exists(idle) or psutil.Process(idle).status() == psutil.STATUS_ZOMBIE)
    step = folder.status().step
    wait_until(lambda: folder.status().step > step)

    again = Launcher(runs_root, max_workers=1).open()  # a restarted server finds it and can stop it
    try:
        assert again.index.statuses()[0].state == "running"
        again.stop_and_wait(folder.name)
        assert folder.status().state == "stopped"
    finally:
        again.close()


def test_thirty_starts_queue_without_starting_thirty_processes(launcher: Launcher) -> None:
    folder_list = [launcher.start(ENDLESS, title=f"Pupil {index}") for index in range(30)]
    wait_until(lambda: running(folder_list[0]))
    states = [each.status().state for each in folder_list]
    assert states.count("running") == 1 and states.count("queued") == 29
    assert launcher.index.place_in_queue(folder_list[-1].name) == 29
    for each in folder_list[1:]:
        launcher.stop(each.name)


def test_estimate_is_answered_by_the_standby(launcher: Launcher) -> None:
    wait_until(lambda: launcher.executor.standby is not None)
    found = launcher.ask("estimate", tiny().model_dump(mode="json"))
    assert found["images_per_second"] > 0 and found["memory_mib"] > 0
    assert set(found["networks"]) == {"G", "D"} and found["networks"]["G"][0]["parameters"] > 0


def test_only_one_of_two_launchers_starts_runs(launcher: Launcher, runs_root: Path) -> None:
    wait_until(lambda: launcher.scheduler.in_charge)
    assert scheduler_lives(runs_root)
    other = Launcher(runs_root, max_workers=1)
    assert other.scheduler.hold_lock() is False
    other.close()


def test_quota_refuses_a_start_with_what_to_do(runs_root: Path) -> None:
    made = Launcher(runs_root, quota_bytes=1000)
    made.start(ENDLESS, title="Small").samples.joinpath("big.png").write_bytes(b"0" * 4000)
    with pytest.raises(RunError, match=r"Delete some of your runs.* ask the person who runs this server"):
        made.start(ENDLESS, title="One too many")


def test_nearly_full_disk_refuses_a_start(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launchers, "FREE_BYTES", 10**18)
    with pytest.raises(RunError, match="nearly full"):
        Launcher(runs_root).start(ENDLESS, title="No room")


def test_run_names_cannot_leave_the_folder(runs_root: Path) -> None:
    for name in ("../etc", "a/b", "", ".trash", "A", "x" * 200, "..", "run\x00"):
        with pytest.raises(RunError, match="no run called"):
            folders.find_run(runs_root, name)


def test_damaged_record_is_a_sentence_in_the_list(runs_root: Path) -> None:
    made = Launcher(runs_root)
    folder = made.start(ENDLESS, title="Damaged")
    folder.record_path.write_bytes(b"this is no database" * 100)
    assert made.index.statuses()[0].state == "damaged"
    assert "damaged" in made.index.statuses()[0].reason


def test_deleted_folder_is_a_sentence(runs_root: Path) -> None:
    with pytest.raises(RunError, match="no run"):
        Record(runs_root / "gone" / "run.sqlite")


def test_run_that_never_began_can_be_started(runs_root: Path) -> None:
    made = Launcher(runs_root)
    folder = made.start(tiny().model_dump(mode="json"), title="Too early")
    with folder.record() as record:
        record.put(state="running", **{**process.identity(), "start_ticks": 1})
    assert folder.status().state == "lost"
    made.resume(folder.name)
    assert folder.status().state == "queued" and work(folder) == "done"


def test_run_that_ended_before_its_first_checkpoint_begins_anew(runs_root: Path) -> None:
    made = Launcher(runs_root)
    folder = made.start(ENDLESS, title="Too early")
    with folder.record() as record:
        record.put(state="failed", step=7, started=1.0, last_checkpoint=-1)
        record.add_row(7, 56, 0.7, {"G/loss": 1.0})
        record.add_picture(7, "samples", "samples-000000007.png")
    (folder.samples / "samples-000000007.png").write_bytes(b"")
    made.resume(folder.name)
    status = folder.status()
    assert (status.state, status.step, status.started) == ("queued", 0, 0.0)
    with folder.record() as record:
        assert record.rows() == [] and list(folder.samples.iterdir()) == []


def test_what_is_done_and_saved_nothing_is_not_begun_again(runs_root: Path) -> None:
    made = Launcher(runs_root)
    folder = made.start({}, title="A race", job_type="race")
    with folder.record() as record:
        record.put(state="done")
    with pytest.raises(RunError, match="nothing left to continue"):
        made.resume(folder.name)


def test_only_checkpoint_that_was_being_replaced_is_resumed(runs_root: Path) -> None:
    made = Launcher(runs_root)
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    saved = folder.checkpoints / "step-000000012"
    saved.rename(folder.checkpoints / ".step-000000012.old")
    with folder.record() as record:
        record.put(state="running", **{**process.identity(), "start_ticks": 1})
    made.resume(folder)
    assert saved.is_dir() and folder.status().step == 12


def test_watch_brings_the_checkpoint_of_a_lost_run_back(runs_root: Path) -> None:
    made, folder = Launcher(runs_root, executor=IdleExecutor()), make(runs_root, tiny())
    (folder.checkpoints / ".step-000000012.old").mkdir()
    with folder.record() as record:
        record.put(state="running", **{**process.identity(), "start_ticks": 1})
    made.scheduler.tick()
    assert (folder.checkpoints / "step-000000012").is_dir()
    made.close()


def test_pause_of_a_minute_makes_way_for_others(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, patience = Launcher(runs_root), Patience()
    paused = made.start(ENDLESS, title="Paused")
    with paused.record() as record:
        record.put(state="paused", paused=time.time() - 3600, heartbeat=time.time(), **process.identity())
    make_way(runs_root, [paused.status()], patience)
    with paused.record() as record:
        assert record.asked() == []  # an hour by the clock on the wall, and no time at all by the steady one
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    make_way(runs_root, [paused.status()], patience)
    with paused.record() as record:
        assert [command.name for command in record.asked()] == ["stop"]
        record.put(state="stopped")


def test_old_rubbish_is_removed_and_new_is_kept(runs_root: Path) -> None:
    made = Launcher(runs_root)
    folder = made.start(ENDLESS, title="Rubbish")
    made.delete(folder.name)
    empty_trash(runs_root, older_than_seconds=60)
    assert (runs_root / ".trash" / folder.name).exists()
    empty_trash(runs_root, older_than_seconds=-1)
    assert not (runs_root / ".trash" / folder.name).exists()
