"""One network at several widths: the widths are prefixes, cheaper, ordinary models, and they learn."""

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.errors import CheckpointError, SettingsError, UserError
from gan_core.generators import load as generator
from gan_core.jobs.folder import RunFolder
from gan_core.latent_draws import draw_z
from gan_core.optimise.files import save_variant
from gan_core.optimise.parity import difference
from gan_core.optimise.stored_widths import FILE, widths_of
from gan_core.recovery.any_cost import at_width
from gan_core.recovery.order import most_important_first
from gan_core.recovery.settings import RecoverConfig, load_recover_config
from tests.recovery.teachers import SMALL, distillation, num_weights, saved, teacher
from tests.running import finished, make

CLASSES = {"dcgan": 3, "conv_vae": 3}


def any_cost(reference: str, num_steps: int = 6, adversarial: float = 0.0) -> RecoverConfig:
    values = distillation(reference, num_steps=num_steps).model_dump(mode="json")
    losses = {"feature_weight": 0, "adversarial_weight": adversarial}
    return load_recover_config(values | {"method": "any_cost", "steps": [], "losses": losses})


def trained(root: Path, config: RecoverConfig, name: str) -> RunFolder:
    folder = RunFolder(root / name)
    return finished(folder if folder.exists() else make(root, config, name))


@pytest.mark.parametrize("name", SMALL)
def test_weights_of_a_width_are_the_first_of_the_whole(name: str) -> None:
    whole = teacher(name, CLASSES.get(name, 0))
    cut = at_width(whole, 0.5)
    large = dict(whole.module.named_parameters())
    for key, each in cut.module.named_parameters():
        if CLASSES.get(name) and key.startswith("head.") and each.dim() == 2:  # labels stay behind the features
            features = each.shape[1] - 3
            assert torch.equal(each[:, :features], large[key][:, :features])
            assert torch.equal(each[:, features:], large[key][:, -3:])
        else:
            assert torch.equal(each, large[key][tuple(slice(size) for size in each.shape)])
    assert num_weights(cut.module) < 0.7 * num_weights(whole.module)


def test_the_whole_width_is_the_model_itself() -> None:
    whole = teacher("resnet_gan")
    z = draw_z(0, 4, 4)
    np.testing.assert_array_equal(at_width(whole, 1.0).decode(z), whole.decode(z))


def test_a_width_is_rebuilt_from_its_own_settings(tmp_path: Path) -> None:
    cut = at_width(teacher("dcgan"), 0.25)
    assert cut.card.config.model.g_channels == (4, 3)
    again, z = generator.load(save_variant(cut, tmp_path / "cut")), draw_z(0, 4, 4)
    np.testing.assert_allclose(again.decode(z), cut.decode(z), atol=1e-6)


@pytest.mark.parametrize("ratio", [0.0, -0.5, 1.5])
def test_impossible_widths_are_refused(ratio: float) -> None:
    with pytest.raises(UserError, match="more than 0 and at most 1"):
        at_width(teacher("dcgan"), ratio)


@pytest.mark.parametrize("name", SMALL)
def test_sorting_channels_changes_no_picture(name: str) -> None:
    whole = teacher(name, CLASSES.get(name, 0))
    ordered, z = most_important_first(whole, "random"), draw_z(0, 6, 4)
    label = whole.labels_for(6)
    np.testing.assert_allclose(ordered.decode(z, label), whole.decode(z, label), atol=2e-5)
    before, after = whole.module.project.weight, ordered.module.project.weight
    assert not torch.equal(before, after)
    if whole.encodes:
        x = whole.decode(z, label)
        np.testing.assert_allclose(ordered.encode(x, label)[0], whole.encode(x, label)[0], atol=2e-4)


@pytest.mark.parametrize("name", ["dcgan", "conv_vae"])
def test_every_width_learns_and_the_run_is_an_any_cost_model(runs_root: Path, name: str) -> None:
    folder = trained(runs_root, any_cost(saved(runs_root, name, CLASSES.get(name, 0)), num_steps=60), "many")
    with folder.record() as record:
        rows = [row[4] for row in record.rows() if "distil/psnr" in row[4]]
    for curve in ("distil/psnr/25", "distil/psnr/50", "distil/psnr/75"):
        assert rows[-1][curve] > rows[0][curve] + 0.5
    loaded = generator.load(folder.path)
    assert widths_of(loaded.card) == (0.25, 0.5, 0.75, 1.0)
    costs = [num_weights(at_width(loaded, ratio).module) for ratio in widths_of(loaded.card)]
    assert costs == sorted(costs) and costs[0] < costs[-1] / 3


def test_stored_statistics_are_those_that_would_be_found(runs_root: Path) -> None:
    folder = trained(runs_root, any_cost(saved(runs_root)), "many")
    loaded, z = generator.load(folder.path), draw_z(0, 4, 4)
    with_file = at_width(loaded, 0.5).decode(z)
    (loaded.card.path / FILE).unlink()
    np.testing.assert_allclose(at_width(loaded, 0.5).decode(z), with_file, atol=1e-5)


def test_stopped_and_resumed_lesson_equals_an_unbroken_one(runs_root: Path) -> None:
    reference = saved(runs_root, num_classes=3)
    whole = trained(runs_root, any_cost(reference, num_steps=6, adversarial=0.1), "whole")
    broken = trained(runs_root, any_cost(reference, num_steps=3, adversarial=0.1), "broken")
    broken.ask("set", {"name": "training.num_steps", "value": 6})
    trained(runs_root, any_cost(reference), "broken")
    first, second = (generator.load(folder.path).module.state_dict() for folder in (whole, broken))
    assert [name for name in first if not torch.equal(first[name], second[name])] == []


def test_an_ordinary_model_has_no_widths_and_a_damaged_file_is_a_sentence(runs_root: Path) -> None:
    reference = saved(runs_root)
    card = generator.load(runs_root / reference).card
    assert widths_of(card) == ()
    (card.path / FILE).write_bytes(b"nothing of the kind")
    with pytest.raises(CheckpointError, match="damaged"):
        widths_of(card)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"steps": [{"name": "prune"}]}, "left out for any_cost"),
        ({"widths": [0.5, 0.25, 1]}, "rise and end at 1"),
        ({"widths": [0.25, 0.5]}, "rise and end at 1"),
        ({"losses": {"feature_on": "hidden", "feature_weight": 1}}, "must be seen or random"),
    ],
)
def test_lessons_that_make_no_sense_are_refused_in_words(changes: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_recover_config({"teacher": "shapes-gan", "method": "any_cost"} | changes)


def test_the_shipped_model_draws_at_four_widths_near_its_teacher() -> None:
    whole, master = generator.load("shapes-any-cost"), generator.load("shapes-gan")
    assert widths_of(whole.card) == (0.25, 0.5, 0.75, 1.0)
    likeness = [difference(master, at_width(whole, ratio), num=64, seed=5).psnr_db for ratio in widths_of(whole.card)]
    assert likeness == sorted(likeness) and likeness[0] > 23 and likeness[-1] > 28
    assert sum(file.stat().st_size for file in whole.card.path.iterdir()) < 1.2e6
