"""Walks through latent space, on cases whose answer is known."""

import numpy as np
import pytest

from gan_core.latent.interpolation import lerp, slerp
from gan_core.latent_draws import draw_z

SHARES = np.linspace(0, 1, 11)


def test_z_does_not_depend_on_how_many_are_drawn() -> None:
    many = draw_z(7, 20, 16)
    assert np.array_equal(draw_z(7, 5, 16), many[:5])
    assert np.array_equal(draw_z(7, 3, 16, first=10), many[10:13])
    assert not np.array_equal(draw_z(8, 5, 16), many[:5])


def test_z_is_standard_normal() -> None:
    z = draw_z(0, 2000, 8)
    assert z.dtype == np.float32
    assert z.mean() == pytest.approx(0, abs=0.03)
    assert z.std() == pytest.approx(1, abs=0.03)


def test_both_ways_begin_and_end_where_they_should() -> None:
    a, b = draw_z(1, 2, 16)
    for way in (lerp, slerp):
        path = way(a, b, SHARES)
        assert path[0] == pytest.approx(a, abs=1e-6)
        assert path[-1] == pytest.approx(b, abs=1e-6)


def test_lerp_is_the_mean_halfway() -> None:
    a, b = draw_z(1, 2, 16)
    assert lerp(a, b, np.array([0.5]))[0] == pytest.approx((a + b) / 2, abs=1e-6)


def test_slerp_of_orthogonal_vectors_turns_evenly_on_the_great_circle() -> None:
    path = slerp(np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), SHARES)
    angles = SHARES * np.pi / 2
    assert path == pytest.approx(np.stack([np.cos(angles), np.sin(angles), 0 * angles], axis=1), abs=1e-6)


def test_slerp_norm_is_linear() -> None:
    a, b = draw_z(3, 2, 32)
    norms = np.linalg.norm(slerp(a, 3 * b, SHARES), axis=1)
    ends = np.linalg.norm(a), np.linalg.norm(3 * b)
    assert norms == pytest.approx((1 - SHARES) * ends[0] + SHARES * ends[1], rel=1e-5)


@pytest.mark.parametrize(
    ("a", "b"), [([2.0, 0, 0], [5.0, 0, 0]), ([1.0, 0, 0], [-1.0, 0, 0]), ([0.0, 0, 0], [1.0, 1, 0])]
)
def test_slerp_of_special_ends_is_finite_and_joins_them(a: list[float], b: list[float]) -> None:
    path = slerp(np.array(a), np.array(b), SHARES)
    assert np.isfinite(path).all()
    assert path[0] == pytest.approx(a, abs=1e-6)
    assert path[-1] == pytest.approx(b, abs=1e-6)
