"""A fork goes on where its parent was, knows where it came from, and refuses what its weights do not fit."""

from pathlib import Path

import pytest
import torch

from gan_core.cli.main import main
from gan_core.config import load_config
from gan_core.errors import UserError
from gan_core.job_types.train import TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.runs.fork import fork, whole_checkpoints
from gan_core.runs.origin import read_origin
from gan_core.training import checkpoint
from tests.conftest import tiny
from tests.running import finished


def trained(root: Path, family: str = "gan", steps: int = 6, **changes: object) -> RunFolder:
    config = tiny(family, training__num_steps=steps, **changes)
    folder = RunFolder.create(root / "parent", config.model_dump(mode="json"), title="Parent")
    return finished(folder)


def everything(folder: RunFolder) -> dict[str, torch.Tensor]:
    """All tensors of the newest checkpoint."""
    path = next(iter(whole_checkpoints(folder.path).values()))
    return {f"{file.name}/{name}": each for file in path.glob("*.safetensors")
            for name, each in checkpoint.load_tensors(file).items()}  # fmt: skip


def rows(folder: RunFolder) -> list[tuple]:
    """Steps, pictures shown and losses; seconds, watts and when there is time for measures are the clock's."""
    with folder.record() as record:
        losses = [(row[1], row[2], {n: v for n, v in row[4].items() if n.endswith("/loss")}) for row in record.rows()]
    return [row for row in losses if row[2]]


def forked(root: Path, source: RunFolder, **more: object) -> RunFolder:
    return fork(Launcher(root), source, **more)


@pytest.mark.parametrize(
    ("family", "changes"),
    [("gan", {"data__flip": True}), ("vae", {}), ("gan", {"runtime__precision": "bf16", "optimiser__name": "adamw"})],
)
def test_fork_without_changes_equals_the_parent_resumed(family: str, changes: dict, runs_root: Path) -> None:
    parent = trained(runs_root, family, **changes)
    child = finished(forked(runs_root, parent, changes={"training.num_steps": 12}))
    parent.ask("set", {"name": "training.num_steps", "value": 12})
    Launcher(runs_root).resume(parent)
    finished(parent)
    expected, found = everything(parent), everything(child)
    assert expected.keys() == found.keys()
    assert [name for name in expected if not torch.equal(expected[name], found[name])] == []
    assert rows(parent) == rows(child) and rows(child)[-1][0] == 12


def test_fork_outlives_its_parent_and_knows_it(runs_root: Path) -> None:
    parent = trained(runs_root)
    child = forked(runs_root, parent, changes={"training.num_steps": 9, "optimiser.lr": 1e-4})
    Launcher(runs_root).delete(parent)
    finished(child)
    origin = read_origin(child.path)
    assert (origin.run, origin.title, origin.step) == ("parent", "Parent", 6)
    assert origin.changes == {"training.num_steps": 9, "optimiser.lr": 1e-4}
    assert "best" not in (child.status().facts or {}) or (child.path / "best").is_dir()
    assert [row[0] for row in rows(child)][:2] == [1, 2] and child.status().step == 9


def test_changed_settings_hold_from_the_first_step(runs_root: Path) -> None:
    parent = trained(runs_root)
    wanted = {"optimiser.lr": 5e-4, "optimiser.beta1": 0.25, "training.num_steps": 8, "runtime.precision": "bf16"}
    job = TrainJob(forked(runs_root, parent, changes=wanted), lambda *_: None)
    group = job.state.optimisers["G"].param_groups[0]
    assert job.state.step == 6 and job.state.execution.precision == "bf16"
    assert group["betas"][0] == 0.25 and job.state.setting("optimiser.lr") == 5e-4


def test_another_seed_draws_other_latents(runs_root: Path) -> None:
    parent = trained(runs_root)
    same, other = (
        finished(forked(runs_root, parent, title=f"{seed}", changes={"training.num_steps": 8, "seed": seed}))
        for seed in (0, 1)
    )
    assert rows(same)[:6] == rows(other)[:6] and rows(same)[6:] != rows(other)[6:]


def test_a_fork_of_a_fork_that_has_not_begun_does_the_same(runs_root: Path) -> None:
    first = forked(runs_root, trained(runs_root), changes={"training.num_steps": 8, "seed": 1})
    second = forked(runs_root, first, title="Second")
    assert rows(finished(first)) == rows(finished(second))


def test_what_was_changed_while_it_ran_is_inherited(runs_root: Path) -> None:
    parent = trained(runs_root)
    parent.ask("set", {"name": "optimiser.lr", "value": 0.007})
    parent.ask("set", {"name": "training.num_steps", "value": 7})
    Launcher(runs_root).resume(parent)
    child = forked(runs_root, finished(parent), changes={"training.num_steps": 8})
    assert load_config(child.config()).optimiser.lr == 0.007


def test_a_milestone_can_be_forked_from(runs_root: Path) -> None:
    parent = trained(runs_root, steps=4)
    for steps in (5, 6, 7):
        parent.ask("set", {"name": "training.num_steps", "value": steps})
        Launcher(runs_root).resume(parent)
        finished(parent)
    assert list(whole_checkpoints(parent.path)) == [7, 4]
    child = finished(forked(runs_root, parent, step=4, changes={"training.num_steps": 7}))
    expected, found = everything(parent), everything(child)
    assert all(torch.equal(expected[name], found[name]) for name in expected)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model.latent_dim": 8}, "model.latent_dim cannot be changed in a fork"),
        ({"data.image_size": 20}, "made for 16 pixels, these data have 20 pixels"),
        ({"data.name": "digits", "data.image_size": 16}, "made for 3 colour channel"),
        ({"training.num_steps": 6}, "must be more than 6"),
        ({"optimiser.rate": 1}, "no setting called optimiser.rate"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(changes: dict, words: str, runs_root: Path) -> None:
    parent = trained(runs_root)
    with pytest.raises(UserError, match=words):
        forked(runs_root, parent, changes={"training.num_steps": 12} | changes)
    assert [path.name for path in runs_root.iterdir() if not path.name.startswith(".launcher")] == ["parent"]


def test_a_step_that_is_not_there_names_those_that_are(runs_root: Path) -> None:
    with pytest.raises(UserError, match="a fork can start at 6"):
        forked(runs_root, trained(runs_root), step=3)


def test_command_line_forks_and_refuses_shipped_models(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr("gan_core.cli.fork.start_queued", lambda folder: None)
    trained(runs_root)
    assert main(["fork", "parent", "--steps", "9", "--set", "optimiser.lr=1e-4", "--title", "Slower"]) == 0
    child = RunFolder(runs_root / capsys.readouterr().out.split()[-1].rstrip("."))
    assert child.status().title == "Slower" and load_config(child.config()).training.num_steps == 9
    assert main(["fork", "digits-gan"]) == 1 and "shipped model is a generator only" in capsys.readouterr().err
