"""The command line, each call in a process of its own as a user makes it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.errors import RunError
from gan_core.jobs.folder import RunFolder, runs_in
from gan_core.places import PROJECT
from tests.running import wait_until

SMALL = ["--set", "data.num_images=100", "--set", "data.image_size=16", "--set", "model.g_channels=[8,4]"]
SMALL += ["--set", "model.d_channels=[4,8]", "--set", "runtime.precision=fp32", "--set", "recording.num_samples=4"]


def call(*arguments: str, **more) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "gan_core", *arguments]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120, **more)


def train(*arguments: str) -> subprocess.CompletedProcess:
    return call("train", "--preset", "colour-shapes", *SMALL, *arguments)


def test_train_resume_and_sample(tmp_path: Path) -> None:
    out = tmp_path / "run"
    done = train("--steps", "6", "--out", str(out), "--json")
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert events[-1]["state"] == "done" and events[-1]["step"] == 6
    assert any(each.get("event") == "losses" and "G/loss" in each["values"] for each in events)

    again = call("train", "--resume", str(out), "--steps", "9")
    assert again.returncode == 0 and "done" in again.stdout, again.stderr
    assert RunFolder(out).status().step == 9  # counted from the start of the run
    assert "images/s" in again.stderr  # the bar

    assert call("sample", str(out), "--num", "5", "--out", str(tmp_path / "a.npz")).returncode == 0
    with np.load(tmp_path / "a.npz") as saved:
        images = saved["images"]
    assert images.shape == (5, 16, 16, 3) and images.dtype == np.uint8
    assert call("sample", str(out), "--num", "5", "--out", str(tmp_path / "b.png")).returncode == 0
    with Image.open(tmp_path / "b.png") as grid:
        assert grid.size == (3 * 18 - 2, 2 * 18 - 2)
    first = call("sample", str(out), "--num", "9", "--out", str(tmp_path / "c.npz"))
    assert first.returncode == 0
    with np.load(tmp_path / "c.npz") as more:
        assert np.abs(more["images"][:5].astype(int) - images.astype(int)).max() <= 1  # z does not depend on how many


def test_commands_steer_a_run_that_another_process_trains(runs_root: Path) -> None:
    command = [sys.executable, "-m", "gan_core", "train", "--preset", "colour-shapes", *SMALL, "--seconds", "600"]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(lambda: any(folder.status().step for folder in runs_in(runs_root)))
        name = next(folder.name for folder in runs_in(runs_root))
        assert [each["state"] for each in json.loads(call("runs", "--json").stdout)] == ["running"]
        assert "paused" in call("pause", name).stdout
        assert "0.002 → 0.01" in call("set", name, "optimiser.lr=0.01").stdout
        refused = call("set", name, "optimiser.lr=-1")
        assert "must be more than 0" in refused.stdout + refused.stderr
        assert "running" in call("resume", name).stdout
        assert "stopped" in call("stop", name).stdout
        assert process.wait(timeout=20) == 0  # stopping is no failure
        assert call("delete", name).returncode == 0
        assert json.loads(call("runs", "--json").stdout) == []
    finally:
        process.kill()
        process.wait()


def test_failed_run_has_a_failing_exit_status_and_says_why(tmp_path: Path) -> None:
    empty, out = str(tmp_path / "empty"), str(tmp_path / "run")
    done = call("train", "--dataset", "mnist", "--data-dir", empty, "--out", out, "--steps", "2")
    assert done.returncode == 1
    assert "--data-dir" in done.stdout + done.stderr and "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "--preset", "nonsense"], "there is no preset 'nonsense'"),
        (["train", "--set", "training.batch_size=0"], "training.batch_size must be at least 2, got 0"),
        (["train", "--set", "nonsense=1"], "there is no setting called nonsense"),
        (["train", "--set", "nonsense"], "NAME=VALUE"),
        (["train", "--dataset", "nonsense"], "data.name must be one of"),
        (["train", "--data-dir", "x"], "--data-dir is for torchvision's data sets"),
        (["train", "--device", "mps"], "is not on this machine"),
        (["sample", "nonsense"], "nor a shipped model"),
        (["stop", "nonsense"], "There is no run 'nonsense'"),
        (["pause", "../../etc"], "There is no run"),
        (["train", "--resume", "nowhere"], "There is no run"),
    ],
)
def test_wrong_calls_are_answered_with_a_sentence(
    arguments: list[str], words: str, capsys, tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status = main(arguments)
    said = capsys.readouterr()
    assert status == 1 and words in said.err + said.out
    assert "Traceback" not in said.err


def test_out_folder_with_files_in_it_is_not_touched(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "precious.txt").write_text("mine")
    assert main(["train", "--out", str(tmp_path)]) == 1
    assert "already holds files" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir() if path.name != "runs"] == ["precious.txt"]


def test_lists_are_json(capsys: pytest.CaptureFixture) -> None:
    assert main(["presets", "--json"]) == 0
    assert {"quick-digits", "colour-shapes"} <= {each["name"] for each in json.loads(capsys.readouterr().out)}
    assert main(["datasets", "--json"]) == 0
    assert {"shapes", "mnist", "folder"} <= {each["name"] for each in json.loads(capsys.readouterr().out)}


def _step_of(run: Path) -> int:
    """The step of a run that is just being made: its record may not be there yet, or not be whole."""
    try:
        return RunFolder(run).status().step
    except RunError:
        return 0


def test_interrupt_in_a_terminal_saves_and_stops(tmp_path: Path) -> None:
    import signal

    command = [
        sys.executable,
        "-m",
        "gan_core",
        "train",
        "--preset",
        "colour-shapes",
        *SMALL,
        "--out",
        str(tmp_path / "run"),
    ]
    process = subprocess.Popen(
        command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=dict(os.environ)
    )
    wait_until(lambda: _step_of(tmp_path / "run") >= 2)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0 and "stopped" in said
    assert RunFolder(tmp_path / "run").status().last_checkpoint > 0
