"""Asked against read, where the answer is known."""

import numpy as np
import pytest
from scipy.stats import binomtest

from gan_core.errors import UserError
from gan_core.quality.class_accuracy import AskedAgainstRead, class_accuracy

ASKED = np.arange(1000) % 10


def test_what_is_drawn_as_asked_is_right_each_time():
    found = class_accuracy(ASKED, ASKED, 10)
    assert (found.value, found.right, found.count) == (1, 1000, 1000)
    assert found.interval[0] > 0.99 and found.interval[1] == 1
    assert found.by_class == (1.0,) * 10


def test_every_label_shifted_by_three_is_right_not_once():
    found = class_accuracy(ASKED, (ASKED + 3) % 10, 10)
    assert found.value == 0 and found.interval[1] < 0.01
    assert found.table[2][5] == 100


def test_a_model_that_ignores_the_label_reaches_chance():
    rng = np.random.default_rng(0)
    found = class_accuracy(ASKED, rng.integers(10, size=1000), 10)
    assert found.by_chance == pytest.approx(0.1, abs=1e-3)
    assert found.interval[0] < found.by_chance < found.interval[1]
    one = class_accuracy(ASKED, np.full(1000, 7), 10)
    assert one.value == one.by_chance == pytest.approx(0.1)
    assert one.by_class[7] == 1 and one.by_class[0] == 0


def test_interval_is_that_of_wilson():
    read = np.where(np.arange(1000) < 870, ASKED, (ASKED + 1) % 10)
    low, high = class_accuracy(ASKED, read, 10).interval
    expected = binomtest(870, 1000).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-6)


def test_what_is_read_without_certainty_or_as_no_class_is_wrong():
    read, certainty = ASKED.copy(), np.ones(1000)
    read[:100], certainty[100:300] = -1, 0.9
    found = class_accuracy(ASKED, read, 10, certainty=certainty, sure=0.9)
    assert found.value == pytest.approx(0.7)
    assert sum(row[-1] for row in found.table) == 300
    assert class_accuracy(ASKED, read, 10).value == pytest.approx(0.9)


def test_a_class_never_asked_for_has_no_share():
    found = class_accuracy(np.zeros(5, int), np.zeros(5, int), 3)
    assert found.by_class == (1.0, None, None)


def test_reading_real_pictures_bounds_what_can_be_reached():
    real = class_accuracy(ASKED, np.where(np.arange(1000) < 900, ASKED, -1), 10)
    as_good = class_accuracy(ASKED, np.where(np.arange(1000) < 890, ASKED, -1), 10)
    worse = class_accuracy(ASKED, np.where(np.arange(1000) < 700, ASKED, -1), 10)
    assert AskedAgainstRead(as_good, real).as_real
    assert not AskedAgainstRead(worse, real).as_real
    assert not AskedAgainstRead(worse, None).as_real


def test_bad_labels_are_refused():
    with pytest.raises(UserError, match="no pictures"):
        class_accuracy(ASKED[:0], ASKED[:0], 10)
    with pytest.raises(ValueError, match="labels must lie in 0"):
        class_accuracy(ASKED, ASKED, 5)
    with pytest.raises(ValueError, match="alike"):
        class_accuracy(ASKED, ASKED[:5], 10)
