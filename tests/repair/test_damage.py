"""Damage: by chance from a seed, within its range, and nowhere but where it is said to be."""

import numpy as np
import pytest

from gan_core.repair.damage import (
    TASKS,
    centred_square,
    damage,
    enlarge,
    halve,
    known,
    told,
)


@pytest.fixture
def pictures() -> np.ndarray:
    return np.random.default_rng(0).uniform(-1, 1, (6, 3, 16, 16)).astype(np.float32)


@pytest.mark.parametrize("task", TASKS)
def test_the_same_seed_damages_alike_and_another_one_otherwise(task: str, pictures: np.ndarray) -> None:
    first, second, other = (damage(task, pictures, seed) for seed in (3, 3, 4))
    assert np.array_equal(first.pictures, second.pictures) and np.array_equal(first.hole, second.hole)
    assert task == "double" or not np.array_equal(first.pictures, other.pictures)


@pytest.mark.parametrize("task", TASKS)
def test_what_is_damaged_stays_in_range_and_is_told_which_task_it_is(task: str, pictures: np.ndarray) -> None:
    found = damage(task, pictures, 0)
    assert found.pictures.shape == pictures.shape and found.pictures.dtype == np.float32
    assert np.abs(found.pictures).max() <= 1
    assert found.told[:, :3].argmax(axis=1).tolist() == [list(TASKS).index(task)] * 6
    assert found.told[:, :3].sum(axis=1).tolist() == [1] * 6


def test_outside_the_hole_a_picture_is_untouched_and_inside_it_is_middle_grey(pictures: np.ndarray) -> None:
    found = damage("fill", pictures, 1)
    hole = np.broadcast_to(found.hole[:, None], pictures.shape)
    assert found.hole.any(axis=(1, 2)).all() and not found.hole.all(axis=(1, 2)).any()
    assert np.array_equal(found.pictures[~hole], pictures[~hole])
    assert (found.pictures[hole] == 0).all()


def test_a_square_hole_is_as_wide_as_it_is_told(pictures: np.ndarray) -> None:
    found = damage("fill", pictures, 1, strength=0.5)
    assert found.hole.sum(axis=(1, 2)).tolist() == [64] * 6
    assert centred_square((16, 16), 0.5)[4:12, 4:12].all() and centred_square((16, 16), 0.5).sum() == 64


def test_a_painted_hole_is_taken_as_it_is(pictures: np.ndarray) -> None:
    hole = np.zeros((16, 16), bool)
    hole[2, 3:7] = True
    assert (damage("fill", pictures, 0, hole=hole).hole == hole).all()


def test_noise_has_the_standard_deviation_that_is_told() -> None:
    grey = np.zeros((20, 1, 32, 32), np.float32)
    found = damage("denoise", grey, 0, strength=0.2)
    assert found.pictures.std() == pytest.approx(0.2, rel=0.02)
    assert found.told[:, -1] == pytest.approx(np.full(20, 0.2))
    assert (told("fill", 2)[:, -1] == 0).all()


def test_half_the_size_is_the_mean_of_four_pixels_and_twice_is_each_of_them_again() -> None:
    picture = np.array([[[[0.0, 1.0, -1.0, -1.0], [0.5, 0.5, -1.0, 1.0]]]], np.float32)
    assert halve(picture).tolist() == [[[[0.5, -0.5]]]]
    assert damage("double", picture, 0).pictures.tolist() == [[[[0.5, 0.5, -0.5, -0.5]] * 2]]
    assert np.array_equal(halve(enlarge(picture)), picture)


def test_what_is_damaged_already_is_changed_in_its_hole_alone(pictures: np.ndarray) -> None:
    hole = centred_square((16, 16), 0.25)
    found = known("fill", pictures, hole=hole)
    assert (
        np.array_equal(found.pictures[:, :, ~hole], pictures[:, :, ~hole]) and (found.pictures[:, :, hole] == 0).all()
    )
    assert np.array_equal(known("denoise", pictures, sigma=0.3).pictures, pictures)


@pytest.mark.parametrize(("task", "strength"), [("denoise", 0.0), ("denoise", 1.5), ("fill", 0.9)])
def test_a_strength_out_of_range_is_refused(task: str, strength: float, pictures: np.ndarray) -> None:
    with pytest.raises(ValueError, match="strength must be"):
        damage(task, pictures, 0, strength=strength)
