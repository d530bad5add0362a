"""The command that measures on a GPU, tried without one: it runs, saves as it goes, and says what it is not."""

import json
from pathlib import Path

import pytest
import torch

from benchmarks import gpu
from benchmarks.gpu_cells import PRESET_NAMES, scale_cells, speed_cells

SHORT = ["--device", "cpu", "--seconds", "0.05", "--presets", "first-gan", "--batches", "64", "--at-once", "2"]


def test_about_forty_cells_differ_from_the_base_in_one_factor() -> None:
    cells = [*speed_cells(PRESET_NAMES), *scale_cells(PRESET_NAMES)]
    assert 36 <= len(cells) <= 50
    assert len({each.name for each in cells}) == len(cells)
    assert cells[0].factor == "base"


def test_speed_and_scale_are_measured_saved_and_shown(tmp_path: Path, capsys) -> None:
    out = tmp_path / "gpu.json"
    assert gpu.main([*SHORT, "--only", "speed", "--out", str(out)]) == 0
    found = json.loads(out.read_text())
    names = [each["name"] for each in found["cells"]]
    assert names[0] == "first-gan, fp32" and {"first-gan, bf16", "first-gan, fp32, batch 64"} <= {*names}
    assert [each["error"] for each in found["cells"] if each["graphs"]] == ["CUDA graphs need a GPU"] * 2
    assert all(each["images_per_second"] > 0 for each in found["cells"] if "error" not in each)
    shown = out.with_suffix(".md").read_text()
    assert "not run on a GPU" in shown and "| first-gan, fp32 |" in shown
    assert gpu.main([*SHORT, "--only", "scale", "--out", str(out)]) == 0
    (first, *_) = json.loads(out.read_text())["cells"]
    assert first["at_once"] == 2 and first["images_per_second"] > first["slowest_images_per_second"] > 0


def test_what_was_measured_is_on_the_disk_when_a_cell_ends_it_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = []

    def twice(*_: object) -> dict[str, float]:
        if len(measured) == 2:
            raise KeyboardInterrupt
        measured.append(1)
        return {"images_per_second": 1.0}

    monkeypatch.setattr(gpu, "measure", twice)
    with pytest.raises(KeyboardInterrupt):
        gpu.main([*SHORT, "--only", "speed", "--out", str(tmp_path / "gpu.json")])
    assert len(json.loads((tmp_path / "gpu.json").read_text())["cells"]) == 2


def test_cell_that_fails_is_a_line_and_the_others_are_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none_of(*_: object) -> dict[str, float]:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(gpu, "measure", none_of)
    assert gpu.main([*SHORT, "--only", "speed", "--out", str(tmp_path / "gpu.json")]) == 0
    assert "OutOfMemoryError: CUDA out of memory" in (tmp_path / "gpu.md").read_text()


def test_no_cell_begins_when_the_time_is_over(tmp_path: Path) -> None:
    assert gpu.main([*SHORT, "--only", "speed", "--minutes", "0", "--out", str(tmp_path / "gpu.json")]) == 0
    found = json.loads((tmp_path / "gpu.json").read_text())
    assert found["cells"] == [] and len(found["left_out"]) > 3


def test_tests_for_a_gpu_are_run_and_counted(tmp_path: Path) -> None:
    some = "takes_and_gives or full_fp32"
    assert gpu.main([*SHORT, "--only", "tests", "--tests", some, "--out", str(tmp_path / "gpu.json")]) == 0
    assert "2 passed" in json.loads((tmp_path / "gpu.json").read_text())["tests"]["summary"]


def test_without_a_gpu_a_sentence_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpu.main(["--out", str(tmp_path / "gpu.json")]) == 1
    assert "There is no GPU" in capsys.readouterr().err and not (tmp_path / "gpu.json").exists()
