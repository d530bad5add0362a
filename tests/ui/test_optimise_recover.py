"""Getting quality back from the page: the form starts a run, its student is offered, ticks are remembered."""

from pathlib import Path

import pytest

from gan_core.jobs.folder import RunFolder
from gan_core.recovery.settings import load_recover_config
from tests.measure.measured import folder_of, quick, trained
from tests.recovery.teachers import distillation, make_student, saved
from tests.running import work
from tests.running import work as measure
from tests.ui.opened import click, idle_launcher, page  # noqa: F401 - a fixture for every test here
from ui import server
from ui.optimise.beside import texts


def choose(test, kind: str):
    group = next(each for each in test.segmented_control if each.key == "recover-kind")
    return group.set_value(kind).run()


@pytest.mark.parametrize(
    ("kind", "button", "words"),
    [
        ("Prune, then fine-tune", "Fine-tune", "pruned 50 %, distilled"),
        ("Fresh narrower student", "Distil", "fresh at 50 % width, distilled"),
        ("All widths (Anycost)", "Train all widths", "Anycost"),
    ],
)
def test_the_form_starts_a_recovery_of_this_model(runs_root: Path, kind: str, button: str, words: str) -> None:
    test = choose(page("optimise.py", model="shapes-gan"), kind)
    next(each for each in test.button if each.label == button).click().run()
    (status,) = server.launcher().index.statuses()
    config = load_recover_config(RunFolder(runs_root / status.name).config())
    assert (status.job_type, status.state, config.teacher, config.words) == ("recover", "queued", "shapes-gan", words)


def test_a_finished_student_is_offered_and_a_link_ticks_it(runs_root: Path) -> None:
    config = distillation("shapes-gan", num_steps=2)
    assert work(make_student(runs_root, config)) == "done"
    asked = texts("lesson", config)
    assert asked == ["prune,importance=magnitude", "recovered,run=lesson@2", "recovered,run=lesson@2+int8_static"]
    test = page("optimise.py", model="shapes-gan")
    offered = [each.label.replace("\\", "") for each in test.checkbox]
    assert not test.exception and "Pruned 50 % (magnitude), distilled 2 steps" in offered
    test.query_params["try"] = asked
    test.run()
    ticked = [each.label.replace("\\", "") for each in test.checkbox if each.value]
    assert not test.exception and sorted(ticked) == sorted(
        [
            "Pruned 50 % (magnitude)",
            "Pruned 50 % (magnitude), distilled 2 steps",
            "Pruned 50 % (magnitude), distilled 2 steps → int8 static",
        ]
    )


def test_ticks_stand_in_the_address_and_survive_a_change_of_model() -> None:
    test = page("optimise.py", model="shapes-gan")
    next(each for each in test.checkbox if each.label == "Masked 50 %").uncheck().run()
    assert "mask" not in test.query_params["try"] and "prune" in test.query_params["try"]
    test.selectbox(key="picked-model").select("digits-gan").run()
    assert next(each for each in test.checkbox if each.label == "Masked 50 %").value
    test.selectbox(key="picked-model").select("shapes-gan").run()
    assert not test.exception
    assert not next(each for each in test.checkbox if each.label == "Masked 50 %").value


def test_nothing_ticked_is_remembered_too() -> None:
    test = page("optimise.py", model="shapes-gan", **{"try": "none"})
    assert not test.exception and not any(each.value for each in test.checkbox)


def test_a_pruned_variant_recovers_by_one_click(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick(trained(runs_root), {"name": "prune"}, {"name": "prune", "seed": 1}))
    assert measure(folder) == "done", folder.status().reason
    test = page("optimise.py", ledger="ledger")
    told = [each.value.split("**")[1] for each in test.markdown if "what it has lost" in each.value]
    assert told == ["pruned 50 %", "pruned 50 % \\(2\\)"], "of one title, and yet each with its own line"
    click(test, "Fine-tune it")
    status = next(each for each in server.launcher().index.statuses() if each.job_type == "recover")
    config = load_recover_config(RunFolder(runs_root / status.name).config())
    assert not test.error and (config.teacher, config.words) == ("tiny-run", "pruned 50 %, distilled")


def test_a_run_of_recovery_leads_to_its_measurement(runs_root: Path) -> None:
    assert work(make_student(runs_root, distillation(saved(runs_root)))) == "done"
    test = page("train.py", run="lesson")
    button = next(each for each in test.button if each.label == "Measure it against its baseline")
    assert not test.exception and not button.disabled
    click(page("train.py", run="lesson"), "Measure it against its baseline")
