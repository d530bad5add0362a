"""A run that two processes train: what they learn, and what a worker may ask of them."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import torch

from gan_core.cli.resume import apply
from gan_core.errors import SettingsError
from gan_core.events import Progress
from gan_core.job_types.ranks import gpu_names
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.gpus import ALL_GPUS, VISIBLE
from gan_core.places import PROJECT
from gan_core.store.weights import load_tensors
from tests.conftest import tiny
from tests.recovery.teachers import distillation, saved
from tests.running import make, spawn, wait_until, work

PLAIN = {"model__name": "mlp_gan", "model__d_norm": "none", "training__processes": 2}


def logs(folder: RunFolder) -> list[str]:
    with folder.record() as record:
        return [text for *_, text in record.logs()]


def weights(folder: RunFolder, step: int) -> dict[str, torch.Tensor]:
    return load_tensors(folder.checkpoints / f"step-{step:09d}" / "training.safetensors")


def ranks() -> list[psutil.Process]:
    """The other processes of a run whose worker is this process."""
    found = []
    for each in psutil.Process().children():
        with suppress(psutil.Error):  # another test's that has ended
            found += [each] if "rank" in each.cmdline() else []
    return found


@pytest.fixture(scope="module")
def equality(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    """How far two processes are from one with whole batches after 20 steps; see tests.training.rank_equality."""
    folder = tmp_path_factory.mktemp("ranks")
    command = [sys.executable, "-m", "tests.training.rank_equality"]
    rest = ["2", str(folder / "store"), str(folder / "found.json")]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"}
    started = [subprocess.Popen([*command, rank, *rest], cwd=PROJECT, env=environment) for rank in ("0", "1")]
    assert [each.wait() for each in started] == [0, 0]
    return json.loads((folder / "found.json").read_text())


def test_two_processes_learn_what_one_does_with_every_objective(equality: dict[str, dict[str, float]]) -> None:
    assert len(equality["float64"]) == 16
    assert {name: far for name, far in equality["float64"].items() if far > 1e-5} == {}


def test_run_in_two_processes_obeys_commands_and_ends_them_with_it(runs_root: Path) -> None:
    folder = make(runs_root, tiny(**PLAIN, training__num_steps=0))
    seen: list[psutil.Process] = []
    listening: set[str] = set()

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 3 and not seen:
            seen.extend(ranks())
            for each in (psutil.Process(), *seen):
                listening.update(one.laddr.ip for one in each.net_connections() if one.status == psutil.CONN_LISTEN)
            for each in seen:  # what ends the worker is not for the others
                each.send_signal(signal.SIGINT)
                each.send_signal(signal.SIGTERM)
            changed = {"name": "optimiser.lr", "value": 0.5}
            for name in ("pause", "step", "d_step", "g_step", "set", "step", "resume", "save", "stop"):
                folder.ask(name, changed if name == "set" else None)

    assert work(folder, listen) == "stopped"
    assert {"Paused", "One update of D only", "One update of G only", "Resumed", "Saved a checkpoint"} <= {
        *logs(folder)
    }
    assert folder.status().step == 5 == folder.status().last_checkpoint
    assert listening == {"127.0.0.1"}
    assert len(seen) == 1 and not seen[0].is_running()
    assert any("2 processes together, by Gloo" in text for text in logs(folder))


def test_two_processes_resume_exactly_and_one_goes_on_with_a_word_of_it(runs_root: Path) -> None:
    whole, parts = (
        make(runs_root, tiny(**PLAIN, training__num_steps=n), name) for n, name in ((6, "whole"), (3, "parts"))
    )
    assert [work(whole), work(parts)] == ["done", "done"]
    apply(parts, {"training.num_steps": 6})
    assert work(parts) == "done"
    expected, found = weights(whole, 6), weights(parts, 6)
    assert expected.keys() == found.keys()
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []
    assert not any("Resumed in" in text for text in logs(parts))

    apply(parts, {"training.num_steps": 8, "training.processes": 1})
    assert work(parts) == "done" and parts.status().step == 8
    assert any("Resumed in one process, not 2" in text and "sees 8 samples at a time" in text for text in logs(parts))


def test_networks_without_batch_norm_go_on_in_two_processes_with_the_same_sums(runs_root: Path) -> None:
    folder = make(runs_root, tiny("vae", model__name="mlp_vae", training__num_steps=2))
    assert work(folder) == "done"
    apply(folder, {"training.num_steps": 4, "training.processes": 2})
    assert work(folder) == "done"
    assert any("Resumed in 2 processes, not 1" in text and "not bit by bit" in text for text in logs(folder))
    assert not any("batch norm" in text for text in logs(folder))


def test_run_whose_second_process_is_killed_fails_with_a_sentence_and_resumes(runs_root: Path) -> None:
    folder = make(runs_root, tiny(**PLAIN, training__num_steps=0))

    def listen(event) -> None:
        if isinstance(event, Progress) and event.step == 3:
            folder.ask("save", None)
        if isinstance(event, Progress) and event.step == 6:
            ranks()[0].send_signal(signal.SIGKILL)

    assert work(folder, listen) == "failed"
    assert "Process 2 of the 2 of this run ended: killed from outside" in folder.status().reason
    saved = folder.status().last_checkpoint
    assert saved is not None and 3 <= saved <= 6
    apply(folder, {"training.num_steps": 8})
    assert work(folder) == "done" and folder.status().step == 8


def test_other_processes_end_with_a_killed_worker(runs_root: Path) -> None:
    folder = make(runs_root, tiny(**PLAIN, training__num_steps=0))
    worker = spawn(folder)
    wait_until(lambda: folder.status().step > 2, 120)
    others = [each for each in psutil.Process(worker.pid).children() if "rank" in each.cmdline()]
    worker.kill()  # itself alone, not its group
    worker.wait()
    assert len(others) == 1
    wait_until(lambda: not others[0].is_running() or others[0].status() == psutil.STATUS_ZOMBIE)
    assert folder.status().state == "lost"


def test_torchrun_trains_one_run_with_all_its_processes(runs_root: Path) -> None:
    folder = make(runs_root, tiny(**{**PLAIN, "training__processes": 1}, training__num_steps=1))
    assert work(folder) == "done"
    launch = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "gan_core"]
    resume = ["train", "--resume", str(folder.path), "--steps", "3", "--json"]
    done = subprocess.run([*launch, *resume], cwd=PROJECT, capture_output=True)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert folder.status().step == 3 and any("2 processes together" in text for text in logs(folder))


def test_each_process_is_given_another_gpu_the_workers_own_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ALL_GPUS, "0,1,2")
    monkeypatch.setenv(VISIBLE, "1")
    assert gpu_names() == ["1", "0", "2"]
    monkeypatch.delenv(ALL_GPUS)
    assert gpu_names() == []


def test_processes_must_split_the_batch() -> None:
    with pytest.raises(SettingsError, match=r"training.processes must split training.batch_size into equal parts"):
        tiny(training__processes=3)
    with pytest.raises(SettingsError, match=r"training.processes must split"):
        tiny(training__processes=8)


def test_fine_tuning_and_distillation_take_one_process(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"training.processes must be 1"):
        distillation(saved(tmp_path), training={"processes": 2})
