"""Stacked digits are read colour by colour."""

import numpy as np
import pytest

from gan_core.data import load_data
from gan_core.data.stacked_mnist import StackedMnistSettings
from gan_core.errors import UserError
from gan_core.quality.modes import most_covered
from gan_core.quality.stacked_digits import name_stacked, stacked_modes


@pytest.fixture(scope="module")
def stacked():
    return load_data(StackedMnistSettings(digits="built-in", num_images=1000))


def test_kinds_of_real_pictures_are_those_of_their_labels(stacked):
    kinds, certainty = name_stacked(stacked.images[:600])
    right = kinds == stacked.labels[:600]
    assert right.mean() > 0.9  # the classifier reads 98 % of single digits, and here three must be right
    assert right[certainty > 0.9].mean() > right.mean()


def test_real_pictures_show_as_many_kinds_as_chance_allows(stacked):
    found = stacked_modes(stacked.images)
    assert found.covered == pytest.approx(most_covered(1000, 1000), abs=40)
    assert found.recognised == 1.0  # the protocol counts every sample
    assert stacked_modes(stacked.images, only_sure=True).recognised < 1.0


def test_an_empty_colour_is_sure_of_nothing(stacked):
    dark = stacked.images[:50].copy()
    dark[:, 1] = 0
    assert stacked_modes(dark, only_sure=True).covered == 0


def test_most_covered_is_the_expectation():
    assert most_covered(2, 1) == pytest.approx(1)
    assert most_covered(2, 2) == pytest.approx(1.5)  # both, half of the time


def test_grey_pictures_are_refused():
    with pytest.raises(UserError, match="coloured pictures"):
        name_stacked(np.zeros((2, 1, 28, 28), np.uint8))
