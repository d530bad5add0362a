"""What belongs to a machine is apart from a run's experiment, and may change when it is resumed."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.data import store_upload
from gan_core.errors import RunError, UserError
from gan_core.export.archive import archive
from gan_core.job_types.recover import keep_teacher
from gan_core.jobs.folder import UPLOADS, RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.jobs.uploads import remove_unused_uploads
from gan_core.recovery.settings import load_recover_config
from gan_core.runs.fork import fork
from gan_core.store.machine_settings import NotHereError
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model
from tests.conftest import tiny
from tests.running import make, work


def pictures(place: Path, labels: tuple[str, ...] = (), channels: int = 3, count: int = 12) -> Path:
    """A folder of small pictures, in a sub-folder for each label."""
    rng = np.random.default_rng(0)
    for label in labels or ("",):
        (place / label).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            pixels = rng.integers(0, 255, (16, 16, channels), np.uint8)
            Image.fromarray(pixels.squeeze()).save(place / label / f"{index}.png")
    return place


def own(root: Path, path: Path, **changes: object) -> RunFolder:
    config = tiny(data__name="folder").with_changes({"data.path": str(path), "data.image_size": 16, **changes})
    folder = make(root, config)
    assert work(folder) == "done", folder.status().reason
    return folder


def events(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_run_whose_pictures_moved_goes_on_at_the_new_place(runs_root: Path, tmp_path: Path, capsys) -> None:
    run = own(runs_root, pictures(tmp_path / "here"))
    before = (run.path / "config.json").read_bytes()
    (tmp_path / "here").rename(tmp_path / "there")
    there = str(tmp_path / "there")
    assert main(["train", "--resume", "tiny", "--steps", "14", "--set", f"data.path={there}", "--json"]) == 0
    told = [each["text"] for each in events(capsys) if each.get("event") == "change"]
    assert f"On this machine from now on: data.path = {there}" in told
    assert run.status().step == 14 and (run.path / "config.json").read_bytes() == before
    assert run.config()["data"]["path"] == there


def test_model_of_a_run_whose_pictures_moved_finds_them(runs_root: Path, tmp_path: Path) -> None:
    run = own(runs_root, pictures(tmp_path / "here"))
    (tmp_path / "here").rename(tmp_path / "there")
    run.change_machine({"data.path": str(tmp_path / "there")})
    assert read_card(find_model("tiny")).config.data.load().images.shape == (12, 3, 16, 16)


def test_run_whose_pictures_are_gone_stays_done_and_says_what_to_do(runs_root: Path, tmp_path: Path, capsys) -> None:
    run = own(runs_root, pictures(tmp_path / "here"))
    shutil.rmtree(tmp_path / "here")
    assert main(["train", "--resume", "tiny", "--steps", "14"]) == 1
    assert "--set data.path=NEW" in capsys.readouterr().err
    with pytest.raises(NotHereError):
        Launcher(runs_root).resume("tiny")
    assert run.status().state == "done"


def test_resume_that_fails_leaves_a_done_run_done(runs_root: Path) -> None:
    run = make(runs_root, tiny())
    assert work(run) == "done"
    was = run.status()
    newest = run.checkpoints / "step-000000012" / "training.safetensors"
    whole = newest.read_bytes()
    newest.write_bytes(b"damaged")
    for queued in (False, True):
        if queued:
            Launcher(runs_root).resume("tiny")
        assert work(run) == "failed"
        now = run.status()
        assert (now.state, now.step, now.ended) == ("done", 12, was.ended)
        assert "It could not continue, and is as it was." in now.reason
    newest.write_bytes(whole)
    run.ask("set", {"name": "training.num_steps", "value": 14})
    assert work(run) == "done" and run.status().step == 14 and run.status().reason == ""


def test_run_that_failed_before_fails_again(runs_root: Path) -> None:
    run = make(runs_root, tiny())
    (run.path / "config.json").write_text("{}")
    assert [work(run), run.status().state] == ["failed", "failed"]
    assert [work(run), run.status().state] == ["failed", "failed"]


@pytest.fixture
def on_a_gpu(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    """A run whose settings say cuda, on a machine without."""
    run = make(runs_root, tiny())
    assert work(run) == "done"
    config = json.loads((run.path / "config.json").read_text())
    config["runtime"]["device"] = "cuda"
    (run.path / "config.json").write_text(json.dumps(config))
    monkeypatch.setattr("gan_core.store.machine_settings.has_gpu", lambda: False)
    return run


def test_run_of_a_gpu_is_not_resumed_where_there_is_none_and_the_way_is_told(on_a_gpu: RunFolder, capsys) -> None:
    assert main(["train", "--resume", "tiny", "--steps", "14"]) == 1
    assert "--device auto" in capsys.readouterr().err
    assert on_a_gpu.status().state == "done"


@pytest.mark.parametrize("how", [["--device", "cpu"], ["--set", "runtime.device=auto"]])
def test_run_of_a_gpu_goes_on_with_the_device_that_is_named(on_a_gpu: RunFolder, how: list[str]) -> None:
    assert main(["train", "--resume", "tiny", "--steps", "14", *how]) == 0
    assert on_a_gpu.status().step == 14
    assert json.loads((on_a_gpu.path / "config.json").read_text())["runtime"]["device"] == "cuda"


def test_queued_resume_takes_machine_settings_too(on_a_gpu: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gan_core.cli.runs.start_queued", lambda folder: None)
    assert main(["resume", "tiny"]) == 1 and on_a_gpu.status().state == "done"
    assert main(["resume", "tiny", "--set", "runtime.device=cpu"]) == 0
    assert on_a_gpu.status().state == "queued" and on_a_gpu.config()["runtime"]["device"] == "cpu"


def test_other_number_of_threads_holds_from_the_resume_on(runs_root: Path) -> None:
    run = make(runs_root, tiny())
    assert work(run) == "done"
    assert main(["train", "--resume", "tiny", "--steps", "14", "--set", "runtime.num_threads=2"]) == 0
    assert run.status().live["runtime.num_threads"] == 2
    with run.record() as record:
        assert any("2 threads, not 1" in text for *_, text in record.logs())


def test_uploads_move_with_their_runs(runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "own"), "zip", pictures(tmp_path / "own")))
    own(runs_root, store_upload(packed.read_bytes(), runs_root / UPLOADS))
    runs_root.rename(tmp_path / "moved")
    monkeypatch.setenv("GAN_CORE_RUNS", str(tmp_path / "moved"))
    run = RunFolder(tmp_path / "moved" / "tiny")
    assert Path(run.config()["data"]["path"]).parent == tmp_path / "moved" / UPLOADS
    assert main(["train", "--resume", "tiny", "--steps", "14"]) == 0
    assert read_card(find_model("tiny")).config.data.load().images.shape[0] == 12


def test_upload_that_only_machine_settings_name_is_kept(runs_root: Path, tmp_path: Path) -> None:
    packed = Path(shutil.make_archive(str(tmp_path / "own"), "zip", pictures(tmp_path / "own")))
    stored = store_upload(packed.read_bytes(), runs_root / UPLOADS)
    make(runs_root, tiny()).change_machine({"data.path": str(stored)})
    remove_unused_uploads(runs_root, -1)
    assert stored.exists()


def test_relative_path_of_a_fork_is_kept_whole(runs_root: Path, tmp_path: Path, monkeypatch, capsys) -> None:
    own(runs_root, pictures(tmp_path / "here"))
    pictures(tmp_path / "other")
    monkeypatch.setattr("gan_core.cli.fork.start_queued", lambda folder: None)
    monkeypatch.chdir(tmp_path)
    assert main(["fork", "tiny", "--steps", "20", "--set", "data.path=other", "--json"]) == 0
    made = RunFolder(events(capsys)[-1]["path"])
    assert made.config()["data"]["path"] == str(tmp_path / "other")


def test_other_classes_are_refused_where_a_run_is_resumed(runs_root: Path, tmp_path: Path, capsys) -> None:
    own(runs_root, pictures(tmp_path / "here", ("cat", "dog")), **{"model.conditional": True})
    other = pictures(tmp_path / "other", ("car", "bus"))
    assert main(["train", "--resume", "tiny", "--steps", "14", "--set", f"data.path={other}"]) == 1
    assert "their classes are cat, dog, these are bus, car" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("labels", "channels", "words"),
    [(("a", "b", "c"), 3, "2 classes, these data have 3"), (("a", "b"), 1, "3 colour"), ((), 3, "no labels")],
)
def test_pictures_that_the_weights_do_not_fit_are_refused_at_the_fork(
    runs_root: Path, tmp_path: Path, labels: tuple[str, ...], channels: int, words: str
) -> None:
    run = own(runs_root, pictures(tmp_path / "here", ("cat", "dog")), **{"model.conditional": True})
    other = pictures(tmp_path / "other", labels, channels)
    with pytest.raises(UserError, match=words):
        fork(Launcher(runs_root), run, changes={"data.path": str(other), "training.num_steps": 20})


def test_as_many_other_classes_can_be_forked_onto(runs_root: Path, tmp_path: Path) -> None:
    run = own(runs_root, pictures(tmp_path / "here", ("cat", "dog")), **{"model.conditional": True})
    other = pictures(tmp_path / "other", ("car", "bus"))
    made = fork(Launcher(runs_root), run, changes={"data.path": str(other), "training.num_steps": 14})
    assert work(made) == "done", made.status().reason
    assert read_card(find_model(made.path)).labels == ("bus", "car")


def test_fine_tuning_whose_pictures_moved_learns_from_the_new_place(
    runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its data are those of its teacher, a copy of which lies in it."""
    own(runs_root, pictures(tmp_path / "here"))
    values = {"method": "fine_tune", "teacher": "tiny", "student_ratio": 0.5, "frechet_images": 0}
    values |= {"training": {"num_steps": 2, "batch_size": 8}, "runtime": {"device": "cpu", "precision": "fp32"}}
    config = load_recover_config(values).model_dump(mode="json")
    run = RunFolder.create(runs_root / "tuned", config, title="Tuned", job_type="recover")
    keep_teacher(run, find_model("tiny"))
    (tmp_path / "here").rename(tmp_path / "there")
    assert work(run) == "failed"
    monkeypatch.setattr("gan_core.cli.runs.start_queued", lambda folder: None)
    assert main(["resume", "tuned", "--set", f"data.path={tmp_path / 'there'}"]) == 0
    assert work(run) == "done", run.status().reason


def test_zip_of_a_run_holds_no_place_of_this_machine_beside_its_experiment(runs_root: Path) -> None:
    run = make(runs_root, tiny())
    run.change_machine({"runtime.num_threads": 2})
    assert b"machine.json" not in archive(run)


def test_damaged_machine_settings_are_a_sentence(runs_root: Path) -> None:
    run = make(runs_root, tiny())
    (run.path / "machine.json").write_text("[")
    with pytest.raises(RunError, match=r"machine\.json"):
        run.config()
