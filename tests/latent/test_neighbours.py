"""The nearest pictures, against a search that looks at every pixel of all."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.latent import neighbours
from gan_core.latent.neighbours import Neighbours


def pictures(num: int, seed: int = 0, shape: tuple[int, ...] = (3, 10, 10)) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (num, *shape), dtype=np.uint8)


def by_hand(wanted: np.ndarray, images: np.ndarray) -> np.ndarray:
    """Root mean square differences (M, N) in [0, 1] units."""
    difference = (wanted[:, None].astype(float) - images[None]) / 255
    return np.sqrt((difference**2).mean(axis=(2, 3, 4)))


def test_planted_copies_are_found_at_distance_zero() -> None:
    images = pictures(200)
    for wanted in (images[[150, 3]], images[[150, 3]] / 127.5 - 1):
        index, distance = Neighbours(images).nearest(wanted, k=2)
        assert index[:, 0].tolist() == [150, 3]
        assert distance[:, 0].tolist() == [0, 0]
        assert (distance[:, 1] > 0).all()


@pytest.mark.parametrize("room", [10**9, 4 * 500 * 80, 4 * 500 * 15, 1])
def test_nearest_are_exact_however_far_the_sketches_are_shrunk(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "MOST_BYTES", room)
    images, wanted = pictures(500), pictures(20, seed=1)
    index, distance = Neighbours(images).nearest(wanted, k=7)
    expected = by_hand(wanted, images)
    assert np.array_equal(index, np.argsort(expected, axis=1, kind="stable")[:, :7])
    assert distance == pytest.approx(np.sort(expected, axis=1)[:, :7], rel=1e-5)


def test_sketches_are_smaller_where_there_is_less_room(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Neighbours(pictures(50)).sketches.shape[1]
    monkeypatch.setattr(neighbours, "MOST_BYTES", 50 * 4 * 80)
    assert (whole, Neighbours(pictures(50)).sketches.shape[1]) == (301, 76)  # 3 x 10 x 10, 3 x 5 x 5, and the rest


def test_white_and_black_are_one_apart() -> None:
    black = np.zeros((1, 1, 4, 4), np.uint8)
    assert Neighbours(black).nearest(black + 255)[1].tolist() == [[1.0]]


def test_typical_distance_is_to_the_nearest_other_picture() -> None:
    levels = np.array([0, 51, 51 + 102, 255])  # a fifth and two fifths apart
    images = np.broadcast_to(levels[:, None, None, None], (4, 1, 4, 4)).astype(np.uint8)
    found = Neighbours(images)
    assert found.real_distances == pytest.approx([0.2, 0.2, 0.4, 0.4], abs=1e-6)
    assert found.typical == pytest.approx(0.3, abs=1e-6)


def test_pictures_that_are_there_three_times_are_at_distance_zero_from_each_other() -> None:
    assert Neighbours(np.repeat(pictures(5), 3, axis=0)).real_distances.tolist() == [0.0] * 15


def test_words_tell_a_copy_from_what_is_as_far_as_real_pictures_are() -> None:
    found = Neighbours(pictures(100))
    least, middle = float(found.real_distances[0]), found.typical
    assert "same as a training picture" in found.in_words(0)
    assert "Nearly a copy: only 0%" in found.in_words(least / 2)
    assert "usually" in found.in_words(middle - 1e-4)
    assert "no sign of copying" in found.in_words(middle + 1e-4)


def test_wrong_pictures_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="cannot be compared"):
        Neighbours(pictures(5)).nearest(pictures(1, shape=(1, 10, 10)))
    with pytest.raises(UserError, match="no training pictures"):
        Neighbours(pictures(0))
    with pytest.raises(UserError, match="no other"):
        _ = Neighbours(pictures(1)).typical
