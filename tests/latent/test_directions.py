"""Directions that no label names, on models where they are known before they are looked for."""

import subprocess
import sys

import numpy as np
import pytest

from gan_core.data import ImageData
from gan_core.errors import UserError
from gan_core.latent.directions import METHODS, Direction, find, move, reads_data, truncate
from gan_core.latent.ganspace import back_to_z, early_features, principal
from gan_core.latent.posterior import Posterior
from gan_core.latent.vae_axes import components
from gan_core.latent_draws import draw_z
from tests.latent.small_models import Drawn, Told, along, card, first_layer, fresh, telling


def test_sefa_of_a_diagonal_weight_finds_its_largest_entries_in_order() -> None:
    found = find(first_layer(np.diag([1.0, 3.0, 2.0])), "sefa")
    assert [np.argmax(np.abs(each.vector)) for each in found] == [1, 2, 0]
    assert [max(each.vector) for each in found] == pytest.approx([1, 1, 1])
    assert [each.figure.split(" of")[0] for each in found] == ["64 %", "29 %", "7 %"]  # 9, 4 and 1 of 14


def test_sefa_maximises_what_the_weight_makes_of_a_unit_vector() -> None:
    weight = np.random.default_rng(0).standard_normal((20, 6))
    best = find(first_layer(weight), "sefa")[0].vector
    assert np.linalg.norm(weight @ best) == pytest.approx(np.linalg.norm(weight, ord=2), rel=1e-6)


def test_sefa_leaves_the_labels_columns_out() -> None:
    weight = np.hstack([np.diag([1.0, 2.0]), np.full((2, 3), 50.0)])
    found = find(first_layer(weight, num_classes=3), "sefa")
    assert [each.vector.tolist() for each in found] == [[0, 1], [1, 0]]


def test_sefa_leaves_out_what_the_first_layer_ignores() -> None:
    assert len(find(first_layer(np.diag([1.0, 0.05, 1.0])), "sefa")) == 2


def test_ganspace_of_a_linear_feature_map_finds_its_axes() -> None:
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((12, 3)))[0]
    found = find(first_layer(turn * [1.0, 4.0, 2.0]), "ganspace", count=3)
    assert [np.argmax(np.abs(each.vector)) for each in found] == [1, 2, 0]
    assert along(found[0], 1) == pytest.approx(1, abs=0.01)  # over 2,000 samples axes are uncorrelated to 2 in 100
    assert float(found[0].figure.split()[1]) == pytest.approx(100 * 16 / 21, abs=3)


def test_ganspace_of_a_conditional_model_is_not_about_its_labels() -> None:
    weight = np.zeros((5, 5))
    weight[[0, 1], [0, 1]] = 2.0, 1.0
    weight[[2, 3, 4], [2, 3, 4]] = 40.0
    found = find(first_layer(weight, num_classes=3), "ganspace")
    assert [np.argmax(np.abs(each.vector)) for each in found] == [0, 1]
    assert float(found[0].figure.split()[1]) == pytest.approx(80, abs=2)


def test_components_that_only_bend_are_told_from_straight_ones() -> None:
    z = draw_z(0, 4000, 2).astype(np.float64)
    scores = np.stack([5 * z[:, 1], z[:, 0] ** 2 - (z[:, 0] ** 2).mean()], axis=1)
    ways, linear = back_to_z(scores, z)
    assert ways[0] == pytest.approx([0, 0.2], abs=0.01)
    assert linear == pytest.approx([1, 0], abs=0.03)


def test_principal_components_of_known_variances() -> None:
    rng = np.random.default_rng(2)
    scores = np.linalg.qr(rng.standard_normal((50, 3)))[0] * [6.0, 3.0, 2.0]
    axes = np.linalg.qr(rng.standard_normal((30, 3)))[0]
    found, shares = principal(scores @ axes.T, 3, seed=0)
    assert shares == pytest.approx(np.array([36, 9, 4]) / 49)
    assert np.abs(found) == pytest.approx(np.abs(scores), abs=1e-6)


@pytest.mark.parametrize("name", ["mlp_gan", "dcgan", "resnet_gan", "mlp_vae", "conv_vae"])
@pytest.mark.parametrize("num_classes", [0, 6])
def test_every_architecture_has_weights_and_early_features_to_look_at(name: str, num_classes: int) -> None:
    model = fresh(name, num_classes)
    features = early_features(model, draw_z(0, 3, 4), model.labels_for(3))
    assert len(features) == 3 and features.std() > 0
    for method in ("sefa", "ganspace"):
        found = find(model, method, count=2)
        assert len(found) == 2
        assert [np.linalg.norm(each.vector) for each in found] == pytest.approx([1, 1])


def test_components_of_known_codes() -> None:
    codes = np.array([[3.0, 0], [-3, 0], [0, 1], [0, -1]])
    variances, vectors = components(codes)
    assert variances == pytest.approx([4.5, 0.5])
    assert vectors.tolist() == [[1, 0], [0, 1]]


def test_principal_axes_of_mu_reach_three_standard_deviations_of_all_codes() -> None:
    side = np.tile([[0.8, 0.0], [-0.8, 0.0], [0.0, 0.4], [0.0, -0.4]], (10, 1))
    found = find(Told(2, np.log([0.25, 0.09])), "mu_pca", ImageData(telling(side)))
    assert [abs(along(found[0], 0)), abs(along(found[1], 1))] == pytest.approx([1, 1], abs=1e-3)
    assert [each.reach for each in found] == pytest.approx(
        [3 * (0.32 + 0.25) ** 0.5, 3 * (0.08 + 0.09) ** 0.5], rel=0.01
    )
    assert found[0].figure == "explains 80 % of the variance of mu"


def test_kl_of_known_posteriors_in_nats() -> None:
    mu, logvar = np.array([[0.0, 2.0, 0.0]]), np.array([[0.0, 0.0, -2.0]])
    nats = Posterior(mu, logvar, np.zeros(1)).mean_kl()
    assert nats == pytest.approx([0, 2, 0.5 * (np.exp(-2) + 1)])


def test_dimensions_are_ordered_by_kl_and_a_collapsed_one_comes_last() -> None:
    codes = np.tile([[0.0, 0.6, 0.2], [0.0, -0.6, -0.2]], (5, 1))
    found = find(Told(3, np.zeros(3)), "kl", ImageData(telling(codes)))
    assert [each.name for each in found] == ["Dimension 2", "Dimension 3", "Dimension 1"]
    assert [each.figure for each in found] == ["KL 0.18 nats", "KL 0.02 nats", "KL 0.00 nats"]
    assert found[0].reach == pytest.approx(3 * 1.36**0.5, rel=0.01)


def test_the_same_seed_finds_the_same_directions() -> None:
    model = fresh("dcgan")
    for method in ("sefa", "ganspace", "probe"):
        first, again = find(model, method, seed=3), find(model, method, seed=3)
        assert [each.name for each in first] == [each.name for each in again]
        assert all(np.array_equal(a.vector, b.vector) for a, b in zip(first, again, strict=True))


def test_move_adds_each_vector_by_its_strength() -> None:
    right = Direction("right", np.array([1, 0], np.float32), "kl")
    up = Direction("up", np.array([0, 1], np.float32), "kl")
    z = np.array([[1.0, 1.0], [0.0, 2.0]], np.float32)
    assert move(z, [right, up], [2.0, -0.5]).tolist() == [[3, 0.5], [2, 1.5]]
    assert np.array_equal(move(z, [], []), z)
    assert z.tolist() == [[1, 1], [0, 2]]


def test_truncation_shrinks_towards_the_mean_latent() -> None:
    z = draw_z(0, 3, 4)
    assert truncate(z, 0.5) == pytest.approx(z / 2)
    assert np.array_equal(truncate(z, 1), z)
    assert not truncate(z, 0).any()


@pytest.mark.parametrize(
    ("method", "words"),
    [
        ("mu_pca", "no encoder"),
        ("kl", "no encoder"),
        ("class_difference", "only digits"),
        ("magic", "choose one of sefa"),
    ],
)
def test_what_a_gan_cannot_is_said_in_a_sentence(method: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        find(fresh("dcgan"), method)


def test_labels_of_a_conditional_model_are_no_direction() -> None:
    with pytest.raises(UserError, match="as a separate input"):
        find(fresh("dcgan", 6), "class_difference")


def test_a_vae_without_its_pictures_or_labels_says_so() -> None:
    with pytest.raises(UserError, match="they are not available"):
        find(fresh("conv_vae"), "kl")
    with pytest.raises(UserError, match="no labels and no attributes"):
        find(fresh("conv_vae"), "class_difference", ImageData(np.zeros((4, 3, 16, 16), np.uint8)))
    with pytest.raises(UserError, match="knows 6 labels"):
        find(fresh("conv_vae", 6), "kl", ImageData(np.zeros((4, 3, 16, 16), np.uint8)))


def test_pictures_of_another_size_are_refused() -> None:
    with pytest.raises(UserError, match="takes pictures of"):
        find(fresh("conv_vae"), "kl", ImageData(np.zeros((4, 3, 8, 8), np.uint8)))


def test_a_model_without_weights_at_hand_is_refused_by_what_reads_them() -> None:
    for method in ("sefa", "ganspace"):
        with pytest.raises(UserError, match="load it with torch"):
            find(Drawn(card("gan", 3, channels=1), lambda z: np.zeros((len(z), 3, 16, 16), np.float32)), method)


def test_a_conditional_vae_is_asked_with_its_labels() -> None:
    model = fresh("conv_vae", 6)
    images = np.random.default_rng(0).integers(0, 256, (60, 3, 16, 16), dtype=np.uint8)
    data = ImageData(images, np.arange(60) % 6, tuple("abcdef"))
    assert len(find(model, "kl", data)) == 4
    assert find(model, "mu_pca", data)


def test_only_a_vae_reads_its_training_pictures() -> None:
    assert not any(reads_data(fresh("dcgan"), method) for method in METHODS)
    assert [method for method in METHODS if not reads_data(fresh("conv_vae"), method)] == ["sefa", "ganspace"]


def test_every_method_names_its_paper() -> None:
    assert all("arxiv.org/abs/" in each.about or "doi.org/" in each.about for each in METHODS.values())


def test_the_list_of_methods_does_not_import_torch() -> None:
    code = "import sys, gan_core.latent.directions; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
