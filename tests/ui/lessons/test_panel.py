"""The panel beside every page: it asks, acts, notices, and stands in the address."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.jobs.folder import RunFolder
from tests.running import finished_run
from tests.ui.opened import click, idle_launcher  # noqa: F401 - a fixture for every test here
from ui.lessons import lesson as lessons
from ui.lessons.conditions import has_happened
from ui.lessons.lesson import Condition
from ui.lessons.progress import Progress, parse

NAVIGATION = str(Path(lessons.__file__).parents[1] / "navigation.py")
MINE = """---
title: Mine & more
about: A test.
---

## Guess
kind: predict

Which?

- ( ) one
- (x) two

Because of two.

## Start
kind: act
button: Start it
do: train quick-digits training.num_steps=7

## Wait
kind: watch
until: step 5

## Look
kind: act
button: See it
do: open latent model=$run part=map

## End
The end.
"""


@pytest.fixture(autouse=True)
def own_lessons(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "lessons"
    folder.mkdir()
    (folder / "mine.md").write_text(MINE, "utf-8")
    monkeypatch.setattr(lessons.find, "__defaults__", (folder,))
    return folder


def opened(text: str) -> AppTest:
    test = AppTest.from_file(NAVIGATION, default_timeout=30)
    test.query_params["lesson"] = text
    return test.run()


def labels(test: AppTest) -> list[str]:
    return [each.label for each in test.button]


def words(test: AppTest) -> str:
    return "\n".join(each.value for each in test.sidebar.markdown)


def test_without_a_lesson_there_is_no_panel() -> None:
    assert not AppTest.from_file(NAVIGATION, default_timeout=30).run().sidebar.children


def test_prediction_is_explained_once_it_is_made_and_counts_once() -> None:
    test = opened("mine")
    assert "Mine" in words(test) and "Because" not in words(test)
    test.sidebar.radio[0].set_value(0).run()
    click(test, "That is my prediction")
    assert [each.value for each in test.sidebar.info] == ["It is: two"]
    assert "Because of two." in words(test)
    assert test.sidebar.radio[0].disabled


def test_right_prediction_is_told_so() -> None:
    test = opened("mine")
    test.sidebar.radio[0].set_value(1).run()
    click(test, "That is my prediction")
    assert [each.value for each in test.sidebar.success] == ["Yes: two"]


def test_next_and_back_are_in_the_address() -> None:
    test = opened("mine~4")
    click(test, "Next")
    assert test.query_params["lesson"] == "mine~5"
    click(test, "Back")
    assert test.query_params["lesson"] == "mine~4"


def test_lesson_ends_with_its_last_step() -> None:
    test = opened("mine~5")
    click(test, "Finish")
    assert [each.value for each in test.sidebar.success] == ["Done: Mine \\& more"]
    assert "Begin the next lesson" not in labels(test)  # there is none
    click(test, "Close the lesson")
    assert "lesson" not in test.query_params and not test.sidebar.children


def test_finished_lesson_leads_to_the_next_and_is_ticked_in_the_list(own_lessons: Path, monkeypatch) -> None:
    (own_lessons / "next.md").write_text(MINE.replace("Mine & more", "The next").replace("A test.", "X."), "utf-8")
    monkeypatch.setattr(lessons.lessons, "__defaults__", (own_lessons,))
    test = opened("mine~5")
    click(test, "Finish")
    assert "Next: **The next**" in words(test)
    click(test, "Begin the next lesson")
    assert test.query_params["lesson"] == "next~1"
    shelf = AppTest.from_file(str(Path(NAVIGATION).parents[1] / "pages" / "lessons.py"), default_timeout=30)
    shelf.session_state["finished_lessons"] = {"mine"}
    assert "Begin again: Mine & more" in labels(shelf.run()) and "Begin: The next" in labels(shelf)


def test_list_shows_the_steps_of_the_open_lesson_and_no_button_for_it(own_lessons: Path, monkeypatch) -> None:
    monkeypatch.setattr(lessons.lessons, "__defaults__", (own_lessons,))
    shelf = AppTest.from_file(str(Path(NAVIGATION).parents[1] / "pages" / "lessons.py"), default_timeout=30)
    shelf.session_state["open_lesson"] = "mine~2"
    shelf.run()
    assert not labels(shelf)
    shown = "\n".join(each.value for each in shelf.markdown)
    assert ":material/check:] Guess" in shown and "**Start** (now)" in shown


def test_button_of_a_run_that_was_started_says_so(runs_root: Path) -> None:
    finished_run(runs_root)
    assert "Start it again" in labels(opened("mine~2~tiny-run")) and "Start it" in labels(opened("mine~2"))


def test_waiting_without_a_run_leads_back_to_where_it_is_started() -> None:
    test = opened("mine~3")
    click(test, "Go to that step")
    assert test.query_params["lesson"] == "mine~2"


def test_waiting_for_what_an_ended_run_can_no_longer_bring_says_so(runs_root: Path, own_lessons: Path) -> None:
    finished_run(runs_root)
    (own_lessons / "mine.md").write_text(MINE.replace("step 5", "step 5000"), "utf-8")
    assert ["has ended" in each.value for each in opened("mine~3~tiny-run").sidebar.info] == [True]


def test_run_that_was_stopped_has_ended_too(runs_root: Path) -> None:
    folder = RunFolder(finished_run(runs_root).path)
    with folder.record() as record:
        record.put(state="stopped")
    assert has_happened(Condition("state", "done"), "tiny-run", "")


def test_button_starts_the_run_and_the_panel_goes_along(runs_root: Path) -> None:
    test = opened("mine~2")
    click(test, "Start it")
    assert not test.exception
    (folder,) = [each for each in runs_root.iterdir() if (each / "run.sqlite").is_file()]
    assert RunFolder(folder).config()["training"]["num_steps"] == 7
    assert test.query_params["run"] == folder.name
    assert test.query_params["lesson"] == f"mine~2~{folder.name}"


def test_page_that_needs_the_run_says_so_without_one() -> None:
    test = opened("mine~4")
    click(test, "See it")
    assert ["Start the lesson" in each.value for each in test.sidebar.error] == [True]


def test_what_is_waited_for_is_noticed(runs_root: Path) -> None:
    finished_run(runs_root)
    waiting = opened("mine~3~no-such-run")
    assert not waiting.sidebar.success
    assert [each.value for each in opened("mine~3~tiny-run").sidebar.success] == ["It has happened."]


@pytest.mark.parametrize(
    ("condition", "happened"),
    [
        (Condition("step", "", ">", 12), True),
        (Condition("step", "", ">", 13), False),
        (Condition("state", "done"), True),
        (Condition("state", "failed"), False),
        (Condition("curve", "G/lr", ">", 0.0), True),
        (Condition("curve", "G/lr", "<", 0.0), False),
        (Condition("curve", "no/such", ">", 0.0), False),
        (Condition("finding", "divergence"), False),
    ],
)
def test_conditions_of_a_run(runs_root: Path, condition: Condition, happened: bool) -> None:
    finished_run(runs_root)
    assert has_happened(condition, "tiny-run", "") is happened
    assert has_happened(condition, "", "") is False
    assert has_happened(condition, "gone", "") is False


def test_file_that_is_gone_gets_a_sentence_and_a_way_out() -> None:
    test = opened("nothing")
    assert len(test.sidebar.error) == 1
    click(test, "Close")
    assert "lesson" not in test.query_params


@pytest.mark.parametrize("text", ["../x", "mine~x", "mine~1~../x", "~", "a b", "mine~100"])
def test_nonsense_in_the_address_opens_nothing(text: str) -> None:
    assert parse(text) is None
    test = opened(text)
    assert not test.exception and not test.sidebar.children


def test_place_is_read_as_it_is_written() -> None:
    for place in (Progress("mine"), Progress("mine", 3), Progress("mine", 0, "my-run_2")):
        assert parse(place.text) == place
    assert parse("mine") == Progress("mine")


def test_shelf_opens_a_lesson(own_lessons: Path) -> None:
    page = Path(NAVIGATION).parents[1] / "pages" / "lessons.py"
    test = AppTest.from_file(str(page), default_timeout=30).run()
    assert sum(button.label.startswith("Begin: ") for button in test.button) == 6
    click(test, "Begin: Mode collapse and its remedies")
    assert test.query_params["lesson"] == "mode-collapse~1"
