"""Every figure of the app is in the catalogue, and what is said to check it exists."""

import ast
from functools import cache
from pathlib import Path

import pytest

from gan_core.evaluation.metrics import METRICS
from gan_core.figures.catalogue import FIGURES, GROUPS
from gan_core.run_settings import BEST_BY

TESTS = Path(__file__).resolve().parents[1]
TOGETHER = {"recall": "precision", "coverage": "density"}
"""Metrics that are explained beside another."""


@cache
def functions(file: str) -> frozenset[str]:
    """The functions of a file of tests."""
    tree = ast.parse((TESTS.parent / file).read_text("utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_metric_is_explained() -> None:
    assert {TOGETHER.get(name, name) for name in METRICS} <= FIGURES.keys()


def test_everything_a_best_generator_is_kept_by_is_explained() -> None:
    curves = tuple(curve for figure in FIGURES.values() for curve in figure.curves)
    assert [name for name in BEST_BY if not name.startswith(curves)] == []


@pytest.mark.parametrize("name", FIGURES)
def test_what_checks_it_exists(name: str) -> None:
    assert FIGURES[name].checks and FIGURES[name].formulas
    for check in FIGURES[name].checks:
        file, function = check.split("::")
        assert function in functions(file), check


def test_no_curve_is_explained_twice() -> None:
    curves = [curve for figure in FIGURES.values() for curve in figure.curves]
    assert len(curves) == len(set(curves))


def test_a_name_stands_for_one_figure() -> None:
    assert len(FIGURES) == sum(len(group.figures) for group in GROUPS)
