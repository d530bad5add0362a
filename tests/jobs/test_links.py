"""A link in a run's folder leads nowhere: nothing is written, deleted or read outside the folder."""

import os
import shutil
from pathlib import Path

import pytest

from gan_core.errors import RunError
from gan_core.evaluation.results import EVALUATION
from gan_core.evaluation.results import read_result as read_evaluation
from gan_core.export.archive import archive
from gan_core.jobs import lock, standby
from gan_core.jobs.bin import BIN, empty_trash, trash
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.uploads import remove_unused_uploads
from gan_core.measure.results import COST_TABLE
from gan_core.measure.results import read_result as read_measurement
from gan_core.measure.web_files import FOLDER, web_file, web_index
from gan_core.places import UPLOADS
from gan_core.race.presets import race_of
from gan_core.race.results import RACE
from gan_core.race.results import read_result as read_race
from gan_core.runs.fork import fork
from gan_core.runs.origin import read_origin
from tests.conftest import tiny
from tests.evaluation import evaluated
from tests.jobs.test_worker import make, work
from tests.measure import measured

OLD = 7 * 24 * 3600


@pytest.fixture
def run(runs_root: Path) -> RunFolder:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    place = tmp_path / "elsewhere"
    place.mkdir()
    (place / "precious.txt").write_text("mine")
    return place


def state_of(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def lead_away(folder: RunFolder, name: str, elsewhere: Path) -> None:
    """Put what is called `name` in the run's folder elsewhere, and a link to it in its place."""
    target = elsewhere / Path(name).name
    if (folder.path / name).exists():
        shutil.move(folder.path / name, target)
    else:
        target.mkdir()
    (folder.path / name).symlink_to(target)


@pytest.mark.parametrize(
    "name", ["samples", "checkpoints", "snapshots", "best", "checkpoints/step-000000012", "notes", ".reserve"]
)
def test_no_worker_begins_where_a_link_lies(run: RunFolder, elsewhere: Path, name: str) -> None:
    lead_away(run, name, elsewhere)
    before = state_of(elsewhere)
    run.ask("set", {"name": "training.num_steps", "value": 16})
    with pytest.raises(RunError, match=r"is a link to elsewhere: only files in its own folder"):
        work(run)
    assert state_of(elsewhere) == before and run.status().state == "done"


@pytest.mark.parametrize("name", ["worker.log", ".lock"])
def test_log_and_lock_are_not_written_through_a_link(run: RunFolder, elsewhere: Path, name: str) -> None:
    (run.path / name).unlink(missing_ok=True)
    (run.path / name).symlink_to(elsewhere / "precious.txt")
    with pytest.raises(OSError, match="symbolic links"):
        lock.take(run.lock_path) if name == ".lock" else standby.run(run.path, {}, lambda error: None)
    assert not lock.is_held(run.lock_path) and (elsewhere / "precious.txt").read_text() == "mine"


@pytest.mark.parametrize("end", ["-wal", "-shm", "-journal"])
def test_sqlite_writes_beside_the_record_through_no_link(run: RunFolder, elsewhere: Path, end: str) -> None:
    run.record_path.with_name(f"run.sqlite{end}").unlink(missing_ok=True)
    run.record_path.with_name(f"run.sqlite{end}").symlink_to(elsewhere / "precious.txt")
    with pytest.raises(RunError, match="is elsewhere"):
        run.ask("stop")
    assert (elsewhere / "precious.txt").read_text() == "mine"


def test_settings_of_this_machine_are_not_written_through_a_link(run: RunFolder, elsewhere: Path) -> None:
    (run.path / "machine.json").symlink_to(elsewhere / "precious.txt")
    with pytest.raises(RunError, match="cannot be read"):
        run.change_machine({"runtime.num_threads": 2})
    assert (elsewhere / "precious.txt").read_text() == "mine"


def test_bin_removes_a_link_and_not_what_it_leads_to(run: RunFolder, elsewhere: Path, runs_root: Path) -> None:
    (run.path / "more").symlink_to(elsewhere)
    trash(run)
    (runs_root / BIN / "linked").symlink_to(elsewhere)
    empty_trash(runs_root, 0.0)
    assert list((runs_root / BIN).iterdir()) == [] and state_of(elsewhere) == {"precious.txt": b"mine"}


def test_bin_that_is_a_link_takes_nothing_and_is_not_emptied(run: RunFolder, elsewhere: Path, runs_root: Path) -> None:
    (runs_root / BIN).symlink_to(elsewhere)
    with pytest.raises(RunError, match="is elsewhere"):
        trash(run)
    empty_trash(runs_root, 0.0)
    assert run.exists() and state_of(elsewhere) == {"precious.txt": b"mine"}


def test_uploads_that_are_a_link_are_not_tidied(elsewhere: Path, runs_root: Path) -> None:
    (elsewhere / "holiday.zip").write_bytes(b"mine")
    os.utime(elsewhere / "holiday.zip", (0, 0))
    (runs_root / UPLOADS).symlink_to(elsewhere)
    remove_unused_uploads(runs_root, OLD)
    assert (elsewhere / "holiday.zip").exists()


def test_fork_and_archive_hand_on_no_link(run: RunFolder, elsewhere: Path, runs_root: Path) -> None:
    from gan_core.jobs.launcher import Launcher

    (run.checkpoints / "step-000000012" / "extra.txt").symlink_to(elsewhere / "precious.txt")
    forked = fork(Launcher(runs_root), run, changes={"training.num_steps": 20})
    copied = forked.checkpoints / "step-000000012"
    assert (copied / "generator.safetensors").is_file() and not os.path.lexists(copied / "extra.txt")
    assert b"mine" not in archive(forked)


def race_folder(root: Path) -> RunFolder:
    config = race_of("both", tiny())
    return RunFolder.create(root / "race", config.model_dump(mode="json"), title="Race", job_type="race")


RESULTS = {
    "race": (race_folder, RACE, read_race),
    "measurement": (lambda root: measured.folder_of(root, measured.quick("shapes-gan")), COST_TABLE, read_measurement),
    "evaluation": (lambda root: evaluated.folder_of(root, evaluated.quick("shapes-gan")), EVALUATION, read_evaluation),
    "origin": (lambda root: make(root, tiny()), "origin.json", lambda folder: read_origin(folder.path)),
}


@pytest.mark.parametrize("name", RESULTS)
def test_results_that_lie_elsewhere_are_not_read(runs_root: Path, elsewhere: Path, name: str) -> None:
    create, file, read = RESULTS[name]
    folder = create(runs_root)
    read(folder)  # nothing there yet: nothing wrong
    (elsewhere / "other.json").write_text("{}")
    (folder.path / file).symlink_to(elsewhere / "other.json")
    with pytest.raises(RunError):
        read(folder)


@pytest.mark.parametrize("which", ["folder", "file"])
def test_browser_gets_no_file_through_a_link(run: RunFolder, elsewhere: Path, which: str) -> None:
    (elsewhere / "0.onnx").write_bytes(b"mine")
    if which == "folder":
        (run.path / FOLDER).symlink_to(elsewhere)
    else:
        (run.path / FOLDER).mkdir()
        (run.path / FOLDER / "0.onnx").symlink_to(elsewhere / "0.onnx")
    with pytest.raises(RunError, match="is elsewhere"):
        web_file(run.path, "0.onnx")
    if which == "folder":
        with pytest.raises(RunError, match="is elsewhere"):
            web_index(run.path)
