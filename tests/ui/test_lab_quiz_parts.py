"""What fits beside what, what is left out, and pages of parts that cannot do all."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.latent.latent_key import of_seed
from gan_core.presets import PRESETS
from gan_core.store.model_card import ModelCard, read_card
from gan_core.store.model_ref import SavedStep, find_model, saved_steps
from tests.running import work
from tests.ui.opened import click, idle_launcher, page  # noqa: F401
from ui.lab.through_training import frames_of
from ui.lab.twins import misfit


def card(name: str) -> ModelCard:
    return read_card(find_model(name))


def grown(root: Path, **changes: object) -> list[SavedStep]:
    """A run of the first preset with two moments; its graph comes with the project."""
    config = PRESETS["quick-digits"].config.with_changes(
        {"training.num_steps": 40, "runtime.num_threads": 1, **changes}
    )
    folder = RunFolder.create(root / "grown", config.model_dump(mode="json"), title="Grown")
    assert work(folder) == "done"
    return saved_steps("grown")


def test_models_of_another_latent_or_other_labels_do_not_fit() -> None:
    assert misfit(card("digits-gan"), card("shapes-gan")) == "its z has 32 dimensions"
    assert misfit(card("digits-gan"), card("shapes-vae")) == "it knows no labels"
    assert misfit(card("shapes-vae"), card("digits-gan")) == "it knows 10 labels"
    assert misfit(card("digits-gan"), replace(card("digits-gan"), step=1)) == ""


def test_moment_removed_meanwhile_is_left_out(runs_root: Path) -> None:
    found = grown(runs_root)
    keys = [of_seed(load("digits-gan", backend="onnx"), 0, number) for number in range(2)]
    frames = frames_of([SavedStep(1, runs_root / "grown" / "gone"), *found], keys)
    assert [frame.step for frame in frames] == [saved.step for saved in found]
    assert frames[0].pictures.shape == (2, 1, 28, 28) and np.any(frames[0].pictures != frames[-1].pictures)


@pytest.mark.parametrize("part", ["training", "quiz", "copies"])
@pytest.mark.parametrize("model", ["shapes-gan", "shapes-vae"])
def test_part_opens_for_shipped_models(part: str, model: str) -> None:
    test = page("latent.py", model=model, part=part)
    assert not test.exception and not test.error


def test_run_without_a_twin_says_what_to_do() -> None:
    test = page("latent.py", model="shapes-vae", part="training")
    assert any("No other model here takes a z of 16 numbers and no labels" in each.value for each in test.info)
    assert any("only the last checkpoint exists" in each.value for each in test.info)


def test_twin_of_a_link_that_does_not_fit_is_a_sentence(runs_root: Path) -> None:
    grown(runs_root)
    test = page("latent.py", model="grown", part="training", hold="twins", **{"with": "shapes-gan"})
    assert not test.exception and any("its z has 32 dimensions" in each.value for each in test.caption)


def test_twin_moment_that_is_gone_is_a_sentence(runs_root: Path) -> None:
    grown(runs_root)
    test = page("latent.py", model="grown", part="training", hold="twins", with_at="7")
    assert not test.exception and any("Step 7 no longer exists" in each.value for each in test.caption)


@pytest.mark.parametrize("part", ["copies", "quiz"])
def test_pictures_that_are_not_to_be_had_are_a_sentence(
    part: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    test = page("latent.py", model="digits-gan", part=part)
    assert not test.exception
    (said,) = [each.value for each in test.error]
    assert "MNIST, which this model learned from, is not on this server" in said.replace("\\", "")
    assert str(tmp_path) not in said.replace("\\", "") and "Errno" not in said


def test_a_map_without_the_pictures_names_those_that_it_shows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    test = page("latent.py", model="digits-vae", part="map")
    said = " ".join(each.value for each in test.caption).replace("\\", "")
    assert not test.exception and "The built-in handwritten digits are shown instead" in said


@pytest.mark.parametrize(
    ("model", "words"), [("shapes-gan", "shipped models come without"), ("shapes-vae", "you play alone")]
)
def test_quiz_without_a_discriminator_says_why(model: str, words: str) -> None:
    test = click(page("latent.py", model=model, part="quiz", round="3"), "Show the answers")
    assert not test.exception and any(words in each.value for each in test.caption)
    assert [each.value for each in test.metric] == ["10 of 20"]  # who marks nothing has called all of them real


def test_snapshot_is_judged_and_says_by_whom(runs_root: Path) -> None:
    first = next(saved.step for saved in grown(runs_root) if saved.path.parent.name == "snapshots")
    test = click(page("latent.py", model="grown", part="quiz", at=str(first)), "Show the answers")
    assert not test.exception and f"none was kept for step {first}" in test.metric[1].help


def test_round_that_no_link_can_mean_is_the_nearest_one() -> None:
    assert page("latent.py", model="shapes-gan", part="quiz", round="0").number_input(key="quiz-round").value == 1
    assert (
        page("latent.py", model="shapes-gan", part="quiz", round="10000").number_input(key="quiz-round").value == 9999
    )
