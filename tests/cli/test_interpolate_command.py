"""python -m gan_core interpolate, on shipped models."""

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z


def walk(out: Path, *more: str, model: str = "digits-vae") -> int:
    return main(["interpolate", model, "--out", str(out), *more])


@pytest.mark.parametrize("kind", ["webp", "gif"])
def test_film_of_a_shipped_model_has_the_frames_and_speed_asked_for(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "new" / f"path.{kind}"
    assert walk(out, "--frames", "9", "--fps", "10", "--easing", "gentle", "--closed", "--even") == 0
    with Image.open(out) as film:
        assert film.n_frames == 9
        film.load()
        assert film.info["duration"] == 100
        assert film.size == (280, 280)


def test_strip_shows_the_pictures_of_its_seeds_at_its_ends(tmp_path: Path) -> None:
    out = tmp_path / "strip.png"
    assert walk(out, "--seeds", "4", "9", "--label", "3", "7", "--frames", "5", model="digits-gan") == 0
    model = load("digits-gan")
    keys = np.concatenate([draw_z(4, 1, 16), draw_z(9, 1, 16)])
    ends = to_bytes(model.decode(keys, np.array([3, 7])))[:, 0].astype(int)
    with Image.open(out) as strip:
        assert strip.size == (5 * 28 + 4 * 2, 28)
        grey = np.asarray(strip)[:, :, 0].astype(int)
    assert np.abs(grey[:, :28] - ends[0]).max() <= 1
    assert np.abs(grey[:, -28:] - ends[1]).max() <= 1


def test_zip_holds_as_many_frames_as_asked_for_on_every_way(tmp_path: Path) -> None:
    for way in ("spherical", "linear", "smooth-closed"):
        assert walk(tmp_path / f"{way}.zip", "--way", way, "--frames", "6", "--label", "2", model="digits-gan") == 0
        with zipfile.ZipFile(tmp_path / f"{way}.zip") as packed:
            assert len(packed.namelist()) == 6


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--label", "3"), "without labels"),
        (("--frames", "0"), "--frames must be 1 to 600"),
        (("--seeds", "-1"), "--seeds must be at least 0"),
        (("--fps", "500"), "1 to 50 frames per second"),
        (("--label", "3", "4"), "one for each of the 3 seeds"),
    ],
)
def test_wrong_calls_say_what_is_allowed(
    tmp_path: Path, arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture
) -> None:
    assert walk(tmp_path / "x.webp", *arguments) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.glob("x*")) == []


def test_files_of_another_kind_and_unknown_models_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert walk(tmp_path / "x.mp4") == 1
    assert "must end in .webp, .gif, .zip or .png" in capsys.readouterr().err
    assert walk(tmp_path / "x.gif", model="nobody") == 1
    assert "nor a shipped model" in capsys.readouterr().err
