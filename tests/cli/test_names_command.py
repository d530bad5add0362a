"""A model or a run is named in one way, whatever the command."""

import json
from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.errors import CheckpointError
from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.store.model_card import PRETRAINED
from gan_core.store.model_ref import find_model
from tests.conftest import tiny
from tests.running import make, work

STEP = 12


@pytest.fixture
def run(runs_root: Path) -> RunFolder:
    """A run whose last checkpoint, at step 12, is also its best moment."""
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    assert (folder.path / "best" / "step-000000012").is_dir()
    return folder


COMMANDS = {
    "sample": lambda model, out: ["sample", model, "--num", "2", "--out", f"{out}.png"],
    "interpolate": lambda model, out: ["interpolate", model, "--frames", "2", "--out", f"{out}.png"],
    "directions": lambda model, out: ["directions", model, "--out", f"{out}.json"],
    "invert": lambda model, out: (
        ["invert", model, f"{out}.in.png", "--starts", "1", "--steps", "1", "--out", f"{out}.png"]
    ),
    "export": lambda model, out: ["export", model, "--format", "safetensors", "--out", f"{out}.safetensors"],
    "measure": lambda model, out: ["measure", model, "--no-start", "--rounds", "2", "--batch", "1", "--json"],
    "optimise": lambda model, out: ["optimise", model, "--prune", "0.3", "--recover-steps", "0", "--out", str(out)],
    "evaluate": lambda model, out: (
        ["evaluate", model, "--num", "100", "--measure", "kid", "--extractor", "pixels", "--no-copies", "--json"]
    ),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_the_best_of_a_run(run: RunFolder, tmp_path: Path, command: str) -> None:
    if command == "invert":
        assert main(["sample", "tiny", "--num", "1", "--out", str(tmp_path / "out.in.png")]) == 0
    assert main(COMMANDS[command]("tiny@best", tmp_path / "out")) == 0


@pytest.mark.parametrize(
    "text", ["tiny", "tiny@12", "tiny@best", "{run}", "{run}@12", "{run}@best", "{run}/best/{step}"]
)
def test_library_and_terminal_find_a_model_by_the_same_words(run: RunFolder, text: str) -> None:
    where = text.format(run=run.path, step="step-000000012")
    assert load(where).card.step == STEP
    assert find_model(where).parent.name == ("best" if "best/" in text else "checkpoints")


def test_shipped_name_is_the_shipped_model(run: RunFolder) -> None:
    assert find_model("shapes-gan") == PRETRAINED / "shapes-gan"


def test_moment_that_is_not_there_is_a_sentence(run: RunFolder) -> None:
    with pytest.raises(CheckpointError, match="Step 7 of “tiny” no longer exists"):
        find_model("tiny@7")


def test_fork_takes_the_step_behind_the_name(run: RunFolder, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gan_core.cli.fork.start_queued", lambda folder: None)
    assert main(["fork", "tiny@12", "--steps", "20", "--json"]) == 0
    assert RunFolder(json.loads(capsys.readouterr().out)["path"]).status().last_checkpoint == STEP
    assert main(["fork", "tiny@best"]) == 1
    assert "generator only" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["diagnose", "compare", "pause", "resume", "stop", "delete"])
def test_command_for_whole_runs_says_so_of_a_moment(run: RunFolder, capsys, command: str) -> None:
    assert main([command, "tiny@12"]) == 1
    assert "takes the whole run: tiny" in capsys.readouterr().err
