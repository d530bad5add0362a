"""Numbers in what a page sent: only numbers are taken for numbers."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.generators.load import load
from ui.lab.numbers_sent import numbers_sent, whole_number_sent
from ui.lab.view import answer_to


def nested(depth):
    value = 1.0
    for _ in range(depth):
        value = [value]
    return value


WRONG = {
    "true": [True, False],
    "words": ["1", "2"],
    "nan": [float("nan"), 0],
    "infinity": [1e999, 0],
    "too-large-for-float32": [1e39, 0],
    "too-long": [10**400, 0],
    "deep": nested(900),
    "rows": [[1.0], [2.0]],
    "null": None,
    "object": {"0": 1, "1": 2},
    "text": "12",
}


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_what_is_no_list_of_numbers_is_refused(value):
    with pytest.raises(UserError, match="not send a list of finite numbers"):
        numbers_sent(value)


def test_numbers_are_taken_as_float32():
    taken = numbers_sent([1, -0.5, 3.0e38])
    assert taken.dtype == np.float32 and taken.tolist() == [1.0, -0.5, pytest.approx(3.0e38, rel=1e-6)]


@pytest.mark.parametrize("value", [True, "7", 1e999, -1, 1.5, [1], None, 10**400])
def test_what_is_no_whole_number_is_none(value):
    assert whole_number_sent(value) == 0


@pytest.mark.parametrize("value", WRONG.values(), ids=WRONG)
def test_odd_latents_are_answered_with_a_sentence(value):
    answer = answer_to(load("digits-vae", backend="onnx"), {"ask": {"number": 3, "z": value}})
    assert answer["number"] == 3 and answer["error"] and "pixels" not in answer


def test_state_that_is_no_object_asks_nothing():
    assert answer_to(load("digits-vae", backend="onnx"), [1]) is None
