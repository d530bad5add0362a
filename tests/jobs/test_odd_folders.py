"""What else may lie in a run's folder: strays, links to elsewhere, a disk that is full."""

import errno
import io
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.errors import CheckpointError, RunError
from gan_core.export.archive import archive
from gan_core.export.film import film
from gan_core.generators import load as generator
from gan_core.job_types.train import TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.index import RunIndex
from gan_core.jobs.names import adopt, shown_name
from gan_core.optimise.files import save_variant
from gan_core.runs.fork import whole_checkpoints
from gan_core.runs.origin import read_origin
from gan_core.steps import step_folders
from gan_core.store.model_card import read_meta
from gan_core.store.model_ref import best_step, find_model, saved_steps
from gan_core.training import checkpoint
from tests.conftest import tiny
from tests.running import make, work
from tests.test_boundaries import offenders

STRAYS = ("step-abc", "step-000000025 (1)", "step-", "step-000000025.bak", "step--00000003", "step-000000099")


@pytest.fixture
def run(runs_root: Path) -> RunFolder:
    folder = make(runs_root, tiny())
    assert work(folder) == "done"
    return folder


def test_strays_among_the_checkpoints_stop_no_resume(run: RunFolder) -> None:
    for place in ("checkpoints", "snapshots", "best"):
        for name in STRAYS[:-1]:
            (run.path / place / name).mkdir(parents=True)
            (run.path / place / name / "generator.safetensors").write_bytes(b"")
        (run.path / place / STRAYS[-1]).write_bytes(b"a file")
    run.ask("set", {"name": "training.num_steps", "value": 14})
    assert work(run) == "done" and run.status().step == 14
    assert [each.step for each in saved_steps("tiny")][-1] == 14 and set(whole_checkpoints(run.path)) == {12, 14}
    assert best_step("tiny") in (None, 12, 14) and find_model(run.path).name == "step-000000014"


def test_links_are_no_steps(tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "step-000000001").mkdir(parents=True)
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / "step-000000002").symlink_to(tmp_path / "elsewhere" / "step-000000001")
    (tmp_path / "linked").symlink_to(tmp_path / "elsewhere")
    assert step_folders(tmp_path / "place") == {} and step_folders(tmp_path / "linked") == {}
    assert list(step_folders(tmp_path / "elsewhere")) == [1]


def test_archive_follows_no_link(run: RunFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("mine")
    (run.path / "notes.txt").symlink_to(secret / "key.txt")
    (run.path / "more").symlink_to(secret)
    with zipfile.ZipFile(io.BytesIO(archive(run))) as packed:
        names = packed.namelist()
    assert "tiny/config.json" in names and not [name for name in names if "notes" in name or "key" in name]


def test_archive_of_a_damaged_record_is_refused_in_words(run: RunFolder) -> None:
    run.record_path.write_bytes(b"this is no database" * 100)
    with pytest.raises(RunError, match="damaged"):
        archive(run)


def test_film_follows_no_link(run: RunFolder, tmp_path: Path) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / "secret.png")
    for path in run.samples.iterdir():
        path.unlink()
        path.symlink_to(tmp_path / "secret.png")
    with pytest.raises(RunError, match="no pictures yet"):
        film(run, "gif")


@pytest.mark.parametrize("name", ["config.json", "run.sqlite"])
def test_settings_and_record_that_lie_elsewhere_are_not_read(run: RunFolder, tmp_path: Path, name: str) -> None:
    (run.path / name).rename(tmp_path / name)
    (run.path / name).symlink_to(tmp_path / name)
    with pytest.raises(RunError, match="only files in its own folder are read"):
        run.config() if name == "config.json" else run.status()


def test_weights_that_lie_elsewhere_are_no_moment(run: RunFolder, tmp_path: Path) -> None:
    saved = run.checkpoints / "step-000000012"
    (saved / "generator.safetensors").rename(tmp_path / "weights")
    (saved / "generator.safetensors").symlink_to(tmp_path / "weights")
    assert all(each.path.parent.name == "best" for each in saved_steps("tiny"))
    assert checkpoint.newest_first(run.checkpoints) == []
    (tmp_path / "meta").write_text("{}")
    (saved / "other.json").symlink_to(tmp_path / "meta")
    with pytest.raises(CheckpointError, match="is a link"):
        read_meta(saved, "other.json")


@pytest.mark.parametrize("text", ["[" * 5000, "[]", b"\xff", "{"])
def test_damaged_card_is_told_in_words(tmp_path: Path, text: str | bytes) -> None:
    (tmp_path / "meta.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CheckpointError):
        read_meta(tmp_path, "meta.json")


@pytest.mark.parametrize("text", ["[" * 5000, "[]", "{}", '{"run": 5, "title": "x", "step": 1, "changes": {}}'])
def test_damaged_origin_is_told_in_words(tmp_path: Path, text: str) -> None:
    (tmp_path / "origin.json").write_text(text)
    with pytest.raises(RunError, match="came from"):
        read_origin(tmp_path)


def _state(job: TrainJob, place: Path) -> None:
    checkpoint.save_state(place, job.state, job.config, job.labels)


def _snapshot(job: TrainJob, place: Path) -> None:
    checkpoint.save_generator(place, job.state, job.config, job.labels)


def _variant(job: TrainJob, place: Path) -> None:
    save_variant(generator.load(job.folder.path), place / "variant")


@pytest.mark.parametrize("write", [_state, _snapshot, _variant])
def test_full_disk_is_the_systems_own_error_whoever_writes_weights(
    run: RunFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write
) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    job = TrainJob(run, lambda *_: None)
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        write(job, tmp_path / "place")
    assert not list(tmp_path.glob("place/*"))


def test_nobody_leaves_the_writing_to_safetensors() -> None:
    assert offenders("gan_core", "safetensors.torch.save_file", "safetensors.numpy.save_file") == []


def test_full_disk_is_a_sentence_in_the_terminal(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    from gan_core.cli import runs

    def full(_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(runs, "RunIndex", full)
    assert main(["runs"]) == 1
    assert capsys.readouterr().err.startswith("gan_core: The disk is full.")


@pytest.mark.parametrize(
    ("copied", "adopted"),
    [("tiny copy", "tiny-copy"), ("été", "ete"), ("Tiny", "tiny-"), ("日本", "run-"), ("a(2)", "a-2")],
)
def test_copied_run_is_told_of_and_usable_once_renamed(run: RunFolder, copied: str, adopted: str) -> None:
    shutil.copytree(run.path, run.path.parent / copied)
    index = RunIndex(run.path.parent)
    assert [each.name for each in index.statuses()] == ["tiny"] and index.misnamed() == [copied]
    name = adopt(run.path.parent, copied).name
    assert name.startswith(adopted) and index.misnamed() == []
    assert {each.name for each in index.statuses()} == {"tiny", name}
    assert [each.step for each in saved_steps(name)] == [each.step for each in saved_steps("tiny")]


@pytest.mark.parametrize("name", ["..", "../runs", ".trash", "none", "a/b"])
def test_only_runs_of_the_folder_are_renamed(run: RunFolder, name: str) -> None:
    with pytest.raises(RunError, match="no longer exists"):
        adopt(run.path.parent, name)


def test_name_that_is_no_text_can_be_shown(run: RunFolder) -> None:
    os.rename(os.fsencode(run.path), os.fsencode(run.path.parent) + b"/a\xff")
    (name,) = RunIndex(run.path.parent).misnamed()
    assert shown_name(name) == "a\ufffd" and adopt(run.path.parent, name).name == "a"


def test_terminal_tells_of_a_folder_that_it_does_not_list(run: RunFolder, capsys) -> None:
    run.path.rename(run.path.parent / "tiny copy")
    assert main(["runs"]) == 0
    assert "'tiny copy' is not listed" in capsys.readouterr().err
