"""Half precision, other layouts and other runtimes: the same pictures within their bounds, and honest notes."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from gan_core.errors import CheckpointError, UserError
from gan_core.generators.generator import Generator
from gan_core.generators.load import load
from gan_core.machine import NO_COMPILER, has_compiler, has_gpu, lacks
from gan_core.optimise.compile import Compile
from gan_core.optimise.files import file_bytes, save_variant
from gan_core.optimise.int8_static import Int8Static, output_limit
from gan_core.optimise.parity import EXACT, difference
from gan_core.optimise.precision import Precision
from gan_core.optimise.quantise import to_int8
from gan_core.optimise.tf32 import Tf32
from gan_core.optimise.variant import tf32_if
from gan_core.optimise.warm_up import pays_after
from gan_core.store.model_card import shipped
from gan_core.variants.recipe import Recipe, build, load_recipe
from tests.small_generators import drawn, small


def recipe(model: str, *steps: str | dict) -> Recipe:
    return load_recipe({"model": model, "steps": [{"name": s} if isinstance(s, str) else s for s in steps]})


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
@pytest.mark.parametrize("steps", [("onnx",), ("precision",), ("precision", "channels_last"), ("channels_last",)])
def test_pictures_stay_within_the_bound_of_what_was_done(path: Path, steps: tuple) -> None:
    if path.name.endswith("vae") and "channels_last" in steps:
        return  # refused: no convolutions
    made = recipe(path.name, *steps)
    assert made.bound.broken_by(difference(load(path), build(made))) == ""


@pytest.mark.parametrize("weights", ["bf16", "fp16"])
@pytest.mark.parametrize("name", ["resize", "resnet", "conv-vae", "gaussian-vae"])
def test_half_precision_draws_and_encodes_in_float32(name: str, weights: str) -> None:
    original = small(name)
    half = Precision(weights=weights).apply(original)
    assert half.module.project.weight.element_size() == 2
    assert Precision.bound.broken_by(difference(original, half)) == ""
    assert drawn(half).dtype == np.float32
    if half.encodes:
        mu, logvar = half.encode(drawn(half), half.labels_for(8))
        assert mu.dtype == logvar.dtype == np.float32


def test_half_precision_is_saved_in_half_and_loaded_with_the_same_weights(tmp_path: Path) -> None:
    half = Precision().apply(load("digits-gan"))
    folder = save_variant(half, tmp_path / "half", recipe("digits-gan", "precision").model_dump(mode="json"))
    again = load(folder)
    for name, value in half.module.state_dict().items():
        assert torch.equal(again.module.state_dict()[name], value.to(again.module.state_dict()[name].dtype)), name
    assert len(file_bytes(half)) == pytest.approx(0.5 * len(file_bytes(load("digits-gan"))), rel=0.01)
    assert (folder / "generator.safetensors").stat().st_size == len(file_bytes(half))
    assert json.loads((folder / "meta.json").read_text("utf-8"))["recipe"]["steps"][0]["weights"] == "bf16"
    assert difference(again, load(folder, backend="onnx")).max_abs < EXACT.max_abs


@pytest.mark.parametrize(("model", "least_db"), [("shapes-gan", 35), ("shapes-vae", 38), ("digits-vae", 38)])
@pytest.mark.parametrize("step", ["int8_static", "int8_dynamic"])
def test_int8_is_about_a_quarter_of_the_file_and_close(model: str, least_db: float, step: str) -> None:
    original = load(model)
    quantised = build(recipe(model, step), base=original)
    assert 0.25 < len(file_bytes(quantised)) / len(file_bytes(original)) < 0.3
    assert least_db < difference(original, quantised).psnr_db < 60


def test_the_upsampling_network_has_int8_kernels_and_its_first_layer_keeps_z_exact() -> None:
    notes = build(recipe("shapes-gan", "int8_static")).notes
    assert notes == ("In int8: 3 QLinearConv.", "In fp32 from int8 weights: 1 Gemm.")


def test_transposed_convolutions_stay_in_fp32_and_the_file_shrinks_all_the_same() -> None:
    original = load("digits-gan")
    quantised = build(recipe("digits-gan", "int8_static"), base=original)
    assert any("2 ConvTranspose" in note and "fp32" in note for note in quantised.notes)
    assert any("no int8 kernel for transposed" in note for note in quantised.notes)
    assert len(file_bytes(quantised)) < 0.32 * len(file_bytes(original))
    stored = {slot.data_type for slot in onnx.load_from_string(quantised.file).graph.initializer if len(slot.dims) > 1}
    assert stored == {onnx.TensorProto.INT8}


def test_int8_weights_are_off_by_half_a_step_at_most() -> None:
    weight = np.random.default_rng(0).normal(size=(5, 7, 3, 3)).astype(np.float32)
    for axis in (0, 1):
        whole, scale = to_int8(weight, axis)
        steps = np.expand_dims(scale, [each for each in range(4) if each != axis])
        assert whole.dtype == np.int8 and scale.shape == (weight.shape[axis],)
        assert np.all(np.abs(whole * steps - weight) <= steps / 2 + 1e-6)
        assert np.abs(whole).max() == 127


def test_the_last_layers_scale_ends_where_pixels_stop_changing() -> None:
    white = np.ones((1, 3, 16, 16), np.float32)
    assert output_limit(small("resize"), white) == pytest.approx(3.5)  # tanh
    assert output_limit(small("conv-vae"), white) == pytest.approx(7.0)  # tanh(x / 2)
    assert output_limit(small("gaussian-vae"), white) == pytest.approx(1.0)  # clamp
    assert output_limit(small("resize"), 0.5 * white) == pytest.approx(np.arctanh(0.5))


def test_pruning_and_int8_together_are_smaller_than_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    prune = {"name": "prune", "importance": "magnitude"}
    sizes = [len(file_bytes(build(recipe("digits-vae", *steps)))) for steps in ((prune,), ("int8_static",))]
    both = build(recipe("digits-vae", prune, "int8_static"))
    assert len(file_bytes(both)) < 0.6 * min(sizes)
    assert both.encode(drawn(both))[0].shape == (8, 2)


def test_int8_can_start_from_the_onnx_variant() -> None:
    direct, through = (build(recipe("digits-vae", *steps)) for steps in (("int8_static",), ("onnx", "int8_static")))
    assert np.array_equal(drawn(direct), drawn(through))


def test_int8_can_start_from_a_model_that_was_loaded_for_onnx_runtime() -> None:
    base = load("digits-vae", backend="onnx")
    assert np.array_equal(drawn(Int8Static().apply(base)), drawn(Int8Static().apply(load("digits-vae"))))


def test_the_file_of_a_model_loaded_for_onnx_runtime_is_its_decoder() -> None:
    content = file_bytes(load("digits-vae", backend="onnx"))
    assert [each.name for each in onnx.load_from_string(content).graph.input] == ["z"]


def test_what_left_torch_is_not_saved_as_a_model(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="as its ONNX file"):
        save_variant(build(recipe("digits-vae", "onnx")), tmp_path / "variant")


def test_a_folder_with_other_files_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious")
    with pytest.raises(CheckpointError, match="holds other files"):
        save_variant(small(), tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "precious"


def test_a_vaes_file_for_drawing_leaves_its_encoder_out() -> None:
    original = small("conv-vae")
    whole = sum(each.numel() * 4 for each in original.module.state_dict().values())
    assert len(file_bytes(original)) < 0.8 * whole


def test_a_library_that_is_not_there_is_a_sentence_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    card = small("resize").card
    for name, package in (("prune", "torch-pruning"), ("int8_pt2e", "torchao"), ("openvino", "openvino")):
        step = recipe("a", name).steps[0]
        assert step.unfit(card) == f"{package} is not installed here: pip install {package}"
    assert lacks("json", "json") == "json is not installed here: pip install json"


def test_no_compiler_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert Compile().unfit(small().card) == NO_COMPILER


def test_a_gpu_that_torch_cannot_see_is_a_sentence() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(UserError, match="finds no GPU"):
        Tf32().apply(small())


def test_tf32_is_set_while_drawing_only() -> None:
    before = torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32
    with tf32_if(True):
        assert torch.backends.cuda.matmul.allow_tf32 and torch.backends.cudnn.allow_tf32
    assert (torch.backends.cuda.matmul.allow_tf32, torch.backends.cudnn.allow_tf32) == before


@pytest.mark.parametrize(
    ("warmup", "before", "after", "images"), [(10.0, 0.003, 0.001, 5000), (1.0, 0.002, 0.002, None), (1.0, 1, 2, None)]
)
def test_a_warm_up_is_paid_when_the_gain_has_added_up(
    warmup: float, before: float, after: float, images: int | None
) -> None:
    assert pays_after(warmup, before, after) == images


@pytest.mark.skipif(not has_compiler(), reason=NO_COMPILER)
def test_a_compiled_network_draws_the_same_pictures_and_tells_its_warm_up() -> None:
    original = small("mlp-vae")
    compiled = build(recipe("a", "compile"), base=original)
    assert EXACT.broken_by(difference(original, compiled)) == ""
    assert compiled.warmup_seconds > 0 and compiled.notes[-1].startswith("Warm-up ")
    torch._dynamo.reset()
    again = build(recipe("a", "compile"), base=original)
    assert again.warmup_helped and "shortened by" in again.notes[-1], "the second time lies on the disk"


@pytest.mark.skipif(not has_gpu(), reason="CUDA graphs need an NVIDIA GPU")
def test_recorded_kernels_draw_the_same_pictures_for_every_batch_size() -> None:
    original = small("conditional")
    recorded = build(recipe("a", "cuda_graphs"), base=original)
    for num in (1, 8, 3, 8):
        assert drawn(recorded, num) == pytest.approx(drawn(original, num), abs=1e-4)


def openvino_or_skip() -> None:
    if sentence := lacks("openvino", "openvino"):
        pytest.skip(sentence)


def test_openvino_draws_the_same_pictures() -> None:
    openvino_or_skip()
    original = load("digits-vae")
    variant: Generator = build(recipe("digits-vae", "openvino"), base=original)
    assert EXACT.broken_by(difference(original, variant)) == ""
    assert variant.encode(drawn(original))[0] == pytest.approx(original.encode(drawn(original))[0], abs=1e-3)


def test_openvino_takes_int8_over_and_tells_its_own_kernels() -> None:
    openvino_or_skip()
    variant = build(recipe("shapes-gan", "int8_static", "openvino"))
    assert "In int8: 3 Convolution" in variant.notes[0]
    assert not any("QLinearConv" in note for note in variant.notes)


@pytest.mark.skipif(not has_compiler(), reason=NO_COMPILER)
def test_int8_inside_torch_is_close_and_its_archive_is_smaller_than_fp32() -> None:
    if sentence := lacks("torchao", "torchao"):
        pytest.skip(sentence)
    original = load("digits-vae")
    quantised = build(recipe("digits-vae", "int8_pt2e"), base=original)
    assert quantised.notes == ("In int8: 3 linear.",)
    assert difference(original, quantised).psnr_db > 38
    assert len(file_bytes(quantised)) < 0.5 * len(file_bytes(original))
