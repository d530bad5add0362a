"""python -m gan_core optimise: a smaller model in a folder, with its run among the others."""

import json
from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.generators import load as generator
from gan_core.jobs.folder import runs_in
from gan_core.store.model_card import read_meta
from tests.recovery.teachers import num_weights, saved, teacher

QUICK = (
    *("--set", "training.batch_size=8", "--set", "runtime.precision=fp32", "--set", "runtime.device=cpu"),
    *(
        "--set",
        "training.ema_halflife_images=0",
        "--set",
        "losses.adversarial_weight=0",
        "--set",
        "frechet_images=0",
        "--importance",
        "magnitude",
    ),
)


def test_pruned_and_recovered_model_is_smaller_nearer_and_loads(
    runs_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    out, model = tmp_path / "new" / "small", saved(runs_root)
    call = ["optimise", model, "--prune", "0.5", "--recover-steps", "60", "--set", "optimiser.lr=0.01"]
    assert main([*call, *QUICK, "--out", str(out), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    loaded = generator.load(out)
    assert loaded.card.config.model.g_channels == (8, 6)
    assert told["parameters"] == [num_weights(teacher().module), num_weights(loaded.module)]
    assert told["psnr_db"]["recovered"] > told["psnr_db"]["pruned"] + 1
    meta = read_meta(out, "meta.json")
    assert meta["recipe"]["steps"][0]["ratio"] == 0.5 and "60 steps" in meta["notes"][-1]
    run = next(each for each in runs_in(runs_root) if str(each.path) == told["run"])
    assert (run.status().job_type, run.status().state, run.status().step) == ("recover", "done", 60)


def test_int8_is_written_beside_it_and_told(runs_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    pytest.importorskip("onnxruntime.quantization", reason="int8 needs ONNX Runtime")
    out = tmp_path / "small"
    assert main(["optimise", "digits-gan", "--int8", "--out", str(out)]) == 0
    assert (out / "generator-int8.onnx").stat().st_size < (out / "generator.safetensors").stat().st_size / 2
    words = capsys.readouterr().out
    assert "115,009 of 115,009 parameters" in words and "to the fp32 variant" in words


def test_pruning_without_recovery_makes_no_run(runs_root: Path, tmp_path: Path) -> None:
    out = tmp_path / "small"
    call = ["optimise", saved(runs_root), "--prune", "0.5", "--importance", "magnitude", "--recover-steps", "0"]
    assert main([*call, "--out", str(out)]) == 0
    assert generator.load(out).card.config.model.g_channels == (8, 6)
    assert runs_in(runs_root) == []


def test_a_fresh_student_of_a_path_is_distilled(runs_root: Path, tmp_path: Path) -> None:
    path = runs_root / saved(runs_root)
    away = tmp_path / "elsewhere"
    path.rename(away)
    call = ["optimise", str(away), "--student", "0.25", "--recover-steps", "3", "--out", str(tmp_path / "small")]
    assert main([*call, *QUICK]) == 0
    assert generator.load(tmp_path / "small").card.config.model.g_channels == (4, 3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "Choose what to do"),
        (("--prune", "0.95"), "must be at most 0.9"),
        (("--prune", "0.5", "--set", "nonsense=1"), "no setting called nonsense"),
        (("--prune", "0.5", "--set", "nonsense"), "wants NAME=VALUE"),
        (("--student", "0.5", "--recover-steps", "0"), "starts untrained"),
    ],
)
def test_wrong_calls_say_what_is_allowed(
    runs_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture, arguments: tuple[str, ...], words: str
) -> None:
    assert main(["optimise", "shapes-gan", *arguments, "--out", str(tmp_path / "small")]) == 1
    assert words in capsys.readouterr().err
    assert not (tmp_path / "small").exists()


def test_a_folder_with_other_files_is_left_alone(
    runs_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    assert main(["optimise", "shapes-gan", "--prune", "0.5", "--out", str(tmp_path)]) == 1
    assert "holds other files" in capsys.readouterr().err
