"""Another seed of the training differs by more than an interval says: it is told, and shown where seeds were scored."""

from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.compare.seeds import seed_spreads as spreads_of_runs
from gan_core.compare.table import table
from gan_core.evaluation.results import read_result
from gan_core.evaluation.seeds import SeedSpread, seed_groups, seed_spreads, spread
from gan_core.evaluation.wording import ONE_TRAINING, spread_words
from gan_core.job_types import registry as kinds
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.worker import Worker
from tests.compare.recorded import compared, recorded
from tests.conftest import tiny
from tests.evaluation.evaluated import folder_of, quick
from tests.running import work
from tests.ui.opened import idle_launcher, page, texts  # noqa: F401 - a fixture for the pages here

FACTS = {"watch/quality": {"extractor": "random", "num_images": 500, "num_reference": 500}}


def test_only_what_differs_by_the_seed_alone_is_a_group() -> None:
    settings = {
        "a": {"seed": 0, "title": "A", "lr": 1},
        "b": {"seed": 1, "title": "B", "lr": 1},
        "other": {"seed": 2, "title": "C", "lr": 2},
        "alone": {"seed": 0, "title": "D", "lr": 3},
    }
    assert seed_groups(settings) == [("a", "b")]


def test_twins_of_the_same_seed_are_no_two_seeds() -> None:
    assert seed_groups({"a": {"seed": 4, "lr": 1}, "twin": {"seed": 4, "lr": 1}}) == []


def test_spread_is_mean_and_range_and_nothing_where_one_is_unknown() -> None:
    assert spread(("a", "b", "c"), "kid", [1.0, 2.0, 6.0]) == SeedSpread(("a", "b", "c"), "kid", 3.0, 1.0, 6.0)
    assert spread(("a", "b"), "kid", [1.0, None]) is None


def test_words_of_a_spread() -> None:
    words = spread_words(SeedSpread(("one", "two"), "quality/frechet", 30.0, 28.0, 32.0), "Fréchet distance")
    assert words == "Fréchet distance of 2 seeds (one and two): 30.0 on average, from 28.0 to 32.0"


@pytest.fixture
def seeds(runs_root: Path) -> list[RunFolder]:
    rows = {"one": (0, 28.0), "two": (1, 32.0)}
    return [
        recorded(runs_root, name, [(10, {"quality/frechet": value, "G/loss": 1.0})], facts=FACTS, seed=seed)
        for name, (seed, value) in rows.items()
    ]


def test_compared_runs_of_two_seeds_have_their_mean_and_range(seeds: list[RunFolder], runs_root: Path) -> None:
    runs = compared(*seeds)
    (found,) = spreads_of_runs(runs, table(runs).columns)
    assert (found.subjects, found.what) == (("One", "Two"), "quality/frechet")
    assert (found.mean, found.low, found.high) == (30.0, 28.0, 32.0)
    other = recorded(runs_root, "three", [(10, {"quality/frechet": 9.0})], facts=FACTS, optimiser__lr=0.01)
    assert spreads_of_runs(compared(seeds[0], other), table(compared(seeds[0], other)).columns) == []


def test_compare_shows_seeds_on_the_page_and_in_the_terminal(seeds: list[RunFolder], capsys) -> None:
    words = "Fréchet distance of 2 seeds (One and Two): 30.0 on average, from 28.0 to 32.0"
    shown = page("compare.py", runs="one,two")
    assert not shown.exception and words in texts(shown)
    assert main(["compare", "one", "two"]) == 0 and words in capsys.readouterr().out


def test_evaluation_of_two_seeds_shows_what_an_interval_does_not(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(runs_root / "cache"))
    for seed in (0, 1):
        folder = RunFolder.create(runs_root / f"s{seed}", tiny(seed=seed).model_dump(mode="json"), title="Tiny")
        assert Worker(folder, kinds.JOB_TYPES, kinds.EXPLAIN).run() == "done"
    folder = folder_of(runs_root, quick("s0", "s1"))
    assert work(folder) == "done"
    found = read_result(folder)
    spreads = seed_spreads(found.evaluation, found.config)
    assert {each.subjects for each in spreads} == {("s0", "s1")}
    assert len(spreads) == len(found.evaluation.protocols()) and all(each.low <= each.high for each in spreads)
    shown = texts(page("evaluate.py", evaluation="evaluation"))
    assert ONE_TRAINING in shown and "of 2 seeds (s0 and s1)" in shown
    helps = [each.help for each in page("evaluate.py", evaluation="evaluation").markdown]
    assert ONE_TRAINING in helps
