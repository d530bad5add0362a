"""The Pareto front, where it can be seen by eye."""

from gan_core.measure.pareto_front import pareto_front


def test_only_what_no_other_one_beats_is_on_the_front() -> None:
    assert pareto_front([(3.0, 1.0), (1.0, 3.0), (2.0, 2.0), (3.0, 3.0), (2.5, 2.0)]) == [1, 2, 0]


def test_equal_points_all_stay() -> None:
    assert pareto_front([(1.0, 1.0), (1.0, 1.0)]) == [0, 1]


def test_one_that_is_best_in_both_stands_alone() -> None:
    assert pareto_front([(2.0, 2.0), (1.0, 1.0), (1.0, 2.0)]) == [1]
