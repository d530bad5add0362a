import numpy as np
import pytest

from gan_core.data import load_data
from gan_core.data.shapes import BACKGROUNDS, COLOURS, PLACES, RADII, ShapesSettings


@pytest.fixture(scope="module")
def shapes():
    return load_data(ShapesSettings(num_images=300))


def test_same_seed_draws_same_pictures(shapes):
    again = load_data(ShapesSettings(num_images=300))
    assert np.array_equal(again.images, shapes.images)
    assert np.array_equal(again.labels, shapes.labels)


def test_other_seed_draws_other_pictures(shapes):
    other = load_data(ShapesSettings(num_images=300, seed=1))
    assert not np.array_equal(other.labels, shapes.labels)


def test_picture_does_not_depend_on_how_many_follow(shapes):
    fewer = load_data(ShapesSettings(num_images=100))
    assert np.array_equal(fewer.images, shapes.images[:100])
    assert [fewer.captions(i) for i in range(100)] == [shapes.captions(i) for i in range(100)]


def test_shapes_are_square_rgb_bytes(shapes):
    assert shapes.images.shape == (300, 3, 32, 32)
    assert shapes.images.dtype == np.uint8
    assert shapes.labels.dtype == np.int64


@pytest.mark.parametrize("size", [16, 64])
def test_shapes_come_in_every_size(size):
    assert load_data(ShapesSettings(num_images=100, image_size=size)).images.shape == (100, 3, size, size)


def test_label_is_the_shape(shapes):
    assert np.array_equal(shapes.labels, shapes.attributes["shape"].values)
    assert shapes.label_names == shapes.attributes["shape"].names == ShapesSettings.class_names
    assert set(shapes.labels) == set(range(shapes.num_classes))


def test_caption_names_every_attribute(shapes):
    for i in range(len(shapes)):
        word = {kind: each.names[each.values[i]] for kind, each in shapes.attributes.items()}
        expected = f"a {word['size']} {word['colour']} {word['shape']} on a {word['background']} background"
        assert shapes.captions(i) == f"{expected}, {word['place']}"


def test_corner_shows_the_background_that_the_caption_names(shapes):
    names = shapes.attributes["background"].names
    for i in np.flatnonzero(np.isin(shapes.attributes["place"].values, [list(PLACES).index("centre")])):
        expected = BACKGROUNDS[names[shapes.attributes["background"].values[i]]]
        assert tuple(shapes.images[i, :, 0, 0]) == expected


def test_colour_at_the_named_place_is_the_named_colour(shapes):
    places, colours = shapes.attributes["place"], shapes.attributes["colour"]
    for i in range(len(shapes)):
        x, y = PLACES[places.names[places.values[i]]]
        assert tuple(shapes.images[i, :, int(y * 32), int(x * 32)]) == COLOURS[colours.names[colours.values[i]]]


def test_large_shapes_cover_more_than_small_ones(shapes):
    covered = (shapes.images != shapes.images[:, :, :1, :1]).any(axis=1).mean(axis=(1, 2))
    sizes = shapes.attributes["size"].values
    means = [covered[(sizes == size) & (shapes.labels == 1)].mean() for size in range(len(RADII))]
    assert means == sorted(means)


def test_edges_are_smooth(shapes):
    assert len(np.unique(shapes.images[0].reshape(3, -1), axis=1).T) > 4
