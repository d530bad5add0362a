"""The x-ray of a constructed drawer, whose words own known pixels."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.latent.caption_xray import drop_each, swap_one

OWNS = {"red": (0, 0), "circle": (1, 2), "left": (3, 3)}


def draw(sentences):
    """Black; each known word lights the pixel that it owns, "blue" half of that of "red"."""
    pictures = np.full((len(sentences), 1, 4, 4), -1, np.float32)
    for picture, sentence in zip(pictures, sentences, strict=True):
        for word in sentence.split():
            if word in OWNS:
                picture[0][OWNS[word]] = 1
            if word == "blue":
                picture[0][OWNS["red"]] = 0
    return pictures


def test_each_word_changes_the_pixel_that_it_owns_and_no_other():
    found = drop_each(("a", "red", "circle", "left"), draw)
    expected = np.zeros((4, 4, 4), np.float32)
    for row, word in enumerate(found.words):
        if word in OWNS:
            expected[row][OWNS[word]] = 1
    assert np.array_equal(found.pixels, expected)
    assert np.array_equal(found.picture, draw(["a red circle left"])[0])
    assert np.array_equal(found.changed[1], draw(["a circle left"])[0])


def test_swapped_word_changes_by_how_much_the_other_lights():
    found = swap_one(("red", "circle"), 0, ["blue", "red"], draw)
    assert found.words == ("blue", "red")
    assert found.pixels[:, 0, 0].tolist() == [0.5, 0]


def test_matrix_says_which_attribute_each_word_decides():
    def read(pictures):
        lit = pictures[:, 0] > 0.9
        return np.stack([lit[:, row, column] for row, column in OWNS.values()], axis=1).astype(np.int64)

    found = drop_each(("a", "red", "circle", "left"), draw, read)
    assert found.attributes.tolist() == [[False] * 3, [True, False, False], [False, True, False], [False, False, True]]


def test_word_alone_has_no_xray():
    with pytest.raises(UserError, match="at least two words"):
        drop_each(("red",), draw)
