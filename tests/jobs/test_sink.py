"""A worker whose sink sends everything to a keeper leaves the run that a worker in its folder leaves."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from gan_core.errors import RunError
from gan_core.evaluation.results import read_result
from gan_core.events import Event, Progress
from gan_core.generators import load as generator
from gan_core.jobs import process, remote_sink, run_files, run_keeper
from gan_core.jobs import worker as workers
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.remote_sink import RemoteSink, WorkingFolder, result_of, working_place
from gan_core.jobs.run_keeper import RunKeeper
from gan_core.jobs.sink import LocalSink
from gan_core.jobs.worker import POLL_SECONDS
from gan_core.places import UPLOADS
from gan_core.steps import step_folders
from tests.conftest import tiny
from tests.evaluation.evaluated import quick
from tests.jobs.test_worker_seams import rows_of
from tests.jobs.wires import ApartWire, DirectWire, LateWire, ticket_of, work_elsewhere
from tests.running import finished_run, make, work


def files_of(folder: RunFolder) -> list[str]:
    """All that lies in the run, apart from how SQLite keeps its record."""
    every = (path.relative_to(folder.path).as_posix() for path in folder.path.rglob("*"))
    return sorted(name for name in every if not name.startswith("run.sqlite"))


def words_of(folder: RunFolder) -> list[tuple]:
    """The log, without what says where it was worked on."""
    with folder.record() as record:
        return [row[2:] for row in record.logs() if not row[4].startswith("Works on ")]


Kept = Callable[[RunFolder], tuple[RunKeeper, DirectWire, WorkingFolder]]


@pytest.fixture(autouse=True)
def no_early_save(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine a run would be saved before its end, and keep that checkpoint."""
    monkeypatch.setattr(workers, "FIRST_SAVE_SECONDS", 1e6)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Gives a keeper that has claimed the run, a wire to it, and a folder to work in."""
    with ExitStack() as stack:

        def keep(folder: RunFolder) -> tuple[RunKeeper, DirectWire, WorkingFolder]:
            keeper = RunKeeper(folder, ticket_of(folder))
            stack.callback(keeper.close)
            wire = DirectWire(keeper)
            working = WorkingFolder(tmp_path / "elsewhere" / folder.name, wire)
            working.path.mkdir(parents=True)
            return keeper, wire, working

        yield keep


@pytest.mark.parametrize("wire", [DirectWire, LateWire])
def test_run_whose_worker_is_elsewhere_looks_the_same(runs_root: Path, tmp_path: Path, wire: type[DirectWire]) -> None:
    config = tiny(recording__watch_budget=0)
    here, there = make(runs_root, config, "here"), make(runs_root, config, "there")
    assert work(here) == "done" and work_elsewhere(there, tmp_path / "working", wire=wire) == "done"
    assert rows_of(there) == rows_of(here) and words_of(there) == words_of(here)
    assert files_of(there) == files_of(here)
    before, after = here.status(), there.status()
    for name in ("state", "step", "images", "last_checkpoint", "live", "message", "reason", "host", "pid"):
        assert getattr(after, name) == getattr(before, name), name
    assert after.energy["source"] == before.energy["source"] and not there.is_held()
    assert after.machine == process.HOST and before.machine == ""
    for file in ("samples/samples-000000012.png", "checkpoints/step-000000012/generator.safetensors"):
        assert (there.path / file).read_bytes() == (here.path / file).read_bytes()
    assert not list((tmp_path / "working").rglob("run.sqlite*"))


@pytest.mark.parametrize("wire", [DirectWire, LateWire])
def test_commands_reach_a_worker_elsewhere_and_it_goes_on_from_its_checkpoint(
    runs_root: Path, tmp_path: Path, wire: type[DirectWire]
) -> None:
    folder, states = make(runs_root, tiny(training__num_steps=0)), []

    def listen(event: Event) -> None:
        if isinstance(event, Progress) and event.step == 4:
            for name, value in (("set", {"name": "optimiser.lr", "value": 0.001}), ("pause", None), ("step", None)):
                folder.ask(name, value)
            folder.ask("stop")
            time.sleep(POLL_SECONDS)  # so that they are looked for before the next step
        states.append(folder.status().state)

    assert work_elsewhere(folder, tmp_path / "first", listen, wire) == "stopped"
    status = folder.status()
    assert status.live["optimiser.lr"] == 0.001 and status.last_checkpoint == status.step >= 5
    assert "paused" in states and generator.load(folder.path).card.step == status.step
    with folder.record() as record:
        record.ask("set", {"name": "training.num_steps", "value": status.step + 4})
    assert work_elsewhere(folder, tmp_path / "second", wire=wire) == "done"
    assert folder.status().step == status.step + 4
    assert any(f"Resumed at step {status.step}" in text for *_, text in words_of(folder))


def test_resumed_elsewhere_equals_an_unbroken_run(runs_root: Path, tmp_path: Path) -> None:
    config = tiny(recording__watch_budget=0)
    whole, parts = make(runs_root, config, "whole"), make(runs_root, config, "parts")
    assert work(whole) == "done"

    def listen(event: Event) -> None:
        if isinstance(event, Progress) and event.step == 6:
            parts.ask("stop")
            time.sleep(POLL_SECONDS)

    assert work_elsewhere(parts, tmp_path / "first", listen) == "stopped"
    assert work_elsewhere(parts, tmp_path / "second") == "done"
    assert rows_of(parts) == rows_of(whole)
    file = "checkpoints/step-000000012/training.safetensors"
    assert (parts.path / file).read_bytes() == (whole.path / file).read_bytes()


def test_checkpoints_that_a_worker_removes_are_removed_here(runs_root: Path, tmp_path: Path) -> None:
    folder = make(runs_root, tiny(training__num_steps=30))

    def listen(event: Event) -> None:
        if isinstance(event, Progress) and event.step in (17, 18, 19, 20):
            folder.ask("save")
            time.sleep(POLL_SECONDS)

    assert work_elsewhere(folder, tmp_path / "first", listen) == "done"
    assert list(step_folders(folder.checkpoints)) == [17, 30]  # the first of its doubling, and the last


def test_refusal_of_the_record_reaches_the_keeper(runs_root: Path) -> None:
    folder = make(runs_root, tiny())
    here = LocalSink(folder)
    here.claim(process.identity())
    with pytest.raises(RunError, match="Another process is already working on the run tiny"):
        RunKeeper(folder, "a ticket")
    here.close()


def test_run_is_held_by_its_keeper_and_lost_without_it(runs_root: Path, kept: Kept) -> None:
    folder = make(runs_root, tiny())
    keeper, _, _ = kept(folder)
    assert folder.is_held() and folder.status().pid == os.getpid() and folder.status().message == run_keeper.WAITS
    keeper.lose(machine_gone=False)
    assert folder.status().state == "failed" and folder.status().reason == run_keeper.NOT_STARTED
    assert not folder.is_held()


def test_worker_that_dies_loses_its_run_in_words(runs_root: Path, kept: Kept) -> None:
    folder = make(runs_root, tiny())
    keeper, wire, working = kept(folder)
    RemoteSink(working, wire, "node").claim({}, "")
    keeper.lose(machine_gone=False)
    assert (folder.status().state, folder.status().reason) == ("lost", "Its process was killed from outside.")


@pytest.mark.parametrize(("state", "after"), [("running", "queued"), ("paused", "lost")])
def test_run_whose_machine_is_gone_waits_for_another_one_unless_it_was_paused(
    runs_root: Path, kept: Kept, state: str, after: str
) -> None:
    folder = make(runs_root, tiny())
    keeper, wire, working = kept(folder)
    sink = RemoteSink(working, wire, "node")
    sink.claim({}, "")
    sink.put(state=state)
    keeper.lose(machine_gone=True)
    assert folder.status().state == after and not folder.is_held()
    assert any(text == run_keeper.MACHINE_GONE for *_, text in words_of(folder))


def test_run_that_waits_for_a_place_can_be_stopped(runs_root: Path, kept: Kept) -> None:
    folder = make(runs_root, tiny())
    keeper, _, _ = kept(folder)
    assert keeper.wait() and folder.status().state == "running"
    folder.ask("stop")
    assert not keeper.wait() and folder.status().state == "stopped"


def test_worker_of_another_version_is_refused(runs_root: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    _keeper, wire, working = kept(make(runs_root, tiny()))
    monkeypatch.setattr(run_keeper, "sources_mark", lambda: "another")
    with pytest.raises(RunError, match="Another version of this library"):
        RemoteSink(working, wire, "node").claim({}, "")


def test_full_disk_of_the_keeper_is_the_error_that_a_local_worker_has(
    runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make(runs_root, tiny(training__num_steps=0))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/secret/place")

    monkeypatch.setattr(run_files.Arrivals, "take", full)
    assert work_elsewhere(folder, tmp_path / "first", wire=LateWire) == "failed"
    assert "The disk is full" in folder.status().reason


OUTSIDE = ["../x", "a/../../x", "/etc/x", "a//b", ".hidden", "a/.b", "", "a\\b", "a\nb", "x" * 200, "a/b/c/d/e/f/g"]


@pytest.mark.parametrize("name", [*OUTSIDE, "run.sqlite", "run.sqlite-wal", "config.json", "machine.json", "samples/x"])
def test_worker_elsewhere_writes_and_removes_only_what_a_job_may(runs_root: Path, kept: Kept, name: str) -> None:
    folder = make(runs_root, tiny())
    _keeper, wire, _ = kept(folder)
    before = sorted(path for path in runs_root.rglob("*") if ".sqlite" not in path.name)
    for call in (("add_piece", name, 0, b"x"), ("take", [name]), ("remove", [name])):
        code, _ = wire.ask(*call)
        assert code == "refused", call
    assert sorted(path for path in runs_root.rglob("*") if ".sqlite" not in path.name) == before


def test_worker_elsewhere_does_not_write_through_a_link(runs_root: Path, tmp_path: Path, kept: Kept) -> None:
    folder = make(runs_root, tiny())
    _keeper, wire, _ = kept(folder)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "kept").write_text("kept")
    (folder.path / "exports").symlink_to(tmp_path / "outside")
    assert wire.ask("add_piece", "exports/new", 0, b"x")[0] == "answer"
    assert wire.ask("take", ["exports/new"])[0] == "refused" and wire.ask("remove", ["exports/kept"])[0] == "refused"
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["kept"]


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "other/config.json", "tiny/run.sqlite"])
def test_worker_elsewhere_reads_only_what_is_offered(runs_root: Path, kept: Kept, name: str) -> None:
    (runs_root.parent / "secret").write_text("x")
    make(runs_root, tiny(), "other")
    _keeper, wire, _ = kept(make(runs_root, tiny()))
    assert set(result_of(wire.ask("needed"))) == {"tiny/config.json"}
    with pytest.raises(OSError, match="No such file"):
        result_of(wire.ask("read", name, 0))


def test_unknown_call_is_none(runs_root: Path, kept: Kept) -> None:
    keeper, _, _ = kept(make(runs_root, tiny()))
    with pytest.raises(KeyError):
        keeper.reply("lose", [])


def test_files_larger_than_a_message_arrive_whole(runs_root: Path, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (run_files, remote_sink):
        monkeypatch.setattr(module, "PIECE_BYTES", 1000)
    folder = make(runs_root, tiny())
    _keeper, wire, working = kept(folder)
    sink = RemoteSink(working, wire, "node")
    sink.claim({}, "")
    (working.path / "tables").mkdir()
    for size in (0, 1000, 2500):
        (working.path / "tables" / f"{size}.bin").write_bytes(os.urandom(size))
    sink.keep_files()
    for size in (0, 1000, 2500):
        file = f"tables/{size}.bin"
        assert (folder.path / file).read_bytes() == (working.path / file).read_bytes() and wire.calls.count("take") == 1
    assert not (folder.path / run_files.INCOMING).exists()


def test_folder_that_was_made_anew_is_replaced_in_one_step(
    runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrivals = run_files.Arrivals(tmp_path)
    (tmp_path / "best").mkdir()
    (tmp_path / "best" / "weights").write_bytes(b"old")
    seen = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda a, b: (seen.append(Path(b).name), replace(a, b))[1])
    for name in ("best/weights", "best/meta"):
        arrivals.add_piece(name, 0, b"new")
    arrivals.take(["best/weights", "best/meta"])
    assert {path.name: path.read_bytes() for path in (tmp_path / "best").iterdir()} == {
        "weights": b"new",
        "meta": b"new",
    }
    assert seen[-2:] == [".best.old", "best"]


def test_uploads_and_models_that_the_settings_name_travel_with_the_run(
    runs_root: Path, tmp_path: Path, kept: Kept
) -> None:
    teacher = finished_run(runs_root, name="teacher")
    (runs_root / UPLOADS).mkdir()
    for name in ("upload-0a.zip", "upload-0b.zip"):
        (runs_root / UPLOADS / name).write_bytes(name.encode())
    settings = tiny().model_dump(mode="json") | {"teacher": "teacher", "place": f"/elsewhere/{UPLOADS}/upload-0a.zip"}
    folder = RunFolder.create(runs_root / "student", settings, title="Student")
    _keeper, wire, working = kept(folder)
    RemoteSink(working, wire, "node").claim({}, "")
    there = tmp_path / "elsewhere"
    assert (there / UPLOADS / "upload-0a.zip").read_bytes() == b"upload-0a.zip"
    assert not (there / UPLOADS / "upload-0b.zip").exists()
    step = "checkpoints/step-000000012/generator.safetensors"
    assert (there / "teacher" / step).read_bytes() == (teacher.path / step).read_bytes()
    assert not (there / "teacher" / "samples").exists()
    assert working.config()["place"] == str(there / UPLOADS / "upload-0a.zip")


def test_evaluation_elsewhere_has_the_model_that_it_scores_and_its_result_comes_back(
    runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished_run(runs_root, name="scored")
    config = quick("scored")
    folder = RunFolder.create(runs_root / "scores", config.model_dump(mode="json"), title="Scores", job_type="evaluate")
    monkeypatch.setenv("GAN_CORE_RUNS", str(tmp_path / "elsewhere" / "runs"))
    assert work_elsewhere(folder, tmp_path / "elsewhere", wire=ApartWire) == "done", folder.status().reason
    assert read_result(folder).evaluation.scores


def test_what_a_worker_elsewhere_prints_comes_into_the_log_of_its_run(runs_root: Path, kept: Kept) -> None:
    folder = make(runs_root, tiny())
    _, wire, working = kept(folder)
    sink = RemoteSink(working, wire, "node")
    sink.claim({}, "")
    log = working.path / run_files.LOG
    for text in ("one\n", "one\ntwo\n"):
        log.write_text(text)
        sink.keep_files()
    sink.finish(state="done")
    assert (folder.path / run_files.LOG).read_text() == "one\ntwo\n"


def test_place_of_a_worker_is_gone_afterwards_and_so_are_those_of_killed_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with working_place() as other:
        left = tmp_path / "gan_core-worker-killed"
        left.mkdir()
        (left / ".lock").touch()
        with working_place() as own:
            assert own.is_dir() and other.is_dir() and not left.exists()
        assert not own.exists() and other.is_dir()
