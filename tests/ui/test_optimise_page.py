"""The Optimise page: opens, begins a measurement, shows one that is finished, cancelled, failed or damaged."""

from pathlib import Path

import pytest

from gan_core.jobs.folder import RunFolder
from gan_core.measure.results import COST_TABLE
from gan_core.measure.settings import load_measure_config
from tests.measure.measured import BF16, MASK, folder_of, quick, trained
from tests.running import work
from tests.ui.opened import click, idle_launcher, page, texts, visible  # noqa: F401 - a fixture for every test here
from ui import server, state

TITLE = "Optimise: which promise holds?"


def test_six_are_ticked_and_what_cannot_be_had_is_folded_away_with_the_reason() -> None:
    test = page("optimise.py", model="shapes-gan")
    assert not test.exception and [each.value for each in test.title] == [TITLE]
    assert sum(each.value for each in test.checkbox) == 6
    assert not [each.label for each in test.checkbox if each.disabled]
    (folded,) = [each for each in test.expander if each.label.startswith("Not possible here")]
    assert not folded.proto.expanded
    assert "TF32" in folded.markdown[0].value and "NVIDIA GPU" in folded.markdown[0].value
    assert all(each.help for each in test.checkbox)


def test_measure_queues_what_is_ticked_and_the_address_names_it(runs_root: Path) -> None:
    test = page("optimise.py", model="shapes-gan")
    for each in test.checkbox:
        if each.value and each.label != "Masked 50 %":
            each.uncheck()
    click(test, "Measure")
    assert not test.exception
    (status,) = server.launcher().index.statuses()
    config = load_measure_config(RunFolder(runs_root / status.name).config())
    assert (status.job_type, status.state) == ("measure", "queued")
    assert [recipe.title for recipe in config.recipes] == ["masked 50 %"] and config.model == "shapes-gan"
    assert test.query_params[state.MEASUREMENT_PARAM] in (status.name, [status.name])
    assert "place 1 in the queue" in texts(test)
    click(test, "Cancel")
    assert server.launcher().index.statuses()[0].state == "stopped" and not test.exception


def test_choices_are_there_again_after_a_look_at_a_measurement(runs_root: Path) -> None:
    folder_of(runs_root, quick("shapes-gan", MASK), "a-ledger")
    test = page("optimise.py", model="shapes-gan")
    test.number_input(key="measure.num_rounds").set_value(9)
    test.button_group(key="measure.batches").set_value([1, 8]).run()
    test.query_params[state.MEASUREMENT_PARAM] = "a-ledger"
    test.run()
    click(test, "All variants")
    assert not test.exception
    assert test.number_input(key="measure.num_rounds").value == 9
    assert sorted(test.button_group(key="measure.batches").value) == [1, 8]


def test_a_bad_setting_is_named_and_nothing_begins() -> None:
    test = page("optimise.py", model="shapes-gan")
    test.button_group(key="measure.batches").set_value([]).run()
    assert "must be 1 to 6 numbers" in texts(test)
    assert next(button for button in test.button if button.label == "Measure").disabled


def test_a_variant_put_together_step_by_step_is_ticked_and_measured() -> None:
    test = page("optimise.py", model="shapes-gan")
    click(click(test, "Add this transformation"), "Add this variant")
    assert not test.exception and not test.error
    steps = test.selectbox(key="next-step")
    steps.select("precision").run()
    click(test, "Add this transformation")
    steps = test.selectbox(key="next-step")
    steps.select("mask").run()
    assert "put it before" in texts(test)
    assert next(button for button in test.button if button.label == "Add this transformation").disabled


def test_a_finished_measurement_tells_its_story(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick(trained(runs_root), BF16, MASK))
    assert work(folder) == "done", folder.status().reason
    test = page("optimise.py", ledger="ledger")
    shown = texts(test)
    assert not test.exception and not test.error
    for words in ("smaller file", "a file of the same size", "Ten pictures: bf16 weights", "Feature distance", "equal"):
        assert words in shown, words
    assert {"CSV", "JSON"} <= {each.label for each in test.get("download_button")}
    next(each for each in test.selectbox if each.label == "Variant").select("bf16 weights").run()
    makes = [each for each in test.button if visible(each) == "Create the file"]
    assert [each.disabled for each in makes] == [False, True, True, False]
    assert "ONNX files here hold fp32 weights" in texts(test) and not test.exception
    test = page("optimise.py", model="tiny-run")
    assert "Earlier measurements of this model" in texts(test)
    test.button(key="ledger-ledger").click().run()
    assert not test.exception and "smaller file" in texts(test)


def test_a_damaged_measurement_is_a_sentence(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick("shapes-gan"))
    (folder.path / COST_TABLE).write_text("{", "utf-8")
    test = page("optimise.py", ledger="ledger")
    assert not test.exception and "ledger.json of this measurement is damaged" in texts(test)
    test.button(key="back").click().run()
    assert not test.exception and any(button.label == "Measure" for button in test.button)


def test_one_that_failed_says_why(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick("gone"))
    assert work(folder) == "failed"
    test = page("optimise.py", ledger="ledger")
    assert not test.exception and "no longer exists" in texts(test)


@pytest.mark.parametrize("name", ["nowhere", "../../etc/passwd"])
def test_an_unknown_measurement_is_a_sentence(name: str) -> None:
    test = page("optimise.py", ledger=name)
    assert not test.exception and "There is no run called" in texts(test)


def test_the_runs_page_shows_a_measurement_without_resume(runs_root: Path) -> None:
    folder_of(runs_root, quick("shapes-gan", MASK))
    server.launcher().stop("ledger")
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    labels = [visible(button) for button in test.button]
    assert not test.exception and "Open" in labels
    assert "Resume" not in labels and "Duplicate and edit" not in labels
