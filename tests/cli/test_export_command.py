"""python -m gan_core export, on shipped models."""

import json
import zipfile
from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.export.formats import FORMATS
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z


def test_file_is_written_and_draws_what_the_model_draws(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "new" / "mine.onnx"
    assert main(["export", "digits-vae", "--format", "onnx", "--out", str(out)]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{out}  {out.stat().st_size:,} bytes"
    assert second.startswith("Pictures on 64 latents, against the model's: ") and "dB" in second
    generator, z = load("digits-vae"), draw_z(0, 2, 2)
    assert FORMATS["onnx"].read(out.read_bytes(), generator.card).decode(z) == pytest.approx(
        generator.decode(z), abs=1e-5
    )


def test_json_tells_path_size_and_differences(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "mine.onnx"
    assert main(["export", "digits-gan", "--format", "onnx_int8", "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["path"] == str(out) and told["format"] == "onnx_int8" and told["bytes"] == out.stat().st_size
    assert told["parity"]["psnr_db"] >= 35 and told["parity"]["num_latents"] == 64
    assert 0 < told["parity"]["mean_abs"] < told["parity"]["max_abs"]
    assert "ONNX Runtime has no int8 kernel for transposed convolutions." in told["notes"]


def test_equal_pictures_have_no_infinite_number_in_json(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "mine.safetensors"
    assert main(["export", "shapes-vae", "--format", "safetensors", "--out", str(out), "--json"]) == 0
    parity = json.loads(capsys.readouterr().out)["parity"]
    assert parity["max_abs"] == 0 and parity["psnr_db"] is None


def test_zip_unpacks_into_a_folder_of_its_name(tmp_path: Path) -> None:
    out = tmp_path / "digits.zip"
    assert main(["export", "digits-vae", "--format", "torch_export", "--out", str(out), "--zip"]) == 0
    with zipfile.ZipFile(out) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"digits"}
        assert {"digits/generator.pt2", "digits/make_picture.py", "digits/README.md"} <= set(archive.namelist())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("digits-vae", "--format", "onnx", "--out", "mine.pt2"), "must end in .onnx"),
        (("digits-vae", "--format", "torch_export", "--out", "mine.onnx"), "must end in .pt2"),
        (("digits-vae", "--format", "onnx", "--out", "mine.onnx", "--zip"), "must end in .zip"),
        (("nobody", "--format", "onnx", "--out", "mine.onnx"), "nor a shipped model"),
    ],
)
def test_wrong_calls_say_what_is_allowed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.glob("mine*")) == []


def test_unknown_format_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["export", "digits-vae", "--format", "docx", "--out", str(tmp_path / "mine.docx")])
    assert stopped.value.code == 2
    assert "safetensors" in capsys.readouterr().err
