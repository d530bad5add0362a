"""The zip to give away works where this project is not."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.errors import UserError
from gan_core.export.checked import Exported, export
from gan_core.export.formats import FORMATS
from gan_core.export.package import POINTS, package
from gan_core.export.picture_script import picture_script
from gan_core.generators.generator import Generator, LoadedModel, to_bytes
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z
from gan_core.optimise.precision import Precision
from gan_core.store.model_card import read_card

FILES = {"README.md", "meta.json", "make_picture.py", "pictures.png"}
ALONE = """
import runpy, sys
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
assert not [each for each in sys.modules if each.split(".")[0] in {lacking}]
"""


def unpacked(generator: Generator, name: str, where: Path) -> tuple[Exported, Path]:
    exported = export(generator, name)
    with zipfile.ZipFile(io.BytesIO(package(generator, exported, "mine"))) as archive:
        archive.extractall(where)
    return exported, where / "mine"


def drawn_alone(script: Path, where: Path, lacking: tuple[str, ...], *arguments: str) -> np.ndarray:
    """The script's picture, uint8 (H, W) or (H, W, 3), from a fresh process that imported nothing of `lacking`."""
    where.mkdir()
    code = ALONE.replace("{lacking}", repr(lacking))
    command = [sys.executable, "-I", "-c", code, str(script), *arguments]
    done = subprocess.run(command, cwd=where, env={}, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    with Image.open(where / "picture.png") as picture:
        return np.asarray(picture).astype(int)


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("digits-gan", "onnx"),
        ("shapes-gan", "onnx"),
        ("digits-vae", "onnx"),
        ("digits-gan", "onnx_int8"),
        ("shapes-gan", "onnx_int8"),
        ("shapes-vae", "onnx_int8"),
        ("digits-gan", "torch_export"),
        ("shapes-vae", "torch_export"),
        ("digits-gan", "safetensors"),
        ("shapes-gan", "safetensors"),
        ("shapes-vae", "safetensors"),
    ],
)
def test_script_draws_the_same_picture_without_this_project(model: str, name: str, tmp_path: Path) -> None:
    """Rounding may put a value on the other side of a level: one level is allowed, two in int8."""
    generator = load(model)
    exported, folder = unpacked(generator, name, tmp_path)
    label = 7 if generator.num_classes else None
    asked = ("--seed", "3", *(("--label", "7") if generator.num_classes else ()))
    lacking = ("gan_core", "torch") if name.startswith("onnx") else ("gan_core",)
    found = drawn_alone(folder / "make_picture.py", tmp_path / "elsewhere", lacking, *asked)

    same = generator if name != "onnx_int8" else FORMATS[name].read(exported.content, generator.card)
    x = to_bytes(same.decode(draw_z(3, 1, generator.latent_dim), generator.labels_for(1, label)))[0]
    expected = x.transpose(1, 2, 0).squeeze().astype(int)
    assert found.shape == expected.shape
    assert np.abs(found - expected).max() <= (2 if name == "onnx_int8" else 1)


def test_half_precision_is_drawn_in_half_precision(tmp_path: Path) -> None:
    generator = Precision().apply(load("digits-vae"))
    _, folder = unpacked(generator, "safetensors", tmp_path)
    found = drawn_alone(folder / "make_picture.py", tmp_path / "elsewhere", ("gan_core",))
    assert found == pytest.approx(to_bytes(generator.decode(draw_z(0, 1, 2)))[0, 0].astype(int), abs=2)


def test_zip_holds_file_card_settings_pictures_and_script(tmp_path: Path) -> None:
    exported, folder = unpacked(load("digits-gan"), "onnx", tmp_path)
    assert {each.name for each in folder.iterdir()} == {*FILES, "generator.onnx"}
    told = json.loads((folder / "meta.json").read_text("utf-8"))["export"]
    assert (folder / "generator.onnx").read_bytes() == exported.content
    assert told["sha256"] == hashlib.sha256(exported.content).hexdigest()
    assert told["inputs"] == {"z": ["N", 16], "y": ["N", 10]} and told["outputs"] == {"x": ["N", 1, 28, 28]}
    with Image.open(folder / "pictures.png") as pictures:
        assert pictures.size == (10 * 30 - 2, 2 * 30 - 2)


def test_same_model_gives_the_same_zip() -> None:
    generator = load("shapes-vae")
    exported = export(generator, "safetensors")
    assert package(generator, exported, "a") == package(generator, exported, "a")


def test_safetensors_folder_is_a_model_of_this_project(tmp_path: Path) -> None:
    generator = load("digits-vae")
    _, folder = unpacked(generator, "safetensors", tmp_path)
    z = draw_z(0, 3, 2)
    assert (load(folder).decode(z) == generator.decode(z)).all()
    assert read_card(folder).figures == generator.card.figures


def test_card_says_what_it_learned_from_how_near_the_file_is_and_leaves_the_licence(tmp_path: Path) -> None:
    exported, folder = unpacked(load("digits-gan"), "onnx_int8", tmp_path)
    text = (folder / "README.md").read_text("utf-8")
    for words in (
        "Trained on | MNIST",
        "16,000 steps, 512,000 pictures shown, 227 seconds",
        "recognised: 0.954",
        f"PSNR {exported.parity.psnr_db:.1f} dB",
        "no int8 kernel for transposed convolutions",
        "pip install onnxruntime numpy pillow",
        "--label 1",
        "## Licence\n\nNot chosen yet",
    ):
        assert words in text


def test_card_of_a_torch_archive_warns_of_those_of_others(tmp_path: Path) -> None:
    _, folder = unpacked(load("digits-vae"), "torch_export", tmp_path)
    assert "open others only if you trust" in (folder / "README.md").read_text("utf-8")


def test_variant_is_not_given_figures_of_its_original(tmp_path: Path) -> None:
    _, folder = unpacked(Precision().apply(load("digits-vae")), "safetensors", tmp_path)
    assert "## Figures" not in (folder / "README.md").read_text("utf-8")


def test_names_of_labels_cannot_break_the_script(tmp_path: Path) -> None:
    generator, script = load("digits-gan"), tmp_path / "make_picture.py"
    names = ('"quoted"', "it's", "50 %", "back\\slash", "new\nline", "%(x)s", "{brace}", "h", "i", "j")
    card = replace(generator.card, labels=names)
    script.write_text(picture_script(card, FORMATS["onnx"].reading(generator)), "utf-8")
    done = subprocess.run([sys.executable, "-I", script, "--help"], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    shown = " ".join(done.stdout.split())
    assert all(f"{index} {' '.join(name.split())}" in shown for index, name in enumerate(names))


def test_points_leave_as_a_file_only() -> None:
    class Points(LoadedModel):
        pass

    card = load("digits-vae").card
    generator = Points(replace(card, shape=replace(card.shape, kind="points", channels=2)))
    with pytest.raises(UserError, match=POINTS.split(",")[0]):
        package(generator, Exported("onnx", b"", None, None, ()), "points")


EVIL = "<script>alert(1)</script> [x](javascript:alert(2)) <svg onload=alert(3)> | 100 % `a` \\ \n# head\udce9"


@pytest.fixture
def told_evil(monkeypatch: pytest.MonkeyPatch) -> Generator:
    """A conditional model whose title and labels are all that text should not be."""
    generator = load("digits-gan")
    labels = (EVIL, "100%", "%s %(prog)s", "<b>", "[y](javascript:b)", "*", "_a_", "|", "# h", "]] > <!--")
    generator.card = replace(generator.card, title=EVIL, labels=labels)
    return generator


def test_text_stays_text_in_the_model_card(told_evil: Generator, tmp_path: Path) -> None:
    _, folder = unpacked(told_evil, "onnx", tmp_path)
    text = (folder / "README.md").read_text("utf-8")
    for active in ("<script", "<svg", "<b>", "<!--", "\n# head", "(javascript:"):
        assert active not in text
    row = next(line for line in text.splitlines() if line.startswith("| Labels"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 3
    assert text.startswith("# &lt;script&gt;alert(1)")


def test_script_runs_whatever_the_labels_are_called(told_evil: Generator, tmp_path: Path) -> None:
    _, folder = unpacked(told_evil, "onnx", tmp_path)
    picture = drawn_alone(folder / "make_picture.py", tmp_path / "away", ("gan_core",), "--label", "1")
    assert picture.shape == told_evil.card.shape.dims[1:]
    command = [sys.executable, str(folder / "make_picture.py"), "--help"]
    assert "100%" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
