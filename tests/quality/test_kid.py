"""KID where its value is known."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.kid import kid, mmd2


def repeats(shift: float, count: int = 400, num: int = 25, dim: int = 1) -> np.ndarray:
    """Many estimates between normal sets, the second moved by `shift`."""
    rng = np.random.default_rng(0)
    draws = [(rng.standard_normal((num, dim)), rng.standard_normal((num, dim)) + shift) for _ in range(count)]
    return np.array([mmd2(*each) for each in draws])


def test_points_that_all_lie_in_two_places_have_the_kernels_distance() -> None:
    # k(a, b) = (a b + 1)^3 on a line: k(1, 1) = 8, k(2, 2) = 125, k(1, 2) = 27
    assert mmd2(np.full((5, 1), 1.0), np.full((7, 1), 2.0)) == pytest.approx(8 + 125 - 2 * 27)


def test_kernel_is_scaled_by_the_number_of_features() -> None:
    assert mmd2(np.full((5, 4), 1.0), np.full((7, 4), 2.0)) == pytest.approx(8 + 125 - 2 * 27)


def test_no_picture_is_compared_with_itself() -> None:
    # k(0, 0) = k(0, 2) = 1 and k(2, 2) = 125: within a set only k(0, 2) counts, across the sets all four do.
    assert mmd2(np.array([[0.0], [2.0]]), np.array([[0.0], [2.0]])) == pytest.approx(1 + 1 - 2 * (1 + 1 + 1 + 125) / 4)


def test_equal_distributions_are_at_zero_on_average() -> None:
    found = repeats(0.0, dim=3)
    assert abs(found.mean()) < 3 * found.std() / np.sqrt(len(found))
    assert found.min() < 0


def test_moved_distribution_is_at_the_distance_of_its_moments() -> None:
    # The cubic kernel on a line compares three moments: (M3 - M3')^2 + 3 (M2 - M2')^2 + 3 (M1 - M1')^2.
    found = repeats(0.5)
    expected = (0.5**3 + 3 * 0.5) ** 2 + 3 * 0.25**2 + 3 * 0.5**2
    assert found.mean() == pytest.approx(expected, abs=3 * found.std() / np.sqrt(len(found)))
    assert expected > 10 * found.std() / np.sqrt(len(found))


def test_standard_error_says_how_far_estimates_scatter() -> None:
    rng = np.random.default_rng(0)
    found = [kid(rng.standard_normal((200, 4)), rng.standard_normal((200, 4))) for _ in range(100)]
    scatter = np.std([each.value for each in found])
    assert np.mean([each.standard_error for each in found]) == pytest.approx(scatter, rel=0.3)


def test_interval_lies_around_the_value_and_is_wider_than_two_errors() -> None:
    rng = np.random.default_rng(0)
    found = kid(rng.standard_normal((50, 2)), rng.standard_normal((50, 2)))
    low, high = found.interval
    assert (low + high) / 2 == pytest.approx(found.value)
    assert high - low == pytest.approx(2 * 2.2622 * found.standard_error, rel=1e-4)  # Student's t, 9 degrees of freedom


def test_files_sorted_by_kind_do_not_matter() -> None:
    sorted_rows = np.repeat([[-3.0], [3.0]], 100, axis=0) + np.random.default_rng(0).standard_normal((200, 1))
    found = kid(sorted_rows, sorted_rows[::-1])
    assert found.interval[0] < 0 < found.interval[1]


def test_blocks_hold_at_most_a_thousand() -> None:
    rng = np.random.default_rng(0)
    assert kid(rng.standard_normal((12_500, 1)), rng.standard_normal((13_000, 1))).num_blocks == 13


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(UserError, match="at least 20 pictures on each side, got 19"):
        kid(np.zeros((19, 2)), np.zeros((50, 2)))
