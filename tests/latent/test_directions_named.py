"""Directions with a name: towards a class, or along what is measured; on models where both are known."""

import numpy as np
import pytest

from gan_core.data import ImageData
from gan_core.data.digits import DigitsSettings
from gan_core.data.image_data import Attribute
from gan_core.latent.class_difference import difference
from gan_core.latent.directions import find
from gan_core.latent.probe import ridge, rise
from gan_core.latent_draws import draw_z
from tests.latent.small_models import Drawn, Told, along, card, telling


def square(z: np.ndarray) -> np.ndarray:
    """Light squares on black: z[0] moves them 2.5 pixels to the left for each unit, the rest does nothing."""
    x = np.full((len(z), 1, 16, 16), -1.0, np.float32)
    for i, place in enumerate(np.clip(np.rint(7 - 2.5 * z[:, 0]), 1, 13).astype(int)):
        x[i, 0, 6:8, place : place + 2] = 1
    return x


def test_class_difference_goes_from_the_mean_of_the_rest_to_the_mean_of_the_class() -> None:
    spread = np.random.default_rng(0).uniform(-0.1, 0.1, (90, 2))
    labels = np.repeat([0, 1, 2], 30)
    codes = spread + np.array([[0.6, 0.0], [-0.3, 0.5], [-0.3, -0.5]])[labels]
    data = ImageData(telling(codes), labels, ("star", "heart", "cross"))
    found = {each.name: each for each in find(Told(2, np.zeros(2)), "class_difference", data)}
    read = np.rint((codes + 1) * 127.5) / 127.5 - 1
    wanted = read[labels == 0].mean(axis=0) - read[labels != 0].mean(axis=0)
    assert found["Towards star"].vector == pytest.approx(wanted / np.linalg.norm(wanted), abs=1e-5)
    assert set(found) == {"Towards star", "Towards heart", "Towards cross"}


def test_class_difference_knows_attributes_beside_the_label() -> None:
    colour = np.tile([0, 1], 40)
    codes = np.where(colour[:, None] == 1, [0.5, 0.0], [-0.5, 0.0])
    attributes = {"colour": Attribute(colour, ("red", "blue"))}
    found = find(Told(2, np.zeros(2)), "class_difference", ImageData(telling(codes), attributes=attributes))
    assert {each.name: along(each, 0) for each in found} == pytest.approx(
        {"Towards blue (colour)": 1, "Towards red (colour)": -1}
    )


def test_classes_drawn_by_lot_lie_no_deviations_apart() -> None:
    found, in_sample = [], []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        z, member = rng.standard_normal((200, 64)), rng.random(200) < 0.2
        found.append(difference(z, member)[1])
        along = z @ (z[member].mean(axis=0) - z[~member].mean(axis=0))
        in_sample.append((along[member].mean() - along[~member].mean()) / along[~member].std())
    assert np.mean(in_sample) > 1
    assert np.mean(found) < 0.15


def test_classes_two_deviations_apart_are_told_so() -> None:
    rng = np.random.default_rng(0)
    z, member = rng.standard_normal((2000, 16)), np.arange(2000) % 2 == 0
    z[member, 3] += 2
    vector, apart = difference(z, member)
    assert apart == pytest.approx(2, abs=0.15)
    assert vector[3] / np.linalg.norm(vector) > 0.95


def test_a_class_of_few_pictures_gives_no_direction() -> None:
    labels = np.array([0] * 50 + [1] * 50 + [2] * 5)
    codes = np.random.default_rng(0).uniform(-0.9, 0.9, (105, 2))
    found = find(Told(2, np.zeros(2)), "class_difference", ImageData(telling(codes), labels, ("a", "b", "c")))
    assert {each.name for each in found} == {"Towards a", "Towards b"}


def test_samples_of_a_gan_of_digits_are_read_by_the_classifier() -> None:
    digits = DigitsSettings(image_size=16).load()
    nought, one = (digits.images[digits.labels == label][0].astype(np.float32) / 127.5 - 1 for label in (0, 1))

    def draw(z: np.ndarray) -> np.ndarray:
        return np.where(z[:, 1, None, None, None] > 0, one, nought)

    model = Drawn(card("gan", 3, channels=1, data={"name": "digits", "image_size": 16}), draw)
    found = {each.name: each for each in find(model, "class_difference")}
    assert along(found["Towards 1"], 1) == pytest.approx(1, abs=0.02)
    assert along(found["Towards 0"], 1) == pytest.approx(-1, abs=0.02)


def test_ridge_finds_a_planted_direction_and_says_how_well() -> None:
    z, noise = draw_z(0, 4000, 5), np.random.default_rng(1).standard_normal(4000)
    planted = np.array([0.0, 0.6, 0, -0.8, 0])
    weights, r2 = ridge(z, z @ planted + 0.5 * noise + 7)
    assert weights / np.linalg.norm(weights) == pytest.approx(planted, abs=0.03)
    assert r2 == pytest.approx(1 / 1.25, abs=0.03)


def test_ridge_gives_a_collapsed_dimension_no_weight() -> None:
    z = draw_z(0, 2000, 2) * [1, 0.001]
    weights, _ = ridge(z, z[:, 0] + np.random.default_rng(1).standard_normal(2000))
    assert abs(weights[1]) < 0.01 * weights[0]


def test_what_does_not_vary_is_not_told() -> None:
    weights, r2 = ridge(draw_z(0, 100, 2), np.full(100, 3.0))
    assert not weights.any() and r2 == 0


def test_rise_is_the_mean_correlation_with_the_step() -> None:
    up, down, still = [0.0, 1, 2, 3], [3.0, 2, 1, 0], [5.0, 5, 5, 5]
    hidden = [0.0, np.nan, 2, 3]
    assert rise(np.array([up, hidden])) == pytest.approx(1)
    assert rise(np.array([up, up, up, down])) == pytest.approx(0.5)
    assert rise(np.array([up, still])) == pytest.approx(0.5)


def test_a_measure_that_rises_to_both_sides_gives_no_direction() -> None:
    def draw(z: np.ndarray) -> np.ndarray:
        return square(np.abs(z))

    assert find(Drawn(card("gan", 1, channels=1), draw), "probe") == []


def test_probe_of_a_model_that_moves_a_square_finds_where_it_goes() -> None:
    model = Drawn(card("gan", 3, channels=1), square)
    found = {each.name: each for each in find(model, "probe")}
    assert along(found["Further left"], 0) > 0.99
    assert list(found) == ["Further left"]
    assert float(found["Further left"].figure.split()[1]) > 0.9


def test_probe_of_a_conditional_model_looks_within_its_labels() -> None:
    def draw(z: np.ndarray) -> np.ndarray:
        wide = np.full((len(z), 1, 16, 16), -1.0, np.float32)
        labels = np.arange(len(z)) % 2
        for i, more in enumerate(np.rint(4 * labels + np.clip(z[:, 1], -2, 2)).astype(int)):
            wide[i, 0, 6:8, 4 : 7 + more] = 1
        return wide

    model = Drawn(card("gan", 2, channels=1, num_classes=2), draw)
    assert along({each.name: each for each in find(model, "probe")}["Larger"], 1) > 0.99
