"""What a resume is told is done or refused, before it trains: nothing is ignored."""

import json
from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder
from tests.conftest import tiny
from tests.running import make, work


@pytest.fixture
def run(runs_root: Path) -> RunFolder:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    return folder


def resume(*told: str) -> int:
    return main(["train", "--resume", "tiny", "--steps", "14", *told])


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (["--preset", "first-gan"], "--preset cannot be chosen"),
        (["--dataset", "mnist"], "--dataset cannot be chosen"),
        (["--seed", "9"], "--seed cannot be chosen"),
        (["--data-dir", "/nowhere"], "data.root for the data set 'shapes'"),
        (["--set", "training.batch_size=16"], "training.batch_size cannot be changed when a run is resumed"),
        (["--set", "nonsense.x=8"], "nonsense.x cannot be changed"),
        (["--set", "data.path=/nowhere"], "data.path for the data set 'shapes'"),
        (["--set", "optimiser.lr=5"], "optimiser.lr must be at most 1"),
        (["--set", "optimiser.lr=fast"], "optimiser.lr must be a number"),
        (["--set", "runtime.num_threads=-1"], "runtime.num_threads must be at least 0"),
        (["--set", "runtime.device=abacus"], "runtime.device must be one of"),
    ],
)
def test_what_a_resume_cannot_change_is_refused_before_it_trains(
    run: RunFolder, capsys, told: list[str], words: str
) -> None:
    assert resume(*told) == 1
    assert words in capsys.readouterr().err
    status = run.status()
    assert (status.state, status.step) == ("done", 12) and not (run.path / "machine.json").exists()
    with run.record() as record:
        assert record.asked() == []


def test_what_a_resume_changes_is_told_and_done(run: RunFolder, capsys) -> None:
    assert resume("--set", "optimiser.lr=0.01", "--device", "cpu", "--json") == 0
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    texts = [each["text"] for each in told if each.get("event") == "change"]
    assert texts[0] == "On this machine from now on: runtime.device = cpu"
    assert "optimiser.lr: 0.002 → 0.01" in texts and "training.num_steps: 12 → 14" in texts
    assert run.status().live["optimiser.lr"] == 0.01 and run.status().step == 14


def test_changes_are_on_the_screen_too(run: RunFolder, capsys) -> None:
    assert resume("--set", "optimiser.lr=0.01", "--device", "cpu") == 0
    told = capsys.readouterr().err
    assert "runtime.device = cpu" in told and "optimiser.lr: 0.002 → 0.01" in told


def test_setting_that_cannot_change_while_a_run_goes_on_fails_in_the_terminal(run: RunFolder, capsys) -> None:
    with run.record() as record:
        record.put(state="paused", folder_inode=run.inode(), **process.identity())
    for told, words in (("model.latent_dim=3", "cannot be changed"), ("optimiser.lr=9", "must be at most 1")):
        assert main(["set", "tiny", told]) == 1
        assert words in capsys.readouterr().err
