"""Where two things meet: a save and a row, a stop and a resume, two workers and one folder."""

import os
from pathlib import Path

import pytest
import torch

from gan_core.errors import RunError
from gan_core.events import Progress
from gan_core.job_types import registry as kinds
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.local_executor import LocalExecutor
from gan_core.jobs.worker import Worker
from gan_core.store import atomic
from gan_core.training import checkpoint
from tests.conftest import tiny
from tests.jobs.executors import IdleExecutor
from tests.running import make, wait_until, work
from ui.controls import longer_budget


def rows_of(folder: RunFolder) -> dict[int, dict[str, float]]:
    """All but the energy, which is never the same twice."""
    with folder.record() as record:
        return {row[1]: {k: v for k, v in row[4].items() if k != "energy/wh"} for row in record.rows()}


def stop_at(folder: RunFolder, step: int):
    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == step:
            folder.ask("stop")

    return listen


def test_curves_of_a_run_in_two_parts_equal_those_of_an_unbroken_one(runs_root: Path) -> None:
    config = tiny(training__num_steps=40, recording__log_interval=8, recording__watch_budget=0)
    whole, parts = make(runs_root, config, "whole"), make(runs_root, config, "parts")
    assert work(whole) == "done"
    for step in (8, 27):  # one where a row is written, one between two rows
        assert work(parts, stop_at(parts, step)) == "stopped"
    assert work(parts) == "done"
    assert rows_of(parts) == rows_of(whole)
    names = [sorted(path.name for path in folder.samples.iterdir()) for folder in (whole, parts)]
    assert names[0] == names[1]


def test_resumed_run_that_has_nothing_to_do_keeps_its_place(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    assert work(folder) == "done"
    assert (folder.status().step, folder.status().images) == (12, 96)


def test_single_steps_draw_their_points(runs_root: Path) -> None:
    folder = make(runs_root, tiny(training__num_steps=0))
    asked = []

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 4 and not asked:
            asked.extend(folder.ask(name) for name in ("pause", "step", "step", "stop"))

    assert work(folder, listen) == "stopped"
    assert {4, 5, 6} <= set(rows_of(folder))


def test_two_workers_cannot_have_one_run(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as record:
        record.put(state="running", **process.identity(os.getppid()))
    with pytest.raises(RunError, match="Another process is already working"):
        work(folder)


def test_only_one_of_two_claims_succeeds(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    with folder.record() as first, folder.record() as second:
        claims = [
            record.swap_state(("queued",), if_pid=0, state="running", pid=pid)
            for pid, record in ((7, first), (8, second))
        ]
    assert claims == [True, False]


def test_command_from_an_earlier_life_does_not_act_on_the_next(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    folder.ask("stop")
    made = Launcher(runs_root, executor=IdleExecutor())
    made.resume(folder.name)
    made.scheduler.launch(folder)
    with folder.record() as record:
        assert record.asked() == []
    made.close()


def test_run_waits_again_when_its_standby_dies(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    executor = LocalExecutor()
    made = Launcher(runs_root, executor=executor)
    executor.keep_ready()
    executor.standby.process.stdin.close()  # as good as dead, and not yet noticed
    made.scheduler.launch(folder)
    assert folder.status().state == "queued"
    made.close()


def test_watch_survives_a_stumble(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made, looks = Launcher(runs_root), []

    def stumble() -> None:
        looks.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(made.scheduler, "tick", stumble)
    made.open()
    wait_until(lambda: len(looks) >= 3)
    made.close()


@pytest.mark.parametrize("budget", [{"training.num_steps": 12}, {"training.num_images": 96, "training.num_steps": 0}])
def test_train_longer_lets_a_cosine_run_learn_on(runs_root: Path, budget: dict) -> None:
    config = tiny().with_changes({**budget, "optimiser.schedule": "cosine"})
    folder = make(runs_root, config)
    assert work(folder) == "done"
    before = folder.status()
    for name, value in longer_budget(config, before, before.seconds).items():
        folder.ask("set", {"name": name, "value": value})
    assert work(folder) == "done"
    assert folder.status().step == pytest.approx(24, abs=1)
    assert max(values.get("G/lr", 0) for step, values in rows_of(folder).items() if step > 12) > 0


def test_weights_that_are_no_numbers_are_not_saved(runs_root: Path) -> None:
    folder = make(runs_root, tiny(recording__log_interval=1000, training__num_steps=0))

    def poison(event) -> None:
        if isinstance(event, Progress) and event.step == 22:
            folder.ask("save")
        if isinstance(event, Progress) and event.step == 30:
            with torch.no_grad():
                next(worker.job.state.networks["G"].parameters()).fill_(float("inf"))
            folder.ask("save")

    worker = Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN, poison)
    assert worker.run() == "failed"
    newest = checkpoint.newest_first(folder.checkpoints)[0]
    saved = checkpoint.load_tensors(newest / "training.safetensors")
    assert all(torch.isfinite(value).all() for name, value in saved.items() if name.startswith("net.G."))


def test_damaged_checkpoint_falls_back_to_the_one_before(runs_root: Path) -> None:
    folder = make(runs_root, tiny(training__num_steps=0))

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step in (4, 9):
            folder.ask("save" if event.step == 4 else "stop")

    assert work(folder, listen) == "stopped"
    newest, before = checkpoint.newest_first(folder.checkpoints)
    (newest / "training.safetensors").write_bytes(b"half")
    assert work(folder, stop_at(folder, 12)) == "stopped"
    with folder.record() as record:
        texts = [text for *_, text in record.logs()]
    step = int(before.name.removeprefix("step-"))
    assert any("The previous one is used" in text for text in texts)
    assert any(f"Resumed at step {step}" in text for text in texts)


def test_checkpoint_that_was_being_replaced_comes_back(tmp_path: Path) -> None:
    (tmp_path / ".step-000000004.old").mkdir()
    (tmp_path / ".step-000000004.abc.part").mkdir()
    atomic.sweep(tmp_path)
    assert [path.name for path in tmp_path.glob("*step*")] == ["step-000000004"]


def test_delete_of_a_damaged_run_and_of_two_with_one_name(runs_root: Path) -> None:
    made = Launcher(runs_root)
    for _ in range(2):
        folder = make(runs_root, tiny(), "same")
        folder.record_path.write_bytes(b"nonsense" * 100)
        made.delete("same")
    assert len(list((runs_root / ".trash").iterdir())) == 2


def test_run_is_made_in_an_empty_folder_that_is_there_already(runs_root: Path) -> None:
    """A disk may be mounted there: it is filled, not replaced."""
    (runs_root / "mounted").mkdir()
    inode = (runs_root / "mounted").stat().st_ino
    folder = make(runs_root, tiny(), "mounted")
    assert folder.inode() == inode and folder.status().state == "queued"


def test_run_that_cannot_be_written_down_is_a_sentence(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/secret/place")

    monkeypatch.setattr(atomic, "write_json", full)
    with pytest.raises(RunError, match="disk is full") as told:
        Launcher(runs_root).start({}, title="No room")
    assert "/secret" not in str(told.value) and list(runs_root.iterdir()) == []


def test_worker_that_is_still_ending_is_not_forgotten_when_its_run_goes_on(runs_root: Path) -> None:
    folder, executor = make(runs_root, tiny()), IdleExecutor()
    made = Launcher(runs_root, executor=executor)
    for _ in range(2):
        made.scheduler.launch(folder)
        with folder.record() as record:
            record.put(state="queued", pid=0)
    polled, second = executor.started
    with folder.record() as record:
        record.put(state="running")
    polled.kill()
    made.scheduler.tick()
    assert polled.polled and second.polled and folder.status().state == "running"
    second.kill()
    made.scheduler.tick()
    assert folder.status().state == "lost"
    made.close()
