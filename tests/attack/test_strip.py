"""One picture at sixteen epsilons: whole grey levels within the ball, and what the network says of just these."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.attack.own_picture import own_digit
from gan_core.attack.pictures import built_in_digits
from gan_core.attack.strip import EPSILONS, Strip, attack_reader, enlarged
from gan_core.errors import DataError
from gan_core.quality.digit_classifier import shipped_classifier


def png(values: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(values).save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def digit() -> tuple[np.ndarray, int]:
    held = built_in_digits()[1]
    return held.images[0], int(held.labels[0])


@pytest.fixture(scope="module")
def strips(digit: tuple[np.ndarray, int]) -> dict[str, Strip]:
    return attack_reader(shipped_classifier(), digit[0], "away", digit[1])


@pytest.mark.parametrize("method", ["fgsm", "pgd"])
def test_no_grey_level_moves_by_more_than_epsilon(
    strips: dict[str, Strip], digit: tuple[np.ndarray, int], method: str
) -> None:
    moved = np.abs(strips[method].pictures.astype(int) - digit[0]).max(axis=(1, 2, 3))
    assert (moved <= np.array(EPSILONS) * 255).all() and moved[0] == 0 and moved[-1] == 76


def test_the_first_entry_is_the_picture_as_it_was_and_pgd_fools_the_last(
    strips: dict[str, Strip], digit: tuple[np.ndarray, int]
) -> None:
    read = strips["pgd"].logits.argmax(axis=1)
    assert read[0] == digit[1] and read[-1] != digit[1]
    assert np.array_equal(strips["fgsm"].pictures[0], digit[0])


def test_what_is_said_is_said_of_the_rounded_picture(strips: dict[str, Strip]) -> None:
    found = strips["pgd"]
    with torch.no_grad():
        logits = shipped_classifier()(torch.from_numpy(found.pictures).float().div(127.5).sub(1)).numpy()
    assert np.array_equal(found.logits, logits)


def test_a_wanted_class_is_reached(digit: tuple[np.ndarray, int]) -> None:
    target = (digit[1] + 5) % 10
    found = attack_reader(shipped_classifier(), digit[0], "towards", target)["pgd"]
    assert found.logits[-1].argmax() == target


def test_enlarged_is_ten_times_the_perturbation_around_grey() -> None:
    before = np.array([[[100, 100, 100, 0]]], np.uint8)
    after = np.array([[[100, 105, 95, 30]]], np.uint8)
    assert enlarged(before, after).tolist() == [[[128, 178, 78, 255]]]


def test_held_out_digits_are_none_that_classifiers_learn_from() -> None:
    learned, held = built_in_digits()
    assert (len(learned.images), len(held.images)) == (1437, 360)
    seen = {each.tobytes() for each in learned.images}
    assert sum(each.tobytes() in seen for each in held.images) == 0


def test_dark_ink_on_light_paper_becomes_a_digit_and_no_picture_is_refused() -> None:
    paper = np.full((40, 40), 255, np.uint8)
    paper[5:35, 18:22] = 0
    found = own_digit(png(paper), "one.png")
    assert found.picture.shape == (1, 28, 28) and found.picture[0, 0, 0] == 0 and found.picture.max() == 255
    assert found.notes
    with pytest.raises(DataError, match="not a picture"):
        own_digit(b"nothing", "none.png")
