"""A worker and its folder: commands, failures, and what is left when it is killed."""

import errno
import multiprocessing
import random
import sqlite3
import sys
import time
import types
from pathlib import Path

import pytest
import torch

from gan_core.errors import TrainingError
from gan_core.events import Losses, Progress, Samples
from gan_core.generators import load as generator
from gan_core.job_types import registry as kinds
from gan_core.job_types import train as training_job
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.scheduler import OTHERS_WAITED
from gan_core.jobs.worker import Worker
from gan_core.training import checkpoint, gan
from tests.conftest import tiny
from tests.running import make, wait_until, work


def test_finished_run_leaves_curves_pictures_and_checkpoint(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    status = folder.status()
    assert (status.state, status.step, status.images, status.last_checkpoint) == ("done", 12, 96, 12)
    with folder.record() as record:
        names = set().union(*(row[4] for row in record.rows()))
        files = [file for *_, file in record.pictures()]
    assert {"G/loss", "D/loss", "D/real", "D/fake", "G/grad_norm", "D/grad_norm", "G/lr", "D/lr"} <= names
    assert files and all((folder.samples / file).exists() for file in files)
    assert generator.load(folder.path).card.step == 12


def test_vae_run_shows_inputs_reconstructions_and_prior(runs_root: Path) -> None:
    folder = make(runs_root, tiny("vae"))
    assert work(folder) == "done"
    with folder.record() as record:
        assert {name for _, _, name, _ in record.pictures()} == {"real", "reconstructions", "samples"}
        assert {"VAE/reconstruction", "VAE/kl", "VAE/beta"} <= set().union(*(row[4] for row in record.rows()))


def test_commands_pause_step_set_and_stop(runs_root: Path) -> None:
    folder = make(runs_root, tiny(training__num_steps=0))
    replies: dict[str, int] = {}

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 3 and "pause" not in replies:
            for name, value in (
                ("pause", None),
                ("step", None),
                ("d_step", None),
                ("g_step", None),
                ("set", {"name": "optimiser.lr", "value": 0.5}),
                ("set", {"name": "model.latent_dim", "value": 7}),
                ("set", {"name": "optimiser.lr", "value": 5}),
                ("stop", None),
            ):
                replies[name] = folder.ask(name, value)

    assert work(folder, listen) == "stopped"
    status = folder.status()
    assert status.live["optimiser.lr"] == 0.5
    with folder.record() as record:
        texts = [text for *_, text in record.logs()]
        rates = [row[4]["G/lr"] for row in record.rows() if "G/lr" in row[4]]
    assert status.step == max(4, status.step) and "Paused" in texts and "One update of D only" in texts
    assert any("optimiser.lr: 0.002 → 0.5" in text for text in texts)
    assert any("cannot be changed while a run trains" in text for text in texts)
    assert any("optimiser.lr must be at most 1" in text for text in texts)
    assert rates[0] == pytest.approx(0.002)


def test_half_steps_do_not_count_as_steps(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    job = training_job.TrainJob(folder, lambda *_: None)
    before = [each.clone() for each in job.state.networks["G"].parameters()]
    job.apply("d_step", None)
    assert job.state.step == 0
    assert all(torch.equal(a, b) for a, b in zip(before, job.state.networks["G"].parameters(), strict=True))
    job.apply("g_step", None)
    assert job.state.step == 0
    assert not all(torch.equal(a, b) for a, b in zip(before, job.state.networks["G"].parameters(), strict=True))


def pressed(job: training_job.TrainJob, name: str) -> tuple[dict[str, float], list]:
    """The row and the pictures that a half-step shows."""
    _, events = job.apply(name, None)
    (row,) = [event for event in events if isinstance(event, Losses)]
    return row.values, [event.images for event in events if isinstance(event, Samples)]


def test_half_steps_move_the_curves_and_measure_d_again(runs_root: Path) -> None:
    job = training_job.TrainJob(make(runs_root, tiny(optimiser__lr=0.05)), lambda *_: None)
    job.apply("step", None)
    first, _ = pressed(job, "d_step")
    then, _ = pressed(job, "g_step")
    assert (first["updates"], then["updates"]) == (2, 3)
    assert then["D/fake"] != first["D/fake"] and {"D/real", "D/fake"} <= then.keys()


def test_updates_of_g_alone_reach_the_picture(runs_root: Path) -> None:
    job = training_job.TrainJob(make(runs_root, tiny(optimiser__lr=0.05)), lambda *_: None)
    job.apply("step", None)
    _, (before, *_) = pressed(job, "g_step")
    for _ in range(8):
        _, (after, *_) = pressed(job, "g_step")
    assert (before != after).any()


def test_measuring_d_again_moves_nothing(runs_root: Path) -> None:
    job = training_job.TrainJob(make(runs_root, tiny()), lambda *_: None)
    job.apply("step", None)
    state, position = job.state.rng.get_state(), job.state.position
    weights = {name: {k: v.clone() for k, v in each.state_dict().items()} for name, each in job.state.networks.items()}
    gan.mean_logits(job.state, job.data, job.config)
    assert torch.equal(state, job.state.rng.get_state()) and position == job.state.position
    assert all(torch.equal(v, job.state.networks[n].state_dict()[k]) for n, w in weights.items() for k, v in w.items())


def test_half_steps_are_in_the_checkpoint_and_rows_go_on_from_them(runs_root: Path) -> None:
    folder = make(runs_root, tiny(training__num_steps=4))
    job = training_job.TrainJob(folder, lambda *_: None)
    for name in ("step", "g_step", "g_step"):
        job.apply(name, None)
    job.save()
    assert work(folder) == "done"
    with folder.record() as record:
        updates = {row[1]: row[4].get("updates") for row in record.rows() if "G/loss" in row[4]}
    assert updates[4] == 6


def test_nan_fails_naming_step_and_values(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(runs_root, tiny())

    def poison(event) -> None:
        if isinstance(event, Progress) and event.step == 5:
            with torch.no_grad():
                next(worker.job.state.networks["D"].parameters()).fill_(float("nan"))

    worker = Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN, poison)
    assert worker.run() == "failed"
    reason = folder.status().reason
    assert "no longer a number at step 6" in reason and "D/loss = nan" in reason and "Lower the learning rate" in reason


def test_training_error_is_raised_not_swallowed() -> None:
    from gan_core.training.loop import check_finite

    with pytest.raises(TrainingError, match="step 7"):
        check_finite({"G/loss": float("inf"), "D/loss": 1.0}, 7, fp16=False)
    with pytest.raises(TrainingError, match="D/r1 = nan"):
        check_finite({"D/loss": 1.0, "D/r1": float("nan")}, 7, fp16=False)
    check_finite({"G/loss": 1.0, "D/grad_norm": float("inf")}, 7, fp16=True)


def test_full_disk_fails_in_words_and_keeps_the_last_checkpoint(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(runs_root, tiny(recording__checkpoint_seconds=1))
    original, saved = Path.write_bytes, []

    def full(path, content) -> int:
        if len(saved) >= 2:
            original(path, content[:4])
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        saved.append(path)
        return original(path, content)

    monkeypatch.setattr(Path, "write_bytes", full)

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 4 and not saved:
            folder.ask("save")

    assert work(folder, listen) == "failed"
    assert "disk is full" in folder.status().reason
    left = sorted(path.name for path in folder.checkpoints.iterdir())
    assert len(left) == 1 and left[0].startswith("step-") and checkpoint.newest_first(folder.checkpoints)
    assert not folder.reserve.exists()
    generator.load(folder.path)


def test_record_that_cannot_grow_fails_in_words_written_into_the_reserve(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(runs_root, tiny(training__num_steps=0, recording__log_interval=1))

    opened, connect = [], sqlite3.connect

    def remember(*values, **more):
        opened.append(connect(*values, **more))
        return opened[-1]

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 4:  # SQLite itself says "database or disk is full"
            pages = record.execute("PRAGMA page_count").fetchone()[0]
            record.execute(f"PRAGMA max_page_count = {pages + 1}")

    def give_back() -> None:
        record.execute("PRAGMA max_page_count = 1000000")

    monkeypatch.setattr(sqlite3, "connect", remember)
    worker = Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN, listen)
    record = opened[-1]
    folder.free_reserve = give_back
    assert worker.run() == "failed"
    assert "disk is full" in folder.status().reason


def test_out_of_memory_fails_with_advice(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = make(runs_root, tiny())

    def listen(event) -> None:
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 99 bytes")

    assert work(folder, listen) == "failed"
    assert "smaller batch" in folder.status().reason


def test_unreadable_data_fails_with_the_sentence(runs_root: Path, tmp_path: Path) -> None:
    config = tiny().with_changes({"data.name": "folder", "data.path": str(tmp_path / "nowhere"), "data.image_size": 16})
    folder = make(runs_root, config)
    assert work(folder) == "failed"
    assert "nowhere" in folder.status().reason


def test_resume_forgets_what_came_after_the_checkpoint(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    with folder.record() as record:
        record.add_row(99, 1, 1.0, {"G/loss": 1.0})
        record.add_picture(99, "samples", "samples-000000099.png")
        record.ask("set", {"name": "training.num_steps", "value": 16})
    (folder.samples / "samples-000000099.png").write_bytes(b"")
    assert work(folder) == "done"
    assert folder.status().step == 16
    with folder.record() as record:
        assert max(row[1] for row in record.rows()) == 16
    assert not (folder.samples / "samples-000000099.png").exists()


def test_twenty_kills_leave_usable_checkpoints_and_the_state_lost(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 at random moments; each time the run is lost, then goes on from what was saved.

    Twenty times, and on a slow machine until ten rounds left a checkpoint: some kills come before anything is saved.
    """
    config = tiny(training__num_steps=0, recording__checkpoint_seconds=1)
    rng = random.Random(0)
    # Forks of a process that has imported torch, and has never used it: twenty starts take seconds, not minutes.
    # A page that was tested before may still be the main module: it must not be run again, with a launcher of its own.
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.jobs.test_worker"])
    folder = make(runs_root, config)
    steps = [0]
    for round_number in range(60):
        if round_number >= 20 and len(steps) > 10:
            break
        child = forks.Process(target=_become_worker, args=(folder,))
        child.start()
        wait_until(lambda: folder.status().state == "running" and folder.status().step > steps[-1], 60)
        if round_number % 2 == 0:
            folder.ask("save")
        time.sleep(rng.random() * 0.3)
        child.kill()
        child.join()
        status = folder.status()
        assert status.state == "lost" and "ended without a message" in status.reason
        found = checkpoint.newest_first(folder.checkpoints)
        if not found:
            continue
        newest = found[0]
        assert generator.load(newest).card.step <= status.step
        assert checkpoint.load_tensors(newest / "training.safetensors")
        steps.append(int(newest.name.removeprefix("step-")))
    assert len(steps) > 10 and steps == sorted(steps)
    with sqlite3.connect(folder.record_path) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()


def _become_worker(folder: RunFolder) -> None:
    torch.set_num_threads(1)
    work(folder)


def test_process_identity_is_not_the_pid_alone() -> None:
    me = process.identity()
    assert process.is_alive(me)
    assert not process.is_alive({**me, "start_ticks": me["start_ticks"] + 1, "boot_id": process.boot_id() or "x"})
    assert not process.is_alive({**me, "pid": 2**22 + 1})
    assert not process.is_alive({**me, "pid": 0}) and not process.is_alive({**me, "pid": -1})


def test_process_of_an_earlier_boot_is_gone() -> None:
    assert not process.is_alive({**process.identity(), "boot_id": "00000000-0000-0000-0000-000000000000"})


def test_process_without_ticks_is_known_by_its_time_of_creation() -> None:
    old = {name: value for name, value in process.identity().items() if name in ("pid", "pid_started", "host")}
    assert process.is_alive(old)
    assert not process.is_alive({**old, "pid_started": old["pid_started"] - 100})


def test_run_that_gave_up_its_place_says_why(runs_root: Path) -> None:
    folder = make(runs_root, tiny(training__num_steps=0))

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 2:
            folder.ask_once("stop", OTHERS_WAITED)

    assert work(folder, listen) == "stopped"
    assert "while others waited" in folder.status().reason
