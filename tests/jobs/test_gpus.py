"""Which GPUs runs use, and how many at once: told by doubles of nvidia-smi, as no GPU is needed for it."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from gan_core import machine
from gan_core.jobs import gpus, local_executor
from gan_core.jobs.gpus import Gpu, visible_gpus
from gan_core.jobs.local_executor import LocalExecutor

TWO = "GPU-aaaa, 24000\nGPU-bbbb, 5000\n"


@pytest.fixture(autouse=True)
def no_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any, whatever this one has."""
    for name in ("CUDA_VISIBLE_DEVICES", "GAN_CORE_WORKERS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine, "WSL", tmp_path / "wsl")
    monkeypatch.setattr(gpus, "PROC", tmp_path / "proc")
    monkeypatch.setattr(gpus, "DEV", tmp_path / "dev")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)


def tool(folder: Path, answer: str) -> None:
    """An nvidia-smi that gives this answer."""
    folder.mkdir(exist_ok=True)
    (folder / "nvidia-smi").write_text(f"#!/bin/sh\nprintf '{answer}'\n")
    (folder / "nvidia-smi").chmod(0o755)


def test_without_a_gpu_there_is_one_worker_less_than_cores() -> None:
    assert visible_gpus() == [] and LocalExecutor().num_workers == 7


def test_all_gpus_are_known_with_what_is_free(tmp_path: Path) -> None:
    tool(tmp_path, TWO)
    assert visible_gpus() == [Gpu("0", 24000), Gpu("1", 5000)]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("1", [Gpu("1", 5000)]),
        ("1,0", [Gpu("1", 5000), Gpu("0", 24000)]),
        ("GPU-bbbb", [Gpu("GPU-bbbb", 5000)]),
        ("MIG-cccc", [Gpu("MIG-cccc", None)]),
        ("0,-1,1", [Gpu("0", 24000)]),
        ("", []),
        ("-1", []),
    ],
)
def test_only_gpus_that_this_process_was_given_are_used(
    given: str, found: list[Gpu], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, TWO)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", given)
    assert visible_gpus() == found


def test_windows_subsystem_keeps_its_tool_and_library_elsewhere(tmp_path: Path) -> None:
    assert not machine.has_gpu() or any(Path("/dev").glob("nvidia[0-9]*"))
    tool(tmp_path / "wsl", "GPU-aaaa, 7900\n")
    assert machine.has_gpu() and visible_gpus() == [Gpu("0", 7900)]


def test_tool_that_fails_leaves_what_the_driver_lists(tmp_path: Path) -> None:
    (tmp_path / "nvidia-smi").write_text("#!/bin/sh\nexit 9\n")
    (tmp_path / "nvidia-smi").chmod(0o755)
    (tmp_path / "proc" / "0000:01:00.0").mkdir(parents=True)
    assert visible_gpus() == [Gpu("0", None)]


@pytest.mark.parametrize(
    ("answer", "workers"),
    [
        ("GPU-a, 80000\n", 7),  # memory for 39, cores for 7
        ("GPU-a, 8192\n", 4),
        ("GPU-a, 900\n", 1),
        ("GPU-a, [N/A]\n", 1),
        ("GPU-a, 900\n" * 12, 12),  # a GPU each is always allowed
    ],
)
def test_as_many_runs_as_fit_into_free_memory_and_keep_a_core_each(answer: str, workers: int, tmp_path: Path) -> None:
    tool(tmp_path, answer)
    assert LocalExecutor().num_workers == workers


def test_memory_that_our_own_runs_take_does_not_lower_the_number(tmp_path: Path) -> None:
    tool(tmp_path, "GPU-a, 8192\n")
    executor = LocalExecutor()
    assert executor.num_workers == 4
    tool(tmp_path, "GPU-a, 100\n")
    assert executor.num_workers == 4


class Idle:
    """A standby that is no process."""

    made: list[str | None] = []  # noqa: RUF012 - emptied by each test
    dead = busy = False

    def __init__(self, gpu: str | None = None, all_gpus: Sequence[str] = ()) -> None:
        self.gpu, self.all_gpus = gpu, all_gpus
        Idle.made.append(gpu)

    def become(self, run: Path, ticket: str) -> None: ...

    def dismiss(self) -> None: ...


@pytest.mark.parametrize(
    ("given", "names"),
    [("2,3", ["2", "3", "2"]), ("3", [None, None, None]), ("GPU-bbbb,0", ["GPU-bbbb", "0", "GPU-bbbb"])],
)
def test_standbys_take_turns_among_the_gpus_that_were_inherited(
    given: str, names: list[str | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, TWO)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", given)
    monkeypatch.setattr(local_executor, "Standby", Idle)
    Idle.made.clear()
    executor = LocalExecutor()
    for _ in names:
        executor.spawn(tmp_path, "")
    assert Idle.made == names
