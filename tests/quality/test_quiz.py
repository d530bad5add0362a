"""Dealing a round of real or fake, and the discriminator's opinion of it."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from gan_core.data import ImageData, load_data
from gan_core.errors import CheckpointError, DataError
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.quality.real_or_fake import called_fake, deal, discriminator_folder, score
from gan_core.quality.saved_discriminator import SavedDiscriminator, load_discriminator
from gan_core.shape import SampleShape
from gan_core.store.model_ref import saved_steps
from tests.conftest import tiny
from tests.running import work


class Constant:
    """A generator that draws its label as brightness: label 0 is black, label 1 is white."""

    latent_dim, num_classes, condition_width = 3, 2, 2

    class card:
        class shape:
            dims = (1, 4, 4)

    def decode(self, z: np.ndarray, label: np.ndarray) -> np.ndarray:
        return np.broadcast_to(label.reshape(-1, 1, 1, 1) * 2.0 - 1, (len(z), 1, 4, 4)).astype(np.float32)


def data(count: int = 40, white: float = 0.5) -> ImageData:
    """Grey pictures of brightness 100 and more, each another one."""
    images = np.arange(100, 100 + count, dtype=np.uint8).reshape(-1, 1, 1, 1).repeat(4, 2).repeat(4, 3)
    return ImageData(images, (np.arange(count) < white * count).astype(np.int64), ("black", "white"))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished conditional run with a checkpoint and a snapshot."""
    root = tmp_path_factory.mktemp("quiz")
    config = tiny(model__conditional=True, training__num_steps=28)
    folder = RunFolder.create(root / "run", config.model_dump(mode="json"), title="Run")
    assert work(folder) == "done"
    return folder.path


def test_half_of_a_round_is_real_and_never_twice_the_same() -> None:
    dealt = deal(Constant(), data(), 1)
    shades = dealt.pictures[~dealt.made][:, 0, 0, 0]
    assert len(dealt.made) == 20 and dealt.made.sum() == 10
    assert len(set(shades.tolist())) == 10 and set(shades) <= set(range(100, 140))


def test_made_pictures_are_drawn_with_their_labels() -> None:
    dealt = deal(Constant(), data(), 1)
    assert np.array_equal(dealt.pictures[dealt.made][:, 0, 0, 0], dealt.labels[dealt.made] * 255)


def test_real_pictures_keep_their_labels() -> None:
    dealt = deal(Constant(), data(), 1)
    shades = dealt.pictures[~dealt.made][:, 0, 0, 0]
    assert np.array_equal(dealt.labels[~dealt.made], (shades < 120).astype(int))


def test_asked_labels_are_as_frequent_as_in_the_data() -> None:
    assert not deal(Constant(), data(white=0.0), 1).labels.any()


def test_round_is_the_same_for_the_same_number_only() -> None:
    first, again, other = (deal(Constant(), data(), number) for number in (3, 3, 4))
    assert np.array_equal(first.pictures, again.pictures) and np.array_equal(first.made, again.made)
    assert not np.array_equal(first.made, other.made)


def test_pictures_of_another_size_are_refused() -> None:
    with pytest.raises(DataError, match="differ in size"):
        deal(Constant(), ImageData(np.zeros((40, 1, 8, 8), np.uint8), np.zeros(40, np.int64), ("a", "b")), 1)


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(DataError, match="takes 10 real pictures, and there are only 9"):
        deal(Constant(), data(9), 1)


def test_lowest_half_of_the_logits_is_called_made_whatever_their_level() -> None:
    logits = np.array([0.3, -2.0, 5.0, 0.1])
    assert called_fake(logits).tolist() == [False, True, False, True]
    assert called_fake(logits + 100).tolist() == called_fake(3 * logits - 50).tolist() == [False, True, False, True]


def test_score_counts_right_guesses_of_both_kinds() -> None:
    made = np.array([True, True, False, False])
    assert [score(said, made) for said in (made, ~made, np.zeros(4, bool), np.array([True, False, True, False]))] == [
        4,
        0,
        2,
        2,
    ]


def test_judge_sees_the_scale_of_training() -> None:
    class Mean(nn.Module):
        def forward(self, x: torch.Tensor, y: torch.Tensor | None) -> torch.Tensor:
            return x.mean(dim=(1, 2, 3))

    pictures = np.stack([np.full((1, 2, 2), value, np.uint8) for value in (0, 255)])
    assert SavedDiscriminator(Mean(), SampleShape(1, 2), 1).logits(pictures).tolist() == [-1.0, 1.0]


def test_judge_sees_the_label() -> None:
    class Label(nn.Module):
        def forward(self, x: torch.Tensor, y: torch.Tensor | None) -> torch.Tensor:
            return y @ torch.tensor([1.0, 20.0, 300.0])

    assert SavedDiscriminator(Label(), SampleShape(1, 2, 3), 1).logits(
        np.zeros((2, 1, 2, 2), np.uint8), np.array([2, 0])
    ).tolist() == [
        300.0,
        1.0,
    ]


def test_judge_of_a_checkpoint_is_its_discriminator(run: Path) -> None:
    generator = load(run, backend="onnx")
    discriminator = load_discriminator(discriminator_folder(generator.card.path))
    pictures, labels = to_bytes(generator.decode(np.zeros((2, 4), np.float32), np.array([0, 1]))), np.array([0, 1])
    together = discriminator.logits(pictures, labels)
    assert discriminator.step == generator.card.step == 28
    assert together == pytest.approx(
        np.concatenate([discriminator.logits(pictures[i:][:1], labels[i:][:1]) for i in (0, 1)])
    )
    assert 0 <= discriminator.usual_score(generator, load_data(generator.card.config.data), rounds=2) <= 20


def test_snapshot_is_judged_by_the_newest_checkpoint(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_RUNS", str(run.parent))
    snapshots = [each.path for each in saved_steps("run") if each.path.parent.name == "snapshots"]
    assert discriminator_folder(snapshots[0]) == run / "checkpoints" / "step-000000028"


@pytest.mark.parametrize("place", ["checkpoints", "best"])
def test_a_moment_without_a_discriminator_is_judged_by_the_newest(run: Path, place: str) -> None:
    assert discriminator_folder(run / place / "step-000000007") == run / "checkpoints" / "step-000000028"


def test_shipped_model_has_no_judge() -> None:
    assert discriminator_folder(load("digits-gan", backend="onnx").card.path) is None


def test_checkpoint_without_its_state_has_no_judge_and_says_so(run: Path, tmp_path: Path) -> None:
    (tmp_path / "step-000000028").mkdir()
    (tmp_path / "step-000000028" / "meta.json").write_bytes((run / "checkpoints/step-000000028/meta.json").read_bytes())
    with pytest.raises(CheckpointError, match="is missing or damaged"):
        load_discriminator(tmp_path / "step-000000028")


def test_vae_has_no_judge() -> None:
    with pytest.raises(CheckpointError, match="has no discriminator"):
        load_discriminator(load("digits-vae", backend="onnx").card.path)
