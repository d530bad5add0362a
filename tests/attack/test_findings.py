"""Counts become shares, intervals and sentences; damaged files are refused with one."""

import dataclasses

import pytest

from gan_core.attack.findings import (
    DAMAGED,
    AttackResult,
    Curve,
    Epoch,
    Findings,
    compare,
    findings_to_json,
    from_json,
    has_collapsed,
    to_csv,
)
from gan_core.attack.settings import AttackConfig, load_attack_config
from gan_core.attack.wording import comparison_words, headline
from gan_core.errors import RunError, SettingsError, UserError
from gan_core.quality.proportion import wilson

REAL = Curve("shipped", "real", "pgd", 100, 90, (0.05, 0.1), (18, 45))
GENERATED = Curve("shipped", "generated", "pgd", 80, 80, (0.05, 0.1), (40, 70))


def test_success_is_of_those_read_right_before_and_accuracy_of_all() -> None:
    assert REAL.success(0) == 0.2 and REAL.accuracy(0) == 0.72
    assert REAL.success_interval(0) == wilson(18, 90) and REAL.accuracy_interval(0) == wilson(72, 100)


def test_where_nothing_was_read_right_nothing_is_claimed() -> None:
    none = Curve("shipped", "real", "pgd", 5, 0, (0.1,), (0,))
    assert none.success(0) == 0 and none.success_interval(0) == (0, 1)
    assert compare(Findings((none, GENERATED))) is None


def test_generated_digits_that_are_fooled_more_often_are_easier() -> None:
    found = compare(Findings((REAL, GENERATED)))
    assert found is not None and found.epsilon == 0.1 and (found.real, found.generated) == (0.5, 0.875)
    assert found.code == "easier" and 0.2 < found.low < 0.375 < found.high < 0.5
    assert "are easier to attack" in comparison_words(found)


def test_a_difference_that_chance_may_make_is_none() -> None:
    near = dataclasses.replace(GENERATED, fooled=(40, 42))
    found = compare(Findings((REAL, near)))
    assert found is not None and found.code == "equal" and "No difference is shown" in comparison_words(found)


def test_fgsm_high_and_pgd_at_nothing_is_a_collapse_and_is_said() -> None:
    collapsed = Findings(history=(Epoch(1, 100, 90, 40, 30), Epoch(2, 100, 95, 76, 0)))
    assert has_collapsed(collapsed) and "catastrophic overfitting" in headline(collapsed)[0]
    lasting = Findings(history=(Epoch(1, 100, 95, 76, 60),))
    assert not has_collapsed(lasting) and "60 %" in headline(lasting)[0]
    assert not has_collapsed(Findings())


def test_findings_come_back_from_json_as_they_were() -> None:
    found = Findings((REAL, GENERATED), (Epoch(1, 100, 90, 40, 30),), "digits-gan", "MNIST", True, (3,))
    assert from_json(findings_to_json(found)) == found


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"curves": 3}', findings_to_json(Findings((REAL,))).replace("45", "450")]
)
def test_a_damaged_file_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RunError, match=DAMAGED):
        from_json(text)


def test_a_table_has_a_line_for_each_curve_and_epsilon() -> None:
    lines = to_csv(AttackResult(AttackConfig(), Findings((REAL, GENERATED)))).splitlines()
    assert len(lines) == 5 and lines[1].startswith("shipped,real,pgd,0.05,100,90,18,0.2,")
    with pytest.raises(UserError, match="Nothing has been attacked"):
        to_csv(AttackResult(AttackConfig(), Findings()))


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"epsilons": [0.1, 0.1]}, "epsilons must rise"),
        ({"epsilons": [0.0, 0.1]}, "epsilons must lie above 0"),
        ({"epsilons": [0.1, 0.9]}, "at most 0.5"),
        ({"train_epsilon": 2}, "train_epsilon must be"),
        ({"step_ratio": 0}, "step_ratio must be"),
    ],
)
def test_bad_settings_are_refused_with_what_is_allowed(values: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load_attack_config(values)
