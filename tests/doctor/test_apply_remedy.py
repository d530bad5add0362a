"""A remedy reaches the run: live, by a fork, or by a fresh start; and the command line tells what there is."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gan_core.config import load_config
from gan_core.doctor.apply_remedy import apply_remedy, longer, way_now
from gan_core.doctor.finding import Remedy
from gan_core.errors import RunError
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder, Status
from gan_core.jobs.launcher import Launcher
from gan_core.message import written
from tests.conftest import tiny
from tests.doctor.failing_runs import recorded_run
from tests.running import finished_run

LOWER = Remedy(written("Lower it"), {"optimiser.lr": 1e-4})


def test_ended_run_is_forked_with_the_remedy_and_trains_as_long_again(runs_root: Path) -> None:
    folder = finished_run(runs_root, name="tiny", recording__watch_budget=0.0)
    assert way_now(folder, folder.status(), LOWER) == "fork"
    treated = apply_remedy(Launcher(runs_root), folder, LOWER)
    config = load_config(treated.config())
    assert treated.name != folder.name and treated.status().state == "queued"
    assert config.optimiser.lr == 1e-4 and config.training.num_steps == 24


def test_budget_that_was_changed_on_the_way_is_the_one_that_is_given_again() -> None:
    status = Status(name="tiny", job_type="train", step=40, live={"training.num_steps": 40})
    assert longer(tiny(), status)["training.num_steps"] == 80


def test_remedy_that_needs_other_networks_starts_anew(runs_root: Path) -> None:
    folder = finished_run(runs_root, name="tiny", recording__watch_budget=0.0)
    other = Remedy(written("Spectral norm"), {"model.d_norm": "spectral"})
    treated = apply_remedy(Launcher(runs_root), folder, other)
    assert not any(treated.checkpoints.glob("*")) and load_config(treated.config()).model.d_norm == "spectral"


def test_running_run_is_told_and_goes_on(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "going", tiny().model_dump(mode="json"), title="Going")
    with folder.record() as record:
        record.put(state="running", **process.identity())
    assert apply_remedy(Launcher(runs_root), folder, LOWER).name == folder.name
    with folder.record() as record:
        assert [each.value for each in record.asked()] == [{"name": "optimiser.lr", "value": 1e-4}]


def test_run_without_a_checkpoint_starts_anew(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "broken", tiny().model_dump(mode="json"), title="Broken", state="failed")
    assert way_now(folder, folder.status(), LOWER) == "restart"
    assert load_config(apply_remedy(Launcher(runs_root), folder, LOWER).config()).optimiser.lr == 1e-4


def test_advice_has_no_button(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "a-run", tiny().model_dump(mode="json"), title="A run", state="done")
    with pytest.raises(RunError, match="advice"):
        apply_remedy(Launcher(runs_root), folder, Remedy(written("Look closely"), {}))


def test_command_line_tells_findings_as_json(runs_root: Path) -> None:
    recorded_run(runs_root, "d_too_weak")
    command = [sys.executable, "-m", "gan_core", "diagnose", "d-too-weak", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=dict(os.environ), timeout=60)
    told = json.loads(done.stdout)
    finding = next(each for each in told["findings"] if each["illness"] == "d_too_weak")
    assert done.returncode == 0 and finding["evidence"][0]["curve"] == "D/real"
    assert finding["remedies"][0]["way"] == "live" and set(told["stop"]) == {"stop", "steps_without", "sentence"}
