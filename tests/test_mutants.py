"""The planted errors of benchmarks.mutants: each is one change that still compiles, and a seed plants the same ones."""

import ast

import pytest

from benchmarks.mutants import Mutant, alike, mutants_of, planted, sample
from gan_core.places import PROJECT

SOURCE = b'''"""\xc3\xa9."""
def f(x: int = 3, *, y: bool = True) -> int:
    if x < 2 and not y:
        g(x, size=4)
        return x + 1
    x *= 2
    raise ValueError("1 of " + str(x))
'''


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("x < 2", "if (x <= 2) and not y:"),
        ("x < 2 and (not y)", "if (x < 2 or not y):"),
        ("not y", "if x < 2 and (y):"),
        ("True", "y: bool = (False)"),
        ("3", "x: int = (4)"),
        ("x + 1", "return (x - 1)"),
        ("return x + 1", "        return None"),
        ("x *= 2", "    pass"),
    ],
)
def test_error_is_planted_where_it_is_said_to_be(before: str, line: str) -> None:
    found = [planted(SOURCE, each).decode() for each in mutants_of("m.py", SOURCE) if each.before == before]
    assert any(line in each for each in found)


def test_every_error_is_one_change_that_compiles() -> None:
    for each in mutants_of("m.py", SOURCE):
        made = planted(SOURCE, each)
        assert made != SOURCE and ast.parse(made)
        assert ast.unparse(ast.parse(made)) != ast.unparse(ast.parse(SOURCE)), str(each)


def test_words_of_an_error_and_annotations_are_left() -> None:
    assert not [each for each in mutants_of("m.py", SOURCE) if "ValueError" in each.before or each.before == '"1 of "']


def test_sample_is_the_same_for_a_seed_and_takes_the_packages_in_turn() -> None:
    first = sample(PROJECT, 0)[:30]
    assert first == sample(PROJECT, 0)[:30] != sample(PROJECT, 1)[:30]
    assert [each.package for each in first] == ["objectives", "training", "quality"] * 10


def test_long_changes_are_told_by_where_they_differ() -> None:
    before = "call(" + ", ".join(f"argument_{n}={n}" for n in range(9)) + ")"
    told = str(Mutant("gan_core/quality/f.py", 0, 9, 7, before, before.replace(", argument_4=4", "")))
    assert told.startswith("gan_core/quality/f.py:7: ...") and "argument_4" in told and len(told) < 160
    assert alike("abcd", "abxd") == 2 and alike("ab", "abc") == 2
