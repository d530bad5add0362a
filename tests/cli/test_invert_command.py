"""python -m gan_core invert, as a user calls it."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z

FEW = ["--starts", "4", "--steps", "12"]


@pytest.fixture(scope="module")
def shape_png(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture that shapes-vae makes."""
    model = load("shapes-vae")
    image = to_bytes(model.decode(draw_z(3, 1, model.latent_dim)))[0].transpose(1, 2, 0)
    path = tmp_path_factory.mktemp("pictures") / "shape.png"
    Image.fromarray(image).save(path)
    return path


def test_saved_picture_is_found_again(shape_png: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "new" / "both.png"
    assert main(["invert", "shapes-vae", str(shape_png), *FEW, "--json", "--out", str(out)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["psnr"] > 35 and told["ssim"] > 0.95 and told["seconds"] > 0
    assert len(told["z"]) == 16 and told["label"] is None
    with Image.open(out) as both:
        assert both.size == (2 * 32 + 2, 32)
        pictures = np.asarray(both.convert("RGB")).astype(int)
    assert np.abs(pictures[:, :32] - pictures[:, 34:]).mean() < 5


def test_words_say_how_near_it_is(shape_png: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "a.png"
    assert main(["invert", "shapes-vae", str(shape_png), *FEW, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "PSNR" in said and "SSIM" in said and str(out) in said


def test_hole_is_shown_filled(shape_png: Path, tmp_path: Path) -> None:
    mask, out = Image.new("L", (64, 64), 255), tmp_path / "three.png"
    mask.paste(0, (0, 0, 20, 20))
    mask.save(tmp_path / "mask.png")
    call = ["invert", "shapes-vae", str(shape_png), *FEW, "--mask", str(tmp_path / "mask.png"), "--out", str(out)]
    assert main(call) == 0
    with Image.open(out) as three, Image.open(shape_png) as target:
        pictures, wanted = np.asarray(three.convert("RGB")), np.asarray(target)
    assert pictures.shape == (32, 3 * 32 + 4, 3)
    assert np.abs(pictures[:10, :10].astype(int) - 128).max() <= 1  # the hole in the target
    assert np.array_equal(pictures[12:, 68:], wanted[12:])  # what is known stays


def test_dark_on_light_is_inverted_for_digits(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    picture = Image.new("L", (60, 60), 255)
    picture.paste(0, (27, 10, 33, 50))  # a one in ink
    picture.save(tmp_path / "one.png")
    call = ["invert", "digits-gan", str(tmp_path / "one.png"), *FEW, "--label", "1", "--out", str(tmp_path / "a.png")]
    assert main(call) == 0
    said = capsys.readouterr().out
    assert "inverted to light on dark" in said and "label 1" in said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shapes-vae", "nowhere.png"], "cannot be read: No such file"),
        (["shapes-vae", __file__], "is no picture"),
        (["no-model", "nowhere.png"], "nor a shipped model"),
        (["shapes-vae", "PICTURE", "--label", "1"], "trained without labels"),
        (["shapes-vae", "PICTURE", "--starts", "0"], "starts must be 1 to 256"),
        (["shapes-vae", "PICTURE", "--out", "a.jpg"], "must end in .png"),
        (["shapes-vae", "PICTURE", "--mask", "nowhere.png"], "nowhere.png cannot be read"),
    ],
)
def test_wrong_calls_are_refused_in_words(
    arguments: list[str], words: str, shape_png: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["invert", *(str(shape_png) if each == "PICTURE" else each for each in arguments)]) == 1
    assert words in capsys.readouterr().err
