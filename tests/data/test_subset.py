import numpy as np

from gan_core.data import ImageData, load_data, take_fraction
from gan_core.data.image_data import Attribute
from gan_core.data.shapes import ShapesSettings


def numbered(labels: list[int] | None = None, count: int = 100) -> ImageData:
    images = np.arange(count, dtype=np.uint8)[:, None, None, None]
    values = None if labels is None else np.array(labels, dtype=np.int64)
    attributes = {"number": Attribute(np.arange(count), tuple(str(i) for i in range(count)))}
    return ImageData(images, values, ("a", "b", "c"), attributes, lambda i: f"number {i}")


def test_whole_fraction_is_everything():
    data = numbered()
    assert take_fraction(data, 1.0, seed=0) is data


def test_fraction_takes_the_same_share_of_every_label():
    kept = take_fraction(numbered([0] * 60 + [1] * 30 + [2] * 10), 0.1, seed=0)
    assert np.bincount(kept.labels).tolist() == [6, 3, 1]


def test_every_label_keeps_a_picture():
    kept = take_fraction(numbered([0] * 98 + [1, 2]), 0.01, seed=0)
    assert np.bincount(kept.labels).tolist() == [1, 1, 1]


def test_same_seed_keeps_same_pictures_and_another_seed_others():
    first, again, other = (take_fraction(numbered(), 0.3, seed=seed).images for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_smaller_fraction_is_part_of_a_larger_one():
    small, large = (set(take_fraction(numbered(), share, seed=0).images.flat) for share in (0.2, 0.5))
    assert small < large


def test_captions_and_attributes_follow_their_pictures():
    kept = take_fraction(numbered(), 0.2, seed=0)
    for i, number in enumerate(kept.images.flat):
        assert kept.captions(i) == f"number {number}"
        assert kept.attributes["number"].values[i] == number


def test_note_tells_how_many_are_used():
    assert "Using 25 of 100 pictures." in take_fraction(numbered(), 0.25, seed=0).notes


def test_load_data_takes_the_fraction():
    assert 45 <= len(load_data(ShapesSettings(num_images=100, fraction=0.5))) <= 55
