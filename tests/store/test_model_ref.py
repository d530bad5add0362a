"""What a reference to a model means, and what it cannot reach."""

from pathlib import Path

import pytest

from gan_core.errors import CheckpointError
from gan_core.store.model_card import PRETRAINED
from gan_core.store.model_ref import reference_of, resolve, saved_steps


def saved(runs_root: Path, name: str, *places: str) -> Path:
    for place in places:
        folder = runs_root / name / place
        folder.mkdir(parents=True)
        (folder / "generator.safetensors").write_bytes(b"")
    return runs_root / name


def test_shipped_name_and_newest_checkpoint(runs_root: Path) -> None:
    run = saved(
        runs_root, "a-run", "snapshots/step-000000025", "checkpoints/step-000000100", "checkpoints/step-000000090"
    )
    assert resolve("shapes-gan") == PRETRAINED / "shapes-gan"
    assert resolve("a-run") == run / "checkpoints/step-000000100"


def test_moments_are_in_order_and_a_checkpoint_hides_its_snapshot(runs_root: Path) -> None:
    run = saved(
        runs_root, "a-run", "snapshots/step-000000100", "checkpoints/step-000000100", "snapshots/step-000000025"
    )
    assert [(saved.step, saved.path.parent.name) for saved in saved_steps("a-run")] == [
        (25, "snapshots"),
        (100, "checkpoints"),
    ]
    assert resolve("a-run@25") == run / "snapshots/step-000000025"
    assert saved_steps("shapes-gan") == []


@pytest.mark.parametrize("place", ["checkpoints", "snapshots", "best"])
def test_a_saved_moment_has_a_name_that_leads_back_to_it(runs_root: Path, place: str) -> None:
    run = saved(runs_root, "a-run", f"{place}/step-000000100")
    assert reference_of(run / place / "step-000000100") == "a-run@100"
    assert resolve("a-run@100") == run / place / "step-000000100"
    assert reference_of(resolve("shapes-gan")) == "shapes-gan"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gone", "no longer exists"),
        ("a-run@7", "Step 7 of"),
        ("../pretrained/shapes-gan", "consists of letters"),
        ("/etc", "consists of letters"),
        ("", "consists of letters"),
        ("a-run@-1", "consists of letters"),
        ("..", "consists of letters"),
    ],
)
def test_what_cannot_be_named_is_told(runs_root: Path, text: str, words: str) -> None:
    saved(runs_root, "a-run", "checkpoints/step-000000100")
    with pytest.raises(CheckpointError, match=words):
        resolve(text)
