"""When a quality is reached, on curves that are straight lines of logarithms."""

import math

import numpy as np
import pytest

from gan_core.race.time_to_target import band, crossing, shared_target, time_to_target, wobble
from tests.race.lane_logs import falling, shift_of, track


def test_a_straight_line_crosses_where_arithmetic_says_between_two_looks() -> None:
    # 256 halved every 3 s is 32 after 9 s, which lies between the looks at 8 and 10 s
    found = time_to_target(track("a", falling(3.0)), 32.0)
    assert found.seconds == pytest.approx(9.0)
    assert found.low == pytest.approx(9.0 - shift_of(1.05, 3.0)) and found.high == pytest.approx(
        9.0 + shift_of(1.05, 3.0)
    )


def test_energy_is_taken_at_the_same_moment() -> None:
    found = time_to_target(track("a", falling(3.0), watts=7.0), 32.0)
    assert (found.joules, found.joules_high) == (pytest.approx(63.0), pytest.approx(7.0 * found.high))
    assert time_to_target(track("a", falling(3.0)), 32.0).joules is None


def test_what_was_never_reached_is_none_and_what_holds_from_the_start_is_zero() -> None:
    assert time_to_target(track("a", falling(3.0)), 0.001).seconds is None
    assert time_to_target(track("a", falling(3.0)), 1000.0).seconds == 0.0
    assert crossing([], [], 1.0) is None


def test_the_first_arrival_counts_even_if_the_curve_rises_again() -> None:
    assert crossing([0, 1, 2, 3], [64, 16, 64, 8], 16.0) == 1.0


def test_wobble_is_the_standard_deviation_of_independent_errors() -> None:
    rng = np.random.Generator(np.random.PCG64(0))
    errors = np.exp(0.1 * rng.standard_normal(4000))
    assert wobble(list(100 * errors * 0.9995 ** np.arange(4000))) == pytest.approx(0.1, rel=0.1)
    assert wobble([8, 4, 2, 1, 0.5]) == pytest.approx(0) and wobble([9, 1, 9]) == 0


def test_the_band_is_never_narrower_than_the_sampling_or_the_wobble() -> None:
    looks = track("a", lambda seconds: 10.0 * math.exp(0.2 * (-1) ** (seconds // 2)), spread=1.01).looks
    for look, (low, high) in zip(looks, band(looks), strict=True):
        assert low < look.low and high > look.high
    calm = track("a", falling(3.0), spread=1.5).looks
    assert band(calm) == [(pytest.approx(look.low), pytest.approx(look.high)) for look in calm]


def test_the_shared_line_is_the_best_of_the_worst_and_leaves_out_who_gave_up() -> None:
    quick, slow = track("quick", falling(2.0)), track("slow", falling(4.0))
    assert shared_target([quick, slow]) == pytest.approx(256 * 0.5 ** (16 / 4))
    assert shared_target([quick, track("out", falling(99.0), why_out="NaN")]) == pytest.approx(1.0)
    assert shared_target([quick, track("new", falling(4.0), looks=1)]) is None
    assert shared_target([quick, track("asleep", lambda _: 256.0)]) == pytest.approx(1.0)
    assert shared_target([track("a", lambda _: 256.0), track("b", lambda _: 256.0)]) is None
