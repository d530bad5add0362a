"""python -m gan_core attack: digits of a model beside real ones, one's own, a run's D; refusals in words."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from tests.running import finished_run


def printed(capsys: pytest.CaptureFixture) -> dict:
    return json.loads(capsys.readouterr().out)


def test_generated_digits_are_attacked_beside_real_ones(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "attack.png"
    more = ["--num", "12", "--steps", "5", "--epsilon", "0.3", "--out", str(out), "--json"]
    assert main(["attack", "digits-gan", *more]) == 0
    figures = printed(capsys)
    assert figures["real"]["right_before"] == figures["generated"]["right_before"] == 12
    low, high = figures["real"]["interval"]
    assert low <= figures["real"]["success"] <= high and figures["real"]["fooled"] > 6
    with Image.open(out) as picture:
        assert picture.height > 2 * picture.width


def test_at_epsilon_zero_nothing_is_fooled(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["attack", "--num", "5", "--epsilon", "0", "--method", "fgsm", "--out", f"{tmp_path}/a.png"]) == 0
    assert "real: 0 of 5 digits read right before are read wrongly after (0 %, 0 to 43 %)" in capsys.readouterr().out


def test_ones_own_digit_is_read_before_and_after(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    paper = np.full((60, 60), 255, np.uint8)
    paper[8:52, 27:33] = 0
    Image.fromarray(paper).save(tmp_path / "one.png")
    more = ["--epsilon", "0.3", "--out", f"{tmp_path}/a.png", "--json"]
    assert main(["attack", "--picture", str(tmp_path / "one.png"), *more]) == 0
    figures = printed(capsys)
    assert figures["before"] == 1 and figures["after"] != 1 and 0 < figures["certainty"] <= 1


def test_a_runs_d_is_fooled(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    run = finished_run(tmp_path)
    more = ["--on", "discriminator", "--num", "8", "--out", f"{tmp_path}/a.png", "--json"]
    assert main(["attack", str(run.path), *more]) == 0
    figures = printed(capsys)
    assert figures["fakes"] == 8 and figures["taken_after"] >= figures["taken_before"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["shapes-gan"], "The digit classifier reads digits"),
        (["digits-gan", "--on", "discriminator"], "shipped models come without one"),
        (["shapes-vae", "--on", "discriminator"], "A VAE has no discriminator"),
        (["--on", "discriminator"], "--on discriminator must come with"),
        (["digits-gan", "--picture", "x.png"], "--picture must come without"),
        (["--picture", "missing.png"], "cannot be read"),
        (["--epsilon", "0.6"], "--epsilon must be 0 to 0.5, got 0.6"),
        (["--epsilon", "nan"], "--epsilon must be 0 to 0.5, got nan"),
        (["--num", "0"], "--num must be 1 to 1,000, got 0"),
        (["--steps", "0"], "--steps must be 1 to 200, got 0"),
        (["--seed", "-1"], "--seed must be 0 to"),
        (["--out", "a.jpg"], ".png"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["attack", *arguments]) == 1
    assert words in capsys.readouterr().err
