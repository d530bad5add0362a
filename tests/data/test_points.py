"""The mixtures that theory is tested on are those of the papers."""

import numpy as np
import pytest

from gan_core.config import load_config
from gan_core.data import DATASETS, load_data
from gan_core.errors import SettingsError

PLAIN = {"name": "mlp_gan", "latent_dim": 2, "g_norm": "none", "d_norm": "none"}


def config(**groups):
    return load_config({"data": {"name": "ring"}, "model": PLAIN, "objective": {"name": "non_saturating"}, **groups})


@pytest.mark.parametrize("name", ["ring", "grid25"])
def test_points_come_from_the_gaussian_that_labels_them(name):
    kind = DATASETS[name]
    data = load_data(kind(num_points=40_000))
    assert data.kind == "points" and data.images.dtype == np.float32 and data.images.shape == (40_000, 2)
    off = data.images - kind.centres()[data.labels]
    assert off.mean(axis=0) == pytest.approx([0, 0], abs=4 * kind.sigma / 200)
    assert off.std(axis=0) == pytest.approx([kind.sigma] * 2, rel=0.02)
    even = 40_000 / len(kind.centres())
    assert np.bincount(data.labels) == pytest.approx(even, abs=5 * np.sqrt(even))
    assert len(kind.class_names) == len(kind.centres()) == data.num_classes


def test_ring_has_eight_modes_at_distance_one():
    centres = DATASETS["ring"].centres()
    assert np.linalg.norm(centres, axis=1) == pytest.approx(np.ones(8))
    names = DATASETS["ring"].class_names
    assert centres[names.index("north")] == pytest.approx([0, 1])
    assert centres[names.index("south-west")] == pytest.approx([-np.sqrt(0.5)] * 2)


def test_grid_has_twenty_five_modes_two_apart():
    centres = DATASETS["grid25"].centres()
    assert sorted(map(tuple, centres.tolist())) == [(x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)]
    names = DATASETS["grid25"].class_names
    assert centres[names.index("a1")].tolist() == [-4, -4] and centres[names.index("b5")].tolist() == [-2, 4]


def test_a_larger_number_of_points_begins_with_the_same_ones():
    few, many = (load_data(DATASETS["ring"](num_points=count)) for count in (100, 300))
    assert (many.images[:100] == few.images).all() and (many.labels[:100] == few.labels).all()


def test_networks_made_for_pictures_are_refused_with_a_way_out():
    with pytest.raises(SettingsError, match="needs pictures, got points: choose mlp_gan, mlp_vae or mlp_flow"):
        config(model={"name": "dcgan"})


def test_a_picture_s_augmentation_is_refused_for_points():
    with pytest.raises(SettingsError, match="diffaugment must be none for points"):
        config(objective={"name": "non_saturating", "diffaugment": "translation"})


def test_a_coordinate_is_no_probability():
    with pytest.raises(SettingsError, match="likelihood must be gaussian for points"):
        config(model={"name": "mlp_vae"}, objective={"name": "elbo"})
