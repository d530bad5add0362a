"""The Compare page: alone, with runs, with one that is gone."""

from pathlib import Path

import pytest

from tests.ui.test_pages import finished_run, idle_launcher, page  # noqa: F401 - the launcher is a fixture


def test_runs_in_the_address_are_compared(runs_root: Path) -> None:
    finished_run(runs_root, name="one")
    finished_run(runs_root, name="two", optimiser__lr=1e-4)
    test = page("compare.py", runs="two,one")
    assert not test.exception and test.multiselect[0].value == ["two", "one"]
    differing = test.dataframe[0].value
    assert differing["Setting"].tolist() == ["Optimiser: Learning rate"]
    assert test.dataframe[1].value["Steps"].tolist() == [12, 12]


@pytest.mark.parametrize(("runs", "words"), [("one", "at least two"), ("one,nobody", "Not here any more: nobody")])
def test_too_few_runs_and_gone_ones_are_told(runs: str, words: str, runs_root: Path) -> None:
    finished_run(runs_root, name="one")
    test = page("compare.py", runs=runs)
    said = [each.value for each in (*test.info, *test.warning)]
    assert not test.exception and any(words in each for each in said)
