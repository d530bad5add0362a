"""python -m gan_core drag, on shipped models."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z


def pull(out: Path, *more: str, model: str = "digits-gan") -> int:
    places = () if "--from" in more else ("--from", "14,6", "--to", "17,6")
    return main(["drag", model, "--seed", "3", "--out", str(out), *places, *more])


def test_film_shows_every_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pull(tmp_path / "new" / "film.webp", "--label", "7", "--fps", "10") == 0
    with Image.open(tmp_path / "new" / "film.webp") as film:
        assert film.n_frames > 5 and film.size == (280, 280)
    said = capsys.readouterr().out
    assert "px" in said and "steps" in said and said.rstrip().endswith("film.webp")


def test_png_begins_with_the_picture_of_the_seed_and_ends_with_that_of_the_latent_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pull(tmp_path / "two.png", "--label", "7", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"z", "rest", "reached", "steps", "seconds", "out"}
    z = np.concatenate([draw_z(3, 1, 16), np.array([told["z"]], np.float32)])
    ends = to_bytes(load("digits-gan", backend="onnx").decode(z, np.array([7, 7])))[:, 0].astype(int)
    with Image.open(tmp_path / "two.png") as both:
        grey = np.asarray(both)[:, :, 0].astype(int)
    assert np.abs(grey[:, :28] - ends[0]).max() <= 1
    assert np.abs(grey[:, -28:] - ends[1]).max() <= 1


def test_what_is_kept_is_a_picture(tmp_path: Path) -> None:
    Image.new("L", (28, 28), 255).save(tmp_path / "mask.png")
    assert pull(tmp_path / "a.png", "--label", "7", "--keep", str(tmp_path / "mask.png")) == 0
    assert pull(tmp_path / "b.png", "--label", "7") == 0
    first, held, free = (
        np.asarray(Image.open(tmp_path / name), int)[:, part, 0]
        for name, part in (("a.png", slice(28)), ("a.png", slice(-28, None)), ("b.png", slice(-28, None)))
    )
    assert np.abs(held - first).mean() < np.abs(free - first).mean()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "14;6", "--to", "17,6"), "--from must be two numbers with a comma, as in 10,12"),
        (("--from", "14,6", "--to", "17,x"), "--to must be two numbers with a comma"),
        (("--from", "14,6", "--to", "17,6", "--from", "1,1"), "Each --from needs a --to: there are 2 of one and 1 of"),
        (("--from", "14,6", "--to", "28,6"), "from 0,0 to 27,27"),
        (("--radius", "0"), "The radius must be 1 to 28 pixels, got 0."),
        (("--seed", "-1"), "--seed must be 0 to"),
        (("--label", "12"), "This model knows the labels"),
        (("--keep", "nowhere.png"), "nowhere.png cannot be read"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert pull(tmp_path / "film.webp", *arguments) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "film.webp").exists()
