"""The Compare page: alone, with runs, with one that is gone."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gan_core.compare.lines import Line
from gan_core.compare.palette import places
from gan_core.compare.wording import changes_words
from gan_core.jobs.folder import Status
from gan_core.runs.origin import read_origin
from tests.running import finished_run
from tests.ui.opened import click, idle_launcher, page  # noqa: F401 - the launcher is a fixture
from ui.compare.charts import points_of
from ui.compare.choose import words_of
from ui.setting_words import setting_label, setting_words, value_words


def test_runs_in_the_address_are_compared(runs_root: Path) -> None:
    finished_run(runs_root, name="one")
    finished_run(runs_root, name="two", optimiser__lr=1e-4)
    test = page("compare.py", runs="two,one")
    assert not test.exception and test.multiselect[0].value == ["two", "one"]
    differing = test.dataframe[0].value
    assert differing["Setting"].tolist() == ["Optimiser: Learning rate"]
    assert test.dataframe[1].value["step"].tolist() == [12, 12]


@pytest.mark.parametrize(("runs", "words"), [("one", "at least two"), ("one,nobody", "No longer available: nobody")])
def test_too_few_runs_and_gone_ones_are_told(runs: str, words: str, runs_root: Path) -> None:
    finished_run(runs_root, name="one")
    test = page("compare.py", runs=runs)
    said = [each.value for each in (*test.info, *test.warning)]
    assert not test.exception and any(words in each for each in said)


def test_runs_of_one_title_and_one_second_have_labels_of_their_own() -> None:
    runs = {name: Status(name=name, title="Same", created=1e9) for name in ("run-aaaa", "run-bbbb")}
    assert len(set(words_of(runs).values())) == 2
    assert (
        words_of({"run-aaaa": replace(runs["run-aaaa"], step=5, state="done")})["run-aaaa"]
        == words_of(runs)["run-aaaa"]
    )


def test_a_curve_over_a_few_watt_hours_keeps_its_points_apart() -> None:
    wh = np.linspace(0.001, 0.002, 50)
    drawn = points_of(Line(wh, np.ones(50)), np.ones(50), log=False)
    assert len({x for x, _ in drawn}) == 50 and drawn[-1][0] == pytest.approx(0.002)


def test_a_fork_starts_from_its_form_beside_its_twin_and_its_parent(runs_root: Path) -> None:
    finished_run(runs_root, name="one")
    test = page("compare.py", fork="one")
    assert not test.exception and test.title[0].value == "Fork a run"
    next(each for each in test.number_input if each.label == "Learning rate").set_value(1e-4).run()
    click(test, "Start the fork")
    names = "".join(test.query_params["runs"]).split(",")
    assert not test.exception and names[0] == "one"
    origins = [read_origin(runs_root / name) for name in names]
    assert [origin and origin.changes for origin in origins] == [
        None,
        {"optimiser.lr": 1e-4, "training.num_steps": 24},
        {"training.num_steps": 24},
    ]


def test_a_shipped_model_is_not_forked_and_says_why() -> None:
    test = page("compare.py", fork="digits-gan")
    assert test.button[0].disabled and "is a generator only" in test.info[0].value


def test_a_choice_is_told_by_its_title() -> None:
    assert (setting_words("model.name"), value_words("objective.name", "least_squares")) == ("Model", "Least squares")
    assert value_words("model.d_norm", "batch") == "batch" and value_words("model.name", None) == "–"


def test_an_empty_page_offers_the_next_click() -> None:
    test = page("compare.py")
    assert not test.exception and test.button[0].label == "Train one"


def test_curves_that_mean_different_things_say_so(runs_root: Path) -> None:
    finished_run(runs_root, name="one")
    finished_run(runs_root, name="two", objective__name="hinge")
    test = page("compare.py", runs="one,two")
    said = [each.value for each in test.caption if "Generator loss is not compared" in each.value]
    assert not test.exception and len(said) >= 2  # below the chart, and below the table


def test_the_family_tree_calls_settings_as_the_form_does() -> None:
    changes = {"training.num_steps": 24, "optimiser.lr": 0.001}
    assert changes_words(changes, setting_label) == "Learning rate = 0.001, Stop after steps = 24"


def test_default_pair_is_the_run_one_comes_from_and_its_nearest(runs_root: Path) -> None:
    for name, family in (("vae", "vae"), ("gan", "gan"), ("other", "gan")):
        finished_run(runs_root, family, name)
    test = page("compare.py")
    first = test.query_params["runs"][0] if isinstance(test.query_params["runs"], list) else test.query_params["runs"]
    assert set(first.split(",")) == {"gan", "other"}  # the newest, and one of its kind


def test_run_keeps_its_colour_whoever_stands_beside_it() -> None:
    names = [f"run-{number}" for number in range(6)]
    shown: dict[str, int] = {}
    for chosen in (names[:2], names[1:4], [names[3], names[1]], names):
        found = dict(zip(chosen, places(chosen, shown), strict=True))
        assert len(set(found.values())) == len(chosen)
        assert all(shown.get(name, place) == place for name, place in found.items())
        shown |= found
    assert places(names[:1]) == places([names[0], names[0]])[:1]


def test_no_limit_is_a_word() -> None:
    assert value_words("training.num_steps", 0) == "no limit"
    assert (value_words("training.num_steps", 12), value_words("optimiser.warmup_steps", 0)) == ("12", "0")
