"""What has not changed is not read again: counted, not timed."""

import os
import shutil
import time
from pathlib import Path

import pytest

from gan_core.jobs import index as indexes
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.index import RunIndex
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.record import Record
from tests.conftest import tiny
from tests.running import make


@pytest.fixture
def many(runs_root: Path) -> Path:
    """Thirty ended runs."""
    first = make(runs_root, tiny(), "run-0")
    with first.record() as record:
        record.put(state="done")
    for number in range(1, 30):
        shutil.copytree(first.path, runs_root / f"run-{number}")
    return runs_root


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The runs whose record was read, in their order."""
    names: list[str] = []
    original = RunFolder.status

    def status(folder: RunFolder):
        names.append(folder.name)
        return original(folder)

    monkeypatch.setattr(RunFolder, "status", status)
    return names


def test_ended_runs_are_read_once(many: Path, read: list[str]) -> None:
    index = RunIndex(many)
    for _ in range(3):
        assert len(index.statuses()) == 30
        index.moving()
    assert len(read) == 30


def test_only_what_changed_is_read_again(many: Path, read: list[str]) -> None:
    index = RunIndex(many)
    index.statuses()
    read.clear()
    with RunFolder(many / "run-7").record() as record:
        record.put(title="Renamed")
    assert "Renamed" in [status.title for status in index.statuses()] and read == ["run-7"]


def test_watch_over_ended_runs_looks_at_none_of_them(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = RunIndex(many)
    index.moving()
    looked: list[str] = []
    monkeypatch.setattr(indexes, "mark_of", lambda path: looked.append(path) or (None, None))
    monkeypatch.setattr(indexes, "folders_in", lambda path: looked.append(str(path)) or [])
    assert index.moving() == [] and looked == []


def test_new_run_and_one_that_is_resumed_are_seen_at_once(many: Path) -> None:
    index = RunIndex(many)
    assert index.queue() == []
    os.utime(many, ns=(1, 1))  # as if long ago: making a folder changes it
    make(many, tiny(), "new")
    assert [status.name for status in index.queue()] == ["new"]
    with RunFolder(many / "run-3").record() as record:
        record.put(state="queued", queued=time.time() + 1)
    index.changed("run-3")
    assert [status.name for status in index.queue()] == ["new", "run-3"]


def test_what_another_process_resumed_is_seen_within_two_seconds(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = RunIndex(many)
    index.moving()
    with RunFolder(many / "run-3").record() as record:
        record.put(state="queued")
    assert index.queue() == []
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + indexes.LOOK_SECONDS + 0.1)
    assert [status.name for status in index.queue()] == ["run-3"]


def test_run_that_vanishes_leaves_the_list(many: Path) -> None:
    index = RunIndex(many)
    index.statuses()
    shutil.rmtree(many / "run-3")
    assert "run-3" not in {status.name for status in index.statuses()}


def test_size_is_measured_once(many: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index, measured = RunIndex(many), []
    original = indexes.folder_bytes
    monkeypatch.setattr(indexes, "folder_bytes", lambda path: measured.append(path.name) or original(path))
    sizes = [index.usage().runs for _ in range(3)]
    assert sizes[0] == sizes[2] > 30 * 1000 and measured.count("run-3") == 1


def test_launcher_and_live_view_share_one_memory(many: Path) -> None:
    assert Launcher(many).index is indexes.shared_index(many)


def test_reading_a_run_leaves_no_trace(many: Path) -> None:
    folder = RunFolder(many / "run-1")
    before = {path.name: path.stat().st_mtime_ns for path in (folder.path, *folder.path.iterdir())}
    folder.status()
    assert {path.name: path.stat().st_mtime_ns for path in (folder.path, *folder.path.iterdir())} == before


def test_what_a_writer_has_not_yet_folded_in_is_read(many: Path) -> None:
    folder = RunFolder(many / "run-1")
    with Record(folder.record_path) as writer:
        writer.put(title="Just now")
        assert folder.status().title == "Just now"
