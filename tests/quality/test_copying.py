"""The copying test, where the answer is known: fresh draws, copies, and pictures that stay away."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.copying import copying, nearest_distances, rank_score


def draw(seed: int, num: int, dim: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((num, dim)).astype(np.float32)


TRAINING, HELD_OUT = draw(0, 1000), draw(1, 500)


def test_fresh_draws_of_the_same_source_are_even() -> None:
    found = copying(draw(2, 500), HELD_OUT, TRAINING)
    assert abs(found.c_t) < 3 and not found.copies and not found.misses
    assert found.low < 0.5 < found.high and found.num_cells > 1


def test_training_pictures_with_a_breath_of_noise_are_copies() -> None:
    made = TRAINING[:500] + 0.01 * draw(3, 500)
    found = copying(made, HELD_OUT, TRAINING)
    assert found.copies and found.nearer > 0.9 and found.low > 0.5


def test_what_stays_away_from_the_data_is_told_apart_from_copies() -> None:
    found = copying(draw(4, 500) * 3, HELD_OUT, TRAINING)
    assert found.misses and found.nearer < 0.3


def test_half_of_the_samples_copied_is_seen_within_the_cells() -> None:
    made = np.concatenate([TRAINING[:250], draw(5, 250)])
    assert copying(made, HELD_OUT, TRAINING).copies


def test_training_pictures_that_are_nearly_all_alike_make_fewer_cells() -> None:
    training = np.repeat(draw(0, 3), 100, axis=0)
    assert copying(draw(2, 500), HELD_OUT, training).num_cells <= 3
    assert copying(draw(2, 500), HELD_OUT, training[:100]).num_cells == 1


def test_the_rank_score_is_that_of_mann_and_whitney() -> None:
    from scipy.stats import mannwhitneyu

    rng = np.random.default_rng(0)
    first, second = rng.integers(20, size=60).astype(float), rng.integers(25, size=80).astype(float)
    expected = mannwhitneyu(first, second, method="asymptotic", use_continuity=False).pvalue
    from scipy.stats import norm

    assert 2 * norm.sf(abs(rank_score(first, second))) == pytest.approx(expected)
    assert rank_score(first, second) == pytest.approx(-rank_score(second, first))
    assert rank_score(first, first) == pytest.approx(0)


def test_distances_are_those_to_the_nearest() -> None:
    expected = ((HELD_OUT[:, None] - TRAINING) ** 2).sum(axis=2).min(axis=1)
    assert nearest_distances(HELD_OUT, TRAINING) == pytest.approx(expected, rel=1e-3, abs=1e-4)


def test_too_few_pictures_are_a_sentence() -> None:
    with pytest.raises(UserError, match="Copying cannot be told from 10 made"):
        copying(draw(6, 10), HELD_OUT, TRAINING)
