"""The metrics of an evaluation, where their values are known from mathematics."""

import numpy as np
import pytest

from gan_core.evaluation.bank import Bank
from gan_core.evaluation.evaluation import Against
from gan_core.evaluation.metrics import METRICS
from gan_core.evaluation.scoring import NOT_ASKED, Scorer
from gan_core.evaluation.wording import score_words
from gan_core.quality.class_accuracy import class_accuracy


def bank(seed: int, num: int = 600, shift: float = 0.0, counts: dict[str, int] | None = None) -> Bank:
    x = np.random.default_rng(seed).standard_normal((num, 4)).astype(np.float32)
    return Bank(x + np.float32(shift), counts)


def test_frechet_of_a_moved_gaussian_is_the_squared_way() -> None:
    real, made = bank(0, 4000), bank(1, 4000, shift=1.0)
    assert METRICS["frechet"].value(real, made) == pytest.approx(4.0, rel=0.1)  # |(1, 1, 1, 1)|^2
    low, high = METRICS["frechet"].interval(real, made, 0)
    assert low < 4.0 < high


def test_all_rows_are_the_bank_itself_so_that_nothing_is_worked_out_twice() -> None:
    real = bank(0)
    assert real.first(600) is real and real.first(300) is real.first(300) and len(real.first(300).x) == 300


@pytest.mark.parametrize("name", ["precision", "recall", "coverage", "density", "kid", "sliced"])
def test_the_same_source_beats_another_and_lies_in_its_interval(name: str) -> None:
    real, same, other = bank(0), bank(1), bank(2, shift=3.0)
    measure, sign = METRICS[name], {"lower": -1, "higher": 1}[METRICS[name].better]
    value = measure.value(real, same)
    assert sign * value > sign * measure.value(real, other)
    low, high = measure.interval(real, same, 0)
    assert low <= value <= high


def test_kinds_as_in_the_data_are_nearly_zero_and_a_missing_one_is_not() -> None:
    real = bank(0, counts={"a": 300, "b": 300})
    even, lost = bank(1, counts={"a": 290, "b": 310}), bank(2, counts={"a": 600, "b": 0})
    kinds = METRICS["kinds"]
    assert kinds.value(real, even) < 0.01
    assert kinds.value(real, lost) == pytest.approx(np.log(2))
    assert kinds.detail(real, lost) == {"a": 1.0, "b": 0.0}
    low, high = kinds.interval(real, even, 0)
    assert low == 0 and high > kinds.value(real, even)


def test_class_accuracy_of_shifted_labels_is_zero_and_its_ceiling_is_what_guessing_reaches() -> None:
    asked = np.arange(600) % 10
    real, right, shifted = (
        Bank(bank(seed).x, classes=class_accuracy(asked, (asked + shift) % 10, 10))
        for seed, shift in ((0, 0), (1, 0), (2, 3))
    )
    against = Against("Digits", "held out", "key", "28x28 grey", 600)
    scorer = Scorer("random", against, 0, real, right, bank(3))
    score = scorer.score("shifted", "classes", shifted)
    assert (score.value, score.floor) == (0, 1) and score.ceiling == pytest.approx(0.1)
    assert "guessing 0.10" in score_words(score) and "exchanged" in score_words(score)
    assert "as good as real" in score_words(scorer.score("right", "classes", right))
    assert score_words(scorer.score("unasked", "classes", bank(4))) == NOT_ASKED
