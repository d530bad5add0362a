"""pip installs the library without the app: its models come along, and its command works anywhere."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what `pip install .` puts into site-packages, built from what git knows of the checkout."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("installed")
    files = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=PROJECT, capture_output=True, text=True
    )
    for name in files.stdout.splitlines():
        if name.startswith(("gan_core/", "checkpoints/")) or "/" not in name:
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((PROJECT / name).read_bytes())
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        target,
        source,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return target


def call(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if k != "GAN_CORE_RUNS"} | {
        "PYTHONPATH": str(installed),
        "XDG_DATA_HOME": str(cwd / "data"),
    }
    return subprocess.run(
        [sys.executable, str(installed / "bin" / "gan-core"), *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_console_script_draws_from_a_shipped_model(installed: Path, tmp_path: Path) -> None:
    done = call(installed, tmp_path, "sample", "digits-gan", "--num", "4", "--out", "grid.png")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "grid.png").read_bytes().startswith(b"\x89PNG")


def test_an_installed_library_keeps_its_runs_in_the_users_folder(installed: Path, tmp_path: Path) -> None:
    done = call(installed, tmp_path, "runs")
    assert done.returncode == 0, done.stderr
    assert not (installed / "checkpoints").exists()


def test_browser_modules_and_recordings_come_along(installed: Path) -> None:
    names = {path.suffix for path in (installed / "gan_core").rglob("*") if path.is_file()}
    assert {".js", ".css", ".json", ".safetensors", ".onnx"} <= names
    assert not (installed / "streamlit").exists() and not (installed / "ui").exists()
