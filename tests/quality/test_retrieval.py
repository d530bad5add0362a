"""Retrieval on a case that is built so that one knows what is found."""

import numpy as np
import pytest

from gan_core.data.shapes import ShapesSettings, full_caption, is_unseen, values_of
from gan_core.quality.attribute_accuracy import asked_values, attributes_right, captions_of, confusion, shares, spread
from gan_core.quality.retrieval import retrieval_accuracy
from gan_core.text.grammar import KINDS

SIMILARITY = np.array([[0.9, 0.1, 0.2], [0.8, 0.7, 0.1], [0.3, 0.4, 0.2]])


def test_one_of_three_pictures_finds_its_caption_first_and_two_among_two() -> None:
    own = np.eye(3, dtype=bool)
    assert retrieval_accuracy(SIMILARITY, own) == pytest.approx(1 / 3)
    assert retrieval_accuracy(SIMILARITY, own, 2) == pytest.approx(2 / 3)
    assert retrieval_accuracy(SIMILARITY, own, 3) == 1


def test_another_caption_that_fits_counts() -> None:
    fits = np.eye(3, dtype=bool)
    fits[1, 0] = True
    assert retrieval_accuracy(SIMILARITY, fits) == pytest.approx(2 / 3)


def test_real_shapes_are_read_as_what_they_are() -> None:
    data = ShapesSettings(num_images=200).load()
    found = shares(attributes_right(data.images, values_of(data)))
    assert set(found) == {*KINDS, "all"}
    assert all(each > 0.95 for each in found.values())


def test_shares_count_each_attribute_and_all_of_them() -> None:
    right = np.array([[True, True, True, True, True], [True, False, True, True, False]])
    assert shares(right) == {"shape": 1, "colour": 0.5, "size": 1, "place": 1, "background": 0.5, "all": 0.5}


def test_confusion_of_real_colours_is_a_diagonal() -> None:
    data = ShapesSettings(num_images=200).load()
    table = confusion(data.images, values_of(data), "colour")
    assert table.sum() == 200
    assert np.trace(table) >= 198


def test_asked_values_are_seen_or_unseen_and_always_the_same() -> None:
    seen, unseen = asked_values(50, 3, unseen=False), asked_values(50, 3, unseen=True)
    assert not is_unseen(seen).any()
    assert is_unseen(unseen).all()
    assert np.array_equal(seen, asked_values(50, 3, unseen=False))
    assert captions_of(seen)[7] == full_caption(seen[7])


def test_spread_of_equal_pictures_is_0_and_of_black_and_white_ones_a_half() -> None:
    images = np.zeros((2, 2, 3, 4, 4), np.uint8)
    assert spread(images) == 0
    images[:, 1] = 255
    assert spread(images) == pytest.approx(0.5)
