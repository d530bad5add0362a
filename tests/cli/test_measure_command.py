"""python -m gan_core measure, as a user calls it."""

import json
from pathlib import Path

import pytest

from gan_core.cli.main import main

QUICK = ["--batch", "1", "2", "--rounds", "6"]


def test_every_figure_is_in_the_json(capsys: pytest.CaptureFixture) -> None:
    assert main(["measure", "shapes-vae", "--backend", "onnx", *QUICK, "--grid", "France", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (row,) = told["rows"]
    assert row["name"] == "shapes-vae" and told["batches"] == [1, 2] and told["grid"] == "France"
    assert row["multiply_adds"]["value"] == 514_048 and row["parameters"]["kind"] == "counted"
    assert row["file_size"]["value"] > 2_000_000
    assert row["time"]["2"]["low"] <= row["time"]["2"]["value"] <= row["time"]["2"]["high"]
    assert row["peak_memory"]["value"] > 0 and row["start_up"]["value"] > 0
    assert row["energy"]["how"] and row["energy"]["value"] != 0
    assert told["machine"]["processor"]


def test_two_backends_are_two_rows_in_words(capsys: pytest.CaptureFixture, tmp_path: Path) -> None:
    out = tmp_path / "new" / "costs.csv"
    call = ["measure", "shapes-vae", "--backend", "torch", "onnx", *QUICK, "--no-start", "--csv", str(out)]
    assert main(call) == 0
    said = capsys.readouterr().out
    assert "shapes-vae torch" in said and "shapes-vae onnx" in said and "against shapes-vae torch" in said
    assert "Energy: " in said and "CO2: World 2023" in said
    assert len(out.read_text().splitlines()) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["no-model"], "nor a shipped model"),
        (["shapes-vae", "--batch", "0"], "batch of 1"),
        (["shapes-vae", "--grid", "Atlantis"], "choose World"),
        (["shapes-vae", "--watts", "-1"], "watts"),
        (["shapes-vae", "--threads", "0"], "--threads must be 1"),
        (["shapes-vae", "--csv", "a.txt"], "must end in .csv"),
    ],
)
def test_wrong_calls_are_refused_in_words(arguments: list[str], words: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["measure", *arguments, "--backend", "onnx"]) == 1
    assert words in capsys.readouterr().err
