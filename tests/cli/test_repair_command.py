"""python -m gan_core repair: one's own picture damaged and repaired, or repaired as it is; refusals in words."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A red square on white, larger than the networks take."""
    values = np.full((100, 120, 3), 250, np.uint8)
    values[30:70, 40:80] = (222, 45, 52)
    Image.fromarray(values).save(tmp_path / "square.png")
    return tmp_path / "square.png"


@pytest.mark.parametrize(("task", "columns"), [("denoise", 4), ("fill", 4), ("double", 4)])
def test_every_task_damages_and_repairs_and_scores(
    task: str, columns: int, picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out = tmp_path / "repaired.png"
    assert main(["repair", "shapes-repair", str(picture), "--task", task, "--out", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["task"] == task and found["read"] == "square"
    assert all(found[name]["psnr"] > 0 for name in ("damaged", "mse", "adversarial"))
    with Image.open(out) as grid:
        assert grid.width // grid.height == columns


def test_a_picture_that_is_damaged_already_is_repaired_without_scores(
    picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    mask = np.full((60, 60), 255, np.uint8)
    mask[20:40, 20:40] = 0
    Image.fromarray(mask).save(tmp_path / "mask.png")
    more = ["--task", "fill", "--mask", str(tmp_path / "mask.png"), "--damaged", "--out", f"{tmp_path}/r.png"]
    assert main(["repair", "shapes-repair", str(picture), *more]) == 0
    said = capsys.readouterr().out
    assert "PSNR" not in said and "MSE and adversarial: read as" in said


def test_a_digit_on_paper_is_inverted_and_told(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    paper = np.full((60, 60), 255, np.uint8)
    paper[8:52, 27:33] = 0
    Image.fromarray(paper).save(tmp_path / "one.png")
    more = ["--task", "double", "--centre", "--out", f"{tmp_path}/r.png"]
    assert main(["repair", "digits-repair", str(tmp_path / "one.png"), *more]) == 0
    said = capsys.readouterr().out
    assert "inverted to light on dark" in said and "read as 1 before it was damaged" in said


def test_the_same_seed_repairs_the_same(picture: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    found = []
    for seed in ("1", "1", "2"):
        out = tmp_path / "r.png"
        assert main(["repair", "shapes-repair", str(picture), "--seed", seed, "--out", str(out)]) == 0
        found.append(out.read_bytes())
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shapes-gan"], "shapes-gan holds no repair networks"),
        (["shapes-repair", "--task", "denoise", "--strength", "2"], "The strength must be 0.1 to 1, got 2."),
        (["shapes-repair", "--task", "denoise", "--strength", "nan"], "The strength must be 0.1 to 1, got nan."),
        (["shapes-repair", "--task", "double", "--strength", "0.5"], "has no strength: leave it out"),
        (["shapes-repair", "--task", "fill", "--damaged"], "Where is the hole?"),
        (["shapes-repair", "--mask", "m.png"], "--mask must come with --task fill"),
        (["shapes-repair", "--seed", "-1"], "--seed must be 0 to"),
        (["shapes-repair", "--out", "a.jpg"], ".png"),
    ],
)
def test_what_cannot_be_done_is_said(
    arguments: list[str], words: str, picture: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["repair", arguments[0], str(picture), *arguments[1:]]) == 1
    assert words in capsys.readouterr().err


def test_what_is_no_picture_is_said(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    (tmp_path / "x.png").write_bytes(b"no picture")
    assert main(["repair", "shapes-repair", str(tmp_path / "x.png")]) == 1
    assert "x.png" in capsys.readouterr().err
    assert main(["repair", "shapes-repair", str(tmp_path / "none.png")]) == 1
    assert "cannot be read" in capsys.readouterr().err
