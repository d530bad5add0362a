"""One's own pictures in the terminal: what is learned is said before it is, and classes are asked for by name."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.data import ImageData, torchvision_sets
from gan_core.data.download import DownloadError
from gan_core.data.shapes import ShapesSettings
from gan_core.errors import DataError
from gan_core.evaluation.reference import load_reference
from gan_core.evaluation.settings import Subject
from gan_core.evaluation.sources import source_of
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.job_types import train as job
from gan_core.jobs.folder import RunFolder
from gan_core.latent_draws import draw_z
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model
from gan_core.training.batches import Batches
from tests.cli.test_train_and_runs import SMALL
from tests.evaluation.evaluated import quick

SIZE = [each for each in SMALL if "num_images" not in each and each != "--set"]


def pictures(root: Path, folders: dict[str, int]) -> Path:
    """So many pictures in each folder, of one brightness a folder."""
    for place, (name, count) in enumerate(folders.items()):
        (root / name).mkdir(parents=True, exist_ok=True)
        for index in range(count):
            values = np.full((20, 20, 3), 40 + 10 * place, np.uint8)
            values[index % 20] = 255
            Image.fromarray(values).save(root / name / f"{index}.png")
    return root


def train(path: Path, out: Path, *more: str) -> int:
    settings = [part for each in SIZE for part in ("--set", each)]
    wanted = ["--dataset", "folder", "--set", f"data.path={path}", "--out", str(out), "--steps", "3"]
    return main(["train", "--preset", "colour-shapes", *wanted, *settings, *more])


def log(run: Path) -> str:
    with RunFolder(run).record() as record:
        return " ".join(text for *_, text in record.logs())


def test_train_says_what_it_learns_and_what_it_leaves_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = pictures(tmp_path / "set", {"train/cat": 3, "train/dog": 4, "test/cat": 2})
    (root / "train" / "cat" / "x.HEIC").write_bytes(b"x")
    assert train(root, tmp_path / "run", "--set", "training.batch_size=64") == 0
    said = capsys.readouterr().err
    for words in ("2 labels from folders: cat 3, dog 4", "1 HEIC file was left out", "2 pictures of the other parts"):
        assert words in said and words in log(tmp_path / "run")
    assert "A batch holds 7 samples instead of 64" in log(tmp_path / "run")


@pytest.mark.parametrize(
    ("count", "fraction", "said"), [(1, 1, "is 1 sample"), (20, 0.05, "a fraction of 0.05 leaves")]
)
def test_too_few_pictures_are_refused_before_a_run_is_made(tmp_path, capsys, count, fraction, said) -> None:
    root = pictures(tmp_path / "set", {".": count})
    assert train(root, tmp_path / "run", "--set", f"data.fraction={fraction}") == 1
    assert said in capsys.readouterr().err and not (tmp_path / "run").exists()


@pytest.mark.parametrize("count", [0, 1])
def test_batches_are_refused_wherever_they_come_from(count: int) -> None:
    data = ImageData(np.zeros((count, 3, 16, 16), np.uint8))
    with pytest.raises(DataError, match="take at least 2"):
        Batches(data, ShapesSettings(), batch_size=8, seed=0, device="cpu", conditional=False)


def test_relative_path_is_kept_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures(tmp_path / "set", {".": 4})
    monkeypatch.chdir(tmp_path)
    assert train(Path("set"), tmp_path / "run") == 0
    assert RunFolder(tmp_path / "run").config()["data"]["path"] == str(tmp_path / "set")


def test_class_is_drawn_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = pictures(tmp_path / "set", {str(each): 3 for each in (2, 9, 10)})
    assert train(root, tmp_path / "run", "--set", "model.conditional=true") == 0
    assert read_card(find_model(tmp_path / "run")).labels == ("2", "9", "10")
    sample = ["sample", str(tmp_path / "run"), "--num", "2"]
    for label, out in (("10", "a.npz"), ("2", "b.npz"), ("1", "c.npz")):
        assert main([*sample, "--label", label, "--out", str(tmp_path / out)]) == 0
    drawn = [np.load(tmp_path / each)["images"] for each in ("a.npz", "b.npz", "c.npz")]
    model = load(tmp_path / "run")
    for images, index in zip(drawn, (2, 0, 1), strict=True):
        expected = to_bytes(model.decode(draw_z(0, 2, model.latent_dim), np.full(2, index))).transpose(0, 2, 3, 1)
        assert (images == expected).all()
    capsys.readouterr()
    assert main([*sample, "--label", "owl"]) == 1
    assert "the labels 2, 9, 10, got owl" in capsys.readouterr().err


def test_resumed_run_keeps_the_order_of_labels_that_it_learned(tmp_path: Path) -> None:
    """A run of an earlier time, when labels sorted as text, goes on with its own order."""
    root = pictures(tmp_path / "set", {str(each): 3 for each in (2, 9, 10)})
    assert train(root, tmp_path / "run", "--set", "model.conditional=true") == 0
    for meta in (tmp_path / "run").rglob("meta.json"):
        told = json.loads(meta.read_text("utf-8"))
        meta.write_text(json.dumps(told | {"labels": ["10", "2", "9"]}), "utf-8")
    folder = RunFolder(tmp_path / "run")
    resumed = job.TrainJob(folder, lambda text, share: None)
    assert resumed.labels == ("10", "2", "9")
    assert resumed.data.labels.tolist() == [0] * 3 + [1] * 3 + [2] * 3
    assert read_card(find_model(tmp_path / "run")).config.data.load().label_names == ("10", "2", "9")


def test_inspect_prints_the_report_and_draws_the_sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = pictures(tmp_path / "set", {"cat": 3, "dog": 4})
    (root / "notes.txt").write_text("x")
    sheet = tmp_path / "sheet.PNG"
    assert main(["datasets", "--inspect", str(root), "--image-size", "16", "--sheet", str(sheet)]) == 0
    said = capsys.readouterr().out
    assert "7 grey pictures, 16x16; 2 labels from folders: cat 3, dog 4." in said and "notes.txt" in said
    with Image.open(sheet) as drawn:
        assert drawn.size == (3 * 18 - 2, 3 * 18 - 2)
    assert main(["datasets", "--inspect", str(root), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["num_images"] == 7 and report["labels"] == [["cat", 3], ["dog", 4]]


def test_data_set_that_is_not_here_says_that_it_is_downloaded(tmp_path, capsys, monkeypatch) -> None:
    def offline(*_: object, **__: object) -> None:
        raise DownloadError("no network")

    monkeypatch.setenv("GAN_CORE_DATA", str(tmp_path))
    monkeypatch.setattr(torchvision_sets, "fetch", offline)
    assert main(
        ["train", "--preset", "quick-digits", "--dataset", "mnist", "--steps", "2", "--out", str(tmp_path / "r")]
    )
    assert "about 10 MB will be downloaded when training starts. Offline, the run stops" in capsys.readouterr().err
    assert main(["datasets"]) == 0
    assert "Needs a download of about 10 MB" in capsys.readouterr().out


def test_scored_pictures_of_ones_own_say_what_became_of_them(tmp_path: Path) -> None:
    root = pictures(tmp_path / "real", {".": 40})
    for index, path in enumerate(sorted(root.glob("*.png"))):
        Image.fromarray(np.full((20, 20), index, np.uint8)).save(path)
    config = quick("digits-gan", reference="folder", reference_path=str(root), num=20)
    reference = load_reference(config, None, lambda text, share: None)
    scored = tmp_path / "scored"
    scored.mkdir()
    for index in range(40):
        Image.fromarray(np.full((20, 20, 3), (index, 0, 9), np.uint8)).save(scored / f"{index}.png")
    source = source_of(Subject(kind="pictures", where=str(scored), title="mine"), reference)
    assert any("40 coloured pictures were converted to grey" in each for each in source.notes)
