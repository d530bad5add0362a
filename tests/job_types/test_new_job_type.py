"""A new type of job is one record: with its line in the registry it starts, is listed, shown and read back."""

import json
from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.errors import SettingsError, UserError
from gan_core.job_types.registry import JOB_TYPES
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from tests.job_types.naps import NAPS, NapConfig
from tests.running import work
from tests.ui.opened import click, idle_launcher, page, texts  # noqa: F401 - the launcher is a fixture


@pytest.fixture(autouse=True)
def naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The registry's line."""
    monkeypatch.setitem(JOB_TYPES, NAPS.name, NAPS)


def started(root: Path, **values: object) -> RunFolder:
    config = NapConfig(**values)
    return Launcher(root).start(config.model_dump(mode="json"), title=config.title, job_type=config.job_type)


def test_it_is_worked_on_and_read_back(runs_root: Path) -> None:
    folder = started(runs_root)
    assert work(folder) == "done"
    status = folder.status()
    assert (status.job_type, status.state, status.step) == ("naps", "done", 3)
    assert NAPS.results().read_result(folder).slept == [0.01] * 3


def test_it_is_listed_by_its_name_and_opens_on_the_page_of_any_job(runs_root: Path) -> None:
    folder = started(runs_root)
    assert work(folder) == "done"
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    assert not test.exception and "Some naps" in texts(test) and "Nap" in texts(test)
    assert not any(button.label == "Resume" for button in test.button)
    test = page("job.py", job=folder.name)
    assert not test.exception and not test.error
    assert json.loads(test.json[0].value) == {"slept": [0.01] * 3}
    assert {each.proto.label for each in test.get("download_button")} == {"CSV", "JSON"}
    assert "0: Good night" in texts(test) and "samples-000000000.png" in texts(test)


def test_while_it_waits_it_can_be_cancelled_on_its_page(runs_root: Path) -> None:
    folder = started(runs_root)
    test = page("job.py", job=folder.name)
    assert "place 1 in the queue" in texts(test)
    click(test, "Cancel")
    assert folder.status().state == "stopped" and not test.exception
    assert "What was found until then" in texts(page("job.py", job=folder.name))


def test_the_page_of_another_type_names_it(runs_root: Path) -> None:
    assert "is a nap, not a race" in texts(page("race.py", race=started(runs_root).name))


def test_the_terminal_lists_and_does_it(runs_root: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["job"]) == 0
    assert "naps         Nap: Sleeps, and says so." in capsys.readouterr().out
    assert main(["job", "naps", "--set", "naps=2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"slept": [0.01] * 2}
    assert main(["runs", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["title"], listed["state"], listed["step"]) == ("Some naps", "done", 2)


def test_bad_settings_start_nothing(runs_root: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["job", "naps", "--set", "naps=-1"]) == 1
    assert "naps must be at least 0" in capsys.readouterr().err and list(runs_root.iterdir()) == []


def test_a_type_that_is_not_known_is_told_of_with_those_that_are(capsys: pytest.CaptureFixture) -> None:
    assert main(["job", "paint"]) == 1
    known = "train, recover, measure, race, evaluate, attack, repair, naps"
    assert f"TYPE must be one of {known}" in capsys.readouterr().err


def test_a_run_of_a_type_that_is_not_known_is_listed_and_its_page_says_so(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = started(runs_root)
    monkeypatch.delitem(JOB_TYPES, "naps")
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    assert not test.exception and "Some naps" in texts(test)
    assert "does not know the job type 'naps'" in texts(page("job.py", job=folder.name))


@pytest.mark.parametrize("job_type", JOB_TYPES.values(), ids=JOB_TYPES)
def test_every_record_is_whole(job_type) -> None:
    assert JOB_TYPES[job_type.name] is job_type and job_type.title and job_type.about and job_type.icon
    assert (Path(__file__).parents[2] / "pages" / f"{job_type.page}.py").is_file() and job_type.param
    assert callable(job_type.make()) and (job_type.learns or job_type.results())
    with pytest.raises((SettingsError, UserError)):
        job_type.load_settings({"no such setting": 1})
