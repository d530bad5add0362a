"""Where a command writes, under which name: an odd place is a sentence before the work, capitals will do."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z
from tests.conftest import tiny
from tests.running import make, work

COMMANDS = {
    "sample": (["sample", "shapes-gan", "--num", "1", "--out"], ".png"),
    "interpolate": (["interpolate", "shapes-gan", "--frames", "2", "--out"], ".png"),
    "directions": (["directions", "shapes-gan", "--out"], ".json"),
    "strip": (["directions", "shapes-gan", "--strip"], ".png"),
    "invert": (["invert", "shapes-gan", "picture.png", "--out"], ".png"),
    "export": (["export", "shapes-gan", "--format", "safetensors", "--out"], ".safetensors"),
    "interactive-export": (["interactive-export", "shapes-gan", "--out"], ".html"),
    "attack": (["attack", "digits-gan", "--out"], ".png"),
    "measure": (["measure", "shapes-gan", "--csv"], ".csv"),
    "evaluate": (["evaluate", "shapes-gan", "--csv"], ".csv"),
    "compare": (["compare", "a", "b", "--html"], ".html"),
    "inspect": (["datasets", "--inspect", ".", "--sheet"], ".png"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_place_that_cannot_be_a_file_is_refused_before_anything_is_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys, command: str
) -> None:
    def too_late(*_: object, **__: object) -> None:
        raise AssertionError("the work has begun")

    for place in ("generators.load.load", "store.model_ref.find_model", "cli.compare.find", "data.FolderSettings.load"):
        monkeypatch.setattr(f"gan_core.{place}", too_late)
    words, ending = COMMANDS[command]
    (tmp_path / f"folder{ending}").mkdir()
    (tmp_path / "file").write_text("")
    for out, told in (
        (f"folder{ending}", "is a folder"),
        (f"file/x{ending}", "is a file"),
        ("x", "end in"),
        (".", "end in"),
    ):
        assert main([*words, str(tmp_path / out)]) == 1
        assert told in capsys.readouterr().err


def test_folder_that_is_not_there_is_made_and_capitals_are_an_ending(tmp_path: Path) -> None:
    assert main(["sample", "shapes-gan", "--num", "1", "--out", str(tmp_path / "new" / "folder" / "A.PNG")]) == 0
    with Image.open(tmp_path / "new" / "folder" / "A.PNG") as picture:
        assert picture.format == "PNG"


@pytest.mark.parametrize(("out", "most"), [("x.png", 10_000), ("x.npz", 100_000)])
def test_sample_has_a_limit(tmp_path: Path, capsys, out: str, most: int) -> None:
    assert main(["sample", "shapes-gan", "--num", "1000000000", "--out", str(tmp_path / out)]) == 1
    assert f"--num must be 1 to {most:,}" in capsys.readouterr().err


def test_many_samples_are_drawn_in_portions_that_are_the_same_pictures(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("gan_core.cli.sample.PORTION", 4)
    assert main(["sample", "digits-gan", "--num", "10", "--out", str(tmp_path / "x.npz")]) == 0
    model = load("digits-gan")
    expected = model.decode(draw_z(0, 10, model.latent_dim), model.labels_for(10)).transpose(0, 2, 3, 1)
    found = np.load(tmp_path / "x.npz")["images"].astype(np.float32) / 127.5 - 1
    assert found.shape == expected.shape and np.abs(found - expected).max() < 0.01


def test_progress_is_told_where_someone_looks(tmp_path: Path, monkeypatch, capsys) -> None:
    monkeypatch.setattr("gan_core.cli.sample.PORTION", 4)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert main(["sample", "shapes-gan", "--num", "10", "--out", str(tmp_path / "x.png")]) == 0
    assert "8 of 10" in capsys.readouterr().err


def tiles(path: Path, columns: int, size: int) -> list[np.ndarray]:
    """The pictures of a grid, row after row."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture)
    rows = (pixels.shape[0] + 2) // (size + 2)
    return [
        pixels[row * (size + 2) :][:size, column * (size + 2) :][:, :size]
        for row in range(rows)
        for column in range(columns)
    ]


@pytest.mark.parametrize("model", ["shapes-gan", "digits-gan"])
def test_two_pictures_of_a_grid_are_the_ends_of_a_film(tmp_path: Path, model: str) -> None:
    size = load(model).card.shape.image_size
    assert main(["sample", model, "--num", "16", "--out", str(tmp_path / "grid.png")]) == 0
    told = ["interpolate", model, "--pictures", "0.5", "0.14", "--frames", "3", "--out", str(tmp_path / "strip.png")]
    assert main(told) == 0
    grid, strip = tiles(tmp_path / "grid.png", 4, size), tiles(tmp_path / "strip.png", 3, size)
    for found, wanted in ((strip[0], grid[5]), (strip[2], grid[14])):
        assert np.abs(found.astype(int) - wanted).max() <= 1


def test_picture_of_a_conditional_runs_training_grid_can_be_filmed(runs_root: Path, tmp_path: Path) -> None:
    """Row 1, column 2 of the grid: latent 1 under class 2."""
    run = make(runs_root, tiny(model__conditional=True, recording__num_samples=60))
    assert work(run) == "done"
    with run.record() as record:
        file = [name for *_, kind, name in record.pictures() if kind == "samples"][-1]
    classes = load(run.path).num_classes
    wanted = tiles(run.samples / file, classes, 16)[classes + 2]
    told = ["interpolate", "tiny", "--pictures", "0.1:2", "--frames", "1", "--out", str(tmp_path / "strip.png")]
    assert main(told) == 0
    (found,) = tiles(tmp_path / "strip.png", 1, 16)
    assert np.abs(found.astype(int) - wanted).max() <= 1


def test_picture_that_is_none_of_the_model_is_a_sentence(tmp_path: Path, capsys) -> None:
    told = ["interpolate", "shapes-gan", "--pictures", "0.1", "seven", "--out", str(tmp_path / "x.png")]
    assert main(told) == 1
    assert "SEED.NUMBER" in capsys.readouterr().err


def test_names_that_are_no_utf8_can_be_trained_drawn_and_exported(runs_root: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9")
    run = make(tmp_path, tiny(), odd)
    assert work(run) == "done"
    for told in (
        ["sample", str(run.path), "--num", "1", "--out", str(tmp_path / f"{odd}.png")],
        ["export", str(run.path), "--format", "safetensors", "--zip", "--out", str(tmp_path / f"{odd}.zip")],
        ["export", str(run.path), "--format", "onnx", "--out", str(tmp_path / f"{odd}.onnx")],
    ):
        called = subprocess.run(
            [sys.executable, "-m", "gan_core", *told],
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8:strict"},
        )
        assert called.returncode == 0, called.stderr
        assert os.fsencode(told[-1]) in called.stdout


@pytest.mark.parametrize("value", ["[]", "{}", "3", "null"])
@pytest.mark.parametrize("group", ["data", "model", "objective"])
def test_kind_that_is_no_word_is_a_sentence(capsys, group: str, value: str) -> None:
    told = f"{group}.name={value}"
    assert main(["train", "--steps", "1", "--set", told]) == 1
    assert main(["race", "--lane", f"a: {told}", "--lane", "b:"]) == 1
    assert capsys.readouterr().err.count(f"{group}.name must be one of") == 2
