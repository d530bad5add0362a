"""Planes, projections and densities whose answer is known."""

import numpy as np
import pytest

from gan_core.data.image_data import ImageData
from gan_core.errors import UserError
from gan_core.latent.maps import METHODS, Plane, encode_data, grid, project, ticks
from gan_core.latent_draws import draw_z

U, V = np.array([1.0, 0, 0]), np.array([0, 0, 2.0])
FLAT = Plane(np.zeros(2), np.array([1.0, 0]), np.array([0, 1.0]))


def test_grid_reads_from_the_top_left_with_v_upward() -> None:
    z = grid(np.array([5.0, 6, 7]), U, V, 1.5, 3)
    assert z.shape == (9, 3) and z.dtype == np.float32
    assert z[0] == pytest.approx([3.5, 6, 10])  # top left: u least, v most
    assert z[2] == pytest.approx([6.5, 6, 10])
    assert z[4] == pytest.approx([5, 6, 7])
    assert z[6] == pytest.approx([3.5, 6, 4])


def test_quantile_ticks_have_equal_shares_of_the_normal_between_them() -> None:
    found = ticks(1.959964, 20, quantiles=True)
    assert found[[0, -1]] == pytest.approx([-1.959964, 1.959964], abs=1e-5)
    sample = np.random.default_rng(0).standard_normal(200_000)
    assert np.histogram(sample, found)[0] / len(sample) == pytest.approx(np.full(19, 0.95 / 19), abs=0.002)


def test_wrong_maps_are_refused() -> None:
    assert ticks(2, 1).tolist() == [0]
    assert np.isfinite(ticks(50, 5, quantiles=True)).all()
    for extent, num in ((0, 3), (np.nan, 3), (1, 0)):
        with pytest.raises(UserError, match="above 0"):
            ticks(extent, num)


def test_coordinates_are_where_latents_drop_onto_a_slanted_plane() -> None:
    plane = Plane(np.array([1.0, 1, 1]), np.array([2.0, 0, 0]), np.array([1.0, 1, 0]))
    on = plane.at(np.array([0.5, -3]), np.array([2.0, 1]))
    assert plane.coordinates(on) == pytest.approx(np.array([[0.5, 2], [-3, 1]]), abs=1e-5)
    assert plane.coordinates(on + np.array([0, 0, 9])) == pytest.approx(np.array([[0.5, 2], [-3, 1]]), abs=1e-5)


def test_pca_finds_the_plane_of_known_data_and_its_way_back() -> None:
    spread = np.array([0.1, 3.0, 0.1, 1.0])
    mu = draw_z(1, 2000, 4) * spread + np.array([0, 0, 5.0, 0])
    found = project(mu, "pca")
    assert found.plane.centre == pytest.approx([0, 0, 5, 0], abs=0.2)
    assert found.plane.axes == pytest.approx(np.array([[0, 1.0, 0, 0], [0, 0, 0, 1.0]]), abs=0.05)
    assert found.points.std(axis=0) == pytest.approx([3, 1], rel=0.1)
    back = found.plane.at(*found.points.T)
    assert np.abs(back - mu).max() < 0.6  # what is left are the two narrow dimensions


def test_two_dimensions_are_shown_as_they_are_and_others_are_not() -> None:
    mu = draw_z(0, 5, 2)
    found = project(mu, "as it is")
    assert np.array_equal(found.points, mu)
    assert np.array_equal(found.plane.at(*mu.T), mu)
    with pytest.raises(UserError, match="choose pca or t-sne"):
        project(draw_z(0, 5, 3), "as it is")


def test_tsne_keeps_two_clouds_apart_and_has_no_way_back() -> None:
    mu = np.concatenate([draw_z(0, 30, 8), draw_z(1, 30, 8) + 20]).astype(np.float32)
    found = project(mu, "t-sne", seed=3)
    assert found.plane is None and "no inverse" in METHODS["t-sne"].about
    first, second = found.points[:30], found.points[30:]
    widest = max(np.linalg.norm(each - each.mean(axis=0), axis=1).max() for each in (first, second))
    assert np.linalg.norm(first.mean(axis=0) - second.mean(axis=0)) > widest
    assert np.array_equal(project(mu, "t-sne", seed=3).points, found.points)


@pytest.mark.parametrize(
    ("mu", "method", "words"),
    [
        (np.zeros((5000, 3)), "t-sne", "at most 2,000"),
        (np.zeros((2, 3)), "pca", "at least 3"),
        (np.zeros((9, 1)), "pca", "a line"),
        (np.zeros((9, 2)), "umap", "one of as it is"),
    ],
)
def test_projections_that_cannot_be_are_refused_in_words(mu: np.ndarray, method: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        project(mu, method)


class MeanEncoder:
    """Encodes a picture as its mean and its label."""

    latent_dim, num_classes = 2, 3

    def encode(self, x: np.ndarray, label: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        mu = np.stack([x.mean(axis=(1, 2, 3)), label], axis=1).astype(np.float32)
        return mu, np.zeros_like(mu)


def test_data_is_encoded_in_its_order_with_labels_and_at_most_so_much() -> None:
    images = np.repeat(np.arange(100, dtype=np.uint8), 16).reshape(100, 1, 4, 4)
    data = ImageData(images, np.arange(100) % 3, ("a", "b", "c"))
    found = encode_data(MeanEncoder(), data, most=40)
    assert found.mu.shape == (40, 2) and len(set(found.index)) == 40
    assert np.array_equal(found.index, np.sort(found.index))
    assert found.mu[:, 0] == pytest.approx(found.index / 127.5 - 1, abs=1e-6)
    assert np.array_equal(found.labels, found.index % 3) and np.array_equal(found.mu[:, 1], found.labels)
    assert len(encode_data(MeanEncoder(), data).mu) == 100
