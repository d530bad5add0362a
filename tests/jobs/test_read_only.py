"""A folder of runs, or a home, that cannot be written to: looking goes on, and the rest is told in a sentence."""

from pathlib import Path

import numpy as np
import pytest

from gan_core.cli.main import main
from gan_core.errors import RunError
from gan_core.export.archive import archive
from gan_core.generators import load as generator
from gan_core.generators.onnx_graph import graphs as onnx_model
from gan_core.jobs.bin import trash
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.history import History
from gan_core.jobs.index import RunIndex
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.names import adopt
from gan_core.places import cache_folder, runs_root
from gan_core.quality import feature_cache
from gan_core.quality.features import EXTRACTORS
from tests.conftest import tiny
from tests.jobs.executors import IdleExecutor
from tests.running import make, work
from tests.unprivileged import read_only


@pytest.fixture
def run(runs_root: Path) -> RunFolder:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    return folder


def test_runs_can_be_looked_at_and_used_where_nothing_can_be_written(run: RunFolder, runs_root: Path) -> None:
    with read_only(runs_root):
        assert [status.state for status in RunIndex(runs_root).statuses()] == ["done"]
        curves = History(run.record_path)
        curves.refresh()
        with run.record() as record:
            assert curves.ids.size == len(record.rows()) > 0 and record.newest_picture("samples")
        assert generator.load(run.path).decode(np.zeros((1, 4), np.float32)).shape[0] == 1
        assert len(archive(run)) > 1000


def test_run_that_was_killed_can_be_looked_at_where_nothing_can_be_written(run: RunFolder, runs_root: Path) -> None:
    """Its record is in two files then, and the third, which they share their memory by, cannot be made."""
    with run.record() as record:
        record.put(title="Before the end")
        wal = run.record_path.with_name("run.sqlite-wal").read_bytes()
    run.record_path.with_name("run.sqlite-wal").write_bytes(wal)
    with read_only(runs_root):
        assert RunIndex(runs_root).statuses()[0].state == "done"


@pytest.mark.parametrize("act", ["start", "resume", "delete", "ask", "rename", "adopt"])
def test_what_would_write_is_refused_in_a_sentence(run: RunFolder, runs_root: Path, act: str) -> None:
    made = Launcher(runs_root)

    def rename() -> None:
        with run.record() as record:
            record.put(title="x")

    acts = {
        "start": lambda: made.start({}, title="New"),
        "resume": lambda: made.resume("tiny"),
        "delete": lambda: trash(run),
        "ask": lambda: run.ask("pause"),
        "rename": rename,
        "adopt": lambda: adopt(runs_root, "tiny"),
    }
    with read_only(runs_root), pytest.raises(RunError) as told:
        acts[act]()
    assert str(runs_root) not in str(told.value) and "Errno" not in str(told.value)


def test_launcher_opens_and_ticks_where_nothing_can_be_written(run: RunFolder, runs_root: Path) -> None:
    with read_only(runs_root):
        made = Launcher(runs_root / "new", executor=IdleExecutor())
        made.scheduler.tick()
        with pytest.raises(RunError, match="GAN_CORE_RUNS"):
            made.check_room()
        made.close()


def test_place_that_can_be_no_folder_of_runs_is_a_sentence_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("GAN_CORE_RUNS", str(tmp_path / "file" / "runs"))
    assert main(["train", "--preset", "quick-digits", "--steps", "1"]) == 1
    told = capsys.readouterr().err
    assert "GAN_CORE_RUNS" in told and str(tmp_path / "file" / "runs") in told and len(told.splitlines()) == 1
    assert main(["runs"]) == 0


def test_folder_that_cannot_be_made_is_a_sentence_in_the_terminal(tmp_path: Path, capsys) -> None:
    (tmp_path / "file").write_text("")
    out = str(tmp_path / "file" / "run")
    assert main(["train", "--preset", "quick-digits", "--steps", "1", "--out", out]) == 1
    assert capsys.readouterr().err.startswith("gan_core: The system refused: ")


@pytest.fixture
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that cannot be made."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file" / "cache"))


@pytest.mark.usefixtures("no_cache")
def test_features_are_computed_where_they_cannot_be_kept() -> None:
    images = np.zeros((4, 3, 32, 32), np.uint8)
    expected = EXTRACTORS["pixels"].features(images)
    assert np.array_equal(feature_cache.cached_features("pixels", images), expected)


def test_features_are_read_from_a_cache_that_is_for_reading_only(tmp_path: Path) -> None:
    images, place = np.zeros((4, 3, 32, 32), np.uint8), tmp_path / "features"
    kept = feature_cache.cached_features("pixels", images, place)
    with read_only(place):
        assert np.array_equal(feature_cache.stored_features("pixels", images, place), kept)


@pytest.mark.usefixtures("no_cache")
def test_graph_is_kept_beside_the_runs_where_there_is_no_cache(run: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gan_core.generators.onnx_graph.tracing.trace", lambda *_: b"a graph")
    model = generator.load(run.path)
    what = model.card.config.model, model.card.shape
    assert onnx_model.find_graph(*what) is None
    assert onnx_model.make_graph(*what).parent == runs_root() / ".graphs"
    assert onnx_model.find_graph(*what).read_bytes() == b"a graph"


def test_user_without_a_home_has_a_cache_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nowhere)
    assert cache_folder().name == "gan_core"
