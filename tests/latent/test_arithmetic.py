"""Sums of latents whose answer is known."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.latent.arithmetic import mix, mix_labels, mix_told
from gan_core.latent_draws import draw_z

A, B, C = draw_z(2, 3, 64), draw_z(3, 3, 64), draw_z(4, 3, 64)


def test_plain_sum_is_that_of_the_averages() -> None:
    expected = A.mean(axis=0) - B.mean(axis=0) + C.mean(axis=0)
    assert mix(C, B, A, keep_length=False) == pytest.approx(expected, abs=1e-6)
    assert mix(list(C), list(B), list(A), keep_length=False) == pytest.approx(expected, abs=1e-6)


def test_sum_of_what_is_no_class_may_be_negative_and_of_any_length() -> None:
    rows = [np.array(row, np.float32) for row in ([1.0, -2.0], [3.0, 0.5], [-4.0, 1.0])]
    assert mix_told(rows[2:], rows[1:2], rows[:1]).tolist() == [-6.0, -1.5]


def test_what_is_added_and_taken_away_again_changes_nothing() -> None:
    assert mix(B, B, A[:1]) == pytest.approx(A[0], abs=1e-5)
    assert mix([], [], A[:1]) == pytest.approx(A[0], abs=1e-5)
    assert mix(A, [], A, keep_length=False) == pytest.approx(2 * A.mean(axis=0), abs=1e-5)


def test_kept_length_is_that_of_the_latents_begun_with_and_the_direction_that_of_the_sum() -> None:
    plain, kept = mix(C, B, A, keep_length=False), mix(C, B, A)
    assert np.linalg.norm(kept) == pytest.approx(np.linalg.norm(A, axis=1).mean(), rel=1e-5)
    assert kept / np.linalg.norm(kept) == pytest.approx(plain / np.linalg.norm(plain), abs=1e-6)


def test_nothing_left_of_a_sum_stays_nothing() -> None:
    assert mix([], A[:1], A[:1]) == pytest.approx(np.zeros(64))


def test_sum_without_a_start_or_with_broken_latents_is_refused() -> None:
    with pytest.raises(UserError, match="start from"):
        mix(A, B, [])
    with pytest.raises(UserError, match="not finite"):
        mix([np.full(64, np.inf)], [], A)


def test_label_sum_is_a_mixture_again() -> None:
    seven, one, two = np.eye(10)[[7, 1, 2]]
    assert mix_labels([two], [one], [one]) == pytest.approx(two)
    assert mix_labels([two], [one], [seven]) == pytest.approx((seven + two) / 2)  # no -1 of label one
    assert mix_labels([], [seven], [seven]) == pytest.approx(seven)
