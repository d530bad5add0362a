"""The copying test, where the answer is known: fresh draws, copies, and pictures that stay away."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.quality.copying import Copying, copying, nearest_distances, rank_score


def draw(seed: int, num: int, dim: int = 4) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((num, dim)).astype(np.float32)


TRAINING, HELD_OUT = draw(0, 1000), draw(1, 500)


def test_fresh_draws_of_the_same_source_are_even() -> None:
    found = copying(draw(2, 500), HELD_OUT, TRAINING)
    assert abs(found.c_t) < 2 and not found.copies and not found.misses
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


def trials(share: float, count: int, num: int = 300) -> list[Copying]:
    """The test on `count` generators that draw like the data, but for a share of exact copies."""
    found = []
    for trial in range(count):
        rng = np.random.default_rng([7, trial])
        training, held_out, fresh = (rng.standard_normal((each, 6)).astype(np.float32) for each in (600, num, num))
        made = np.concatenate([training[: round(share * num)], fresh[round(share * num) :]])
        found.append(copying(made, held_out, training, seed=trial))
    return found


def test_without_copies_hardly_any_generator_is_accused() -> None:
    found = trials(0.0, 200)
    assert sum(each.copies for each in found) <= 10
    assert np.std([each.c_t for each in found]) == pytest.approx(1, abs=0.15)


def test_one_copy_in_seven_is_noticed_in_four_cases_out_of_five() -> None:
    found = trials(0.15, 60)
    assert sum(each.copies for each in found) >= 48
    inside = [each.low <= 0.575 <= each.high for each in found]  # of 0.85 fresh ones half are nearer, of copies all
    assert np.mean(inside) >= 0.9


def test_what_is_called_noticeable_is_noticed() -> None:
    share = trials(0.0, 1)[0].noticeable
    assert sum(each.copies for each in trials(share, 60)) >= 42


def test_verdict_is_that_of_the_interval() -> None:
    for each in trials(0.08, 40):
        assert each.copies == (each.low > 0.5)
        assert not each.copies or each.c_t < -1.95


def test_copies_count_within_their_cell_and_a_preference_for_dense_cells_does_not() -> None:
    rng = np.random.default_rng(0)

    def mixture(num: int, dense: float) -> np.ndarray:
        in_dense = rng.random((num, 1)) < dense
        return np.where(in_dense, 0.1 * rng.standard_normal((num, 4)), 20 + 2 * rng.standard_normal((num, 4)))

    training, held_out = mixture(1000, 0.5).astype(np.float32), mixture(600, 0.5).astype(np.float32)
    found = copying(mixture(600, 0.8).astype(np.float32), held_out, training)
    assert not found.copies and abs(found.c_t) < 3


def test_equal_distances_everywhere_say_nothing() -> None:
    found = copying(np.zeros((50, 3), np.float32), np.zeros((50, 3), np.float32), np.zeros((80, 3), np.float32))
    assert (found.c_t, found.nearer, found.copies, found.misses) == (0, 0.5, False, False)


def test_too_few_pictures_are_a_sentence() -> None:
    with pytest.raises(UserError, match="Copying cannot be tested with 10 made"):
        copying(draw(6, 10), HELD_OUT, TRAINING)
