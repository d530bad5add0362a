"""Sliced Wasserstein distance where its value is known."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.sliced import sliced_wasserstein


def cloud(num: int = 100, dim: int = 1, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((num, dim))


def test_on_a_line_it_is_the_distance_moved() -> None:
    assert sliced_wasserstein(cloud(), cloud() + 3) == pytest.approx(3)


def test_on_a_line_it_pairs_sorted_values() -> None:
    assert sliced_wasserstein(np.array([[0.0], [10]]), np.array([[13.0], [1]])) == pytest.approx(np.sqrt((1 + 9) / 2))


def test_order_of_rows_does_not_matter() -> None:
    x = cloud(dim=4)
    assert sliced_wasserstein(x, x[::-1]) == pytest.approx(0, abs=1e-12)


def test_rows_said_twice_change_nothing() -> None:
    x = cloud(dim=3)
    assert sliced_wasserstein(np.repeat(x, 2, axis=0), x) == pytest.approx(0, abs=1e-12)


def test_moving_by_t_in_d_dimensions_costs_t_over_root_d() -> None:
    # The mean of (line . t)^2 over all directions is |t|^2 / d.
    x = cloud(dim=8)
    assert sliced_wasserstein(x, x + 2, num_lines=20_000) == pytest.approx(2, rel=0.02)


def test_nothing_to_compare_is_refused() -> None:
    with pytest.raises(UserError, match="no pictures"):
        sliced_wasserstein(cloud(), cloud()[:0])
