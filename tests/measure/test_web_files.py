"""A measured variant as files: made from its recipe, compared, zipped, found again, and refused with by how much."""

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from gan_core.errors import UserError
from gan_core.export import checked
from gan_core.generators.torch_generator import load
from gan_core.job_types.measure import MeasureJob
from gan_core.jobs.folder import RunFolder
from gan_core.measure.export import PLACE, key_of, made, make, unfit_formats
from gan_core.measure.results import read_result
from gan_core.message import Message
from gan_core.optimise.onnx_runtime import OnnxRuntime
from gan_core.optimise.parity import Parity
from gan_core.store.model_ref import resolve
from tests.measure.measured import BF16, MASK, folder_of, quick, trained


@pytest.fixture
def folder(runs_root: Path) -> RunFolder:
    return folder_of(runs_root, quick("shapes-gan", MASK, BF16))


def asked(folder: RunFolder, variant: str, name: str) -> dict[str, str]:
    return {"folder": str(folder.path), "variant": variant, "format": name}


def test_a_variant_leaves_as_a_file_and_a_zip_and_is_found_again(folder: RunFolder) -> None:
    told = make(asked(folder, "masked 50 %", "safetensors"))
    away, place = made(folder, key_of(quick("shapes-gan", MASK, BF16).variants(), "masked 50 %", "safetensors"))
    assert away.file == told["file"] == "shapes-gan-masked-50.safetensors" and away.parity == Message("equal")
    assert (place / away.file).stat().st_size == away.bytes
    with zipfile.ZipFile(place / away.zip) as packed:
        inside = {name.rpartition("/")[2] for name in packed.namelist()}
    assert {"README.md", "make_picture.py", "generator.safetensors"} <= inside


def test_a_run_that_went_on_leaves_as_it_was_measured(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick(trained(runs_root), MASK))
    list(MeasureJob(folder, lambda *_: None).build_variants())
    assert read_result(folder).measured == "tiny-run@12"
    make(asked(folder, "original", "safetensors"))
    away, place = made(folder, "00-safetensors")
    before = (place / away.file).read_bytes()
    newer = runs_root / "tiny-run" / "checkpoints" / "step-000000099"
    shutil.copytree(resolve("tiny-run"), newer)
    weights = load_file(newer / "generator.safetensors")
    save_file({name: np.asarray(each + 1) for name, each in weights.items()}, newer / "generator.safetensors")
    make(asked(folder, "original", "safetensors"))
    assert (place / away.file).read_bytes() == before


def test_a_list_that_names_files_elsewhere_gives_nothing_away(folder: RunFolder) -> None:
    place = folder.path / PLACE / "00-onnx"
    place.mkdir(parents=True)
    told = {"file": "../../config.json", "bytes": 1, "zip": "", "parity": "", "notes": []}
    (place / "away.json").write_text(json.dumps(told))
    assert (place / told["file"]).is_file() and made(folder, "00-onnx") is None


def test_a_file_that_is_gone_is_made_again(folder: RunFolder) -> None:
    make(asked(folder, "masked 50 %", "safetensors"))
    away, place = made(folder, "01-safetensors")
    (place / away.file).unlink()
    assert made(folder, "01-safetensors") is None and made(folder, "02-onnx") is None


def test_a_file_that_draws_something_else_is_blocked_and_says_by_how_much(
    folder: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "difference", lambda *_: Parity(0.25, 0.1, 20.0))
    with pytest.raises(UserError, match=r"differ by up to 0\.25"):
        make(asked(folder, "masked 50 %", "safetensors"))
    assert made(folder, "01-safetensors") is None


def test_a_variant_that_was_not_measured_is_refused(folder: RunFolder) -> None:
    with pytest.raises(UserError, match="no variant"):
        make(asked(folder, "pruned 90 %", "safetensors"))


def test_formats_that_make_no_sense_say_why() -> None:
    original = load(resolve("shapes-gan"))
    assert unfit_formats(original) == {}
    assert set(unfit_formats(OnnxRuntime().apply(original))) == {"safetensors", "torch_export"}
