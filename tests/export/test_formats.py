"""What leaves in a file is the model: read back, from one picture to many, in every format."""

import io
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from gan_core.errors import CheckpointError, SettingsError, UserError
from gan_core.export import checked
from gan_core.export.checked import export
from gan_core.export.formats import FORMATS, torch_export
from gan_core.export.wording import parity_words
from gan_core.export.written_network import written_network
from gan_core.generators.generator import Generator, LoadedModel
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z
from gan_core.optimise.channels_last import ChannelsLast
from gan_core.optimise.int8_static import Int8Static
from gan_core.optimise.onnx_runtime import OnnxRuntime
from gan_core.optimise.parity import Parity
from gan_core.optimise.precision import Precision
from gan_core.store.model_card import read_card, shipped
from gan_core.training import checkpoint
from gan_core.training.execution import Execution
from gan_core.training.state import initial_state
from tests.conftest import tiny

EXACT = ("safetensors", "onnx", "torch_export")
RESNET = {"model__name": "resnet_gan", "model__g_channels": [8, 4], "model__d_channels": [4, 8]}
ARCHITECTURES = {
    "dcgan": {"family": "gan", "model__conditional": True},
    "resize": {"family": "gan", "model__upsample": "resize"},
    "resnet": {"family": "gan", **RESNET},
    "mlp-gan": {"family": "gan", "model__name": "mlp_gan"},
    "no-norm": {"family": "gan", "model__name": "mlp_gan", "model__g_norm": "none"},
    "bernoulli-vae": {"family": "vae", "model__conditional": True, "model__likelihood": "bernoulli"},
    "gaussian-vae": {"family": "vae", "model__likelihood": "gaussian", "model__norm": "batch"},
    "mlp-vae": {"family": "vae", "model__name": "mlp_vae"},
}


class Shifted(LoadedModel):
    """Draws what `original` draws, plus `by`, whose sign takes turns from value to value."""

    def __init__(self, original: Generator, by: float) -> None:
        super().__init__(original.card)
        self.original, self.by = original, by

    def decode(self, z: np.ndarray, label: np.ndarray | None = None) -> np.ndarray:
        x = self.original.decode(z, label).astype(np.float64)
        return x + self.by * np.where(np.arange(x.size).reshape(x.shape) % 2, 1, -1)


@pytest.fixture(params=ARCHITECTURES)
def untrained(request: pytest.FixtureRequest, tmp_path: Path) -> Generator:
    """A network of each kind as it is before any training, its norms with statistics of their own."""
    config = tiny(**ARCHITECTURES[request.param])
    state = initial_state(config, config.shape(3), Execution("cpu", "fp32", False, 1))
    labels = tuple(config.data.class_names) if config.model.conditional else ()
    generator = load(checkpoint.save_generator(tmp_path, state, config, labels))
    rng = torch.Generator().manual_seed(0)
    for name, values in generator.module.named_buffers():
        if name.endswith(("running_mean", "running_var")):
            values.copy_(0.5 + torch.rand(values.shape, generator=rng))
    return generator


def read_back(generator: Generator, name: str) -> Generator:
    return FORMATS[name].read(export(generator, name).content, generator.card)


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_file_draws_what_the_model_draws(path: Path, name: str) -> None:
    assert export(load(path), name).parity.max_abs <= 1e-4


def suits_int8(path: Path) -> bool:
    """Not a flow, which is calibrated on all its steps for a minute, nor maps that a sentence or a style scales."""
    config = read_card(path).config
    return config.family.one_pass and not config.model.modulated_by


@pytest.mark.parametrize("path", [path for path in shipped() if suits_int8(path)], ids=lambda path: path.name)
def test_int8_is_a_third_of_the_onnx_file_and_sound(path: Path) -> None:
    generator = load(path)
    int8 = export(generator, "onnx_int8")
    assert int8.parity.psnr_db >= 35
    assert 3 * len(int8.content) < len(export(generator, "onnx").content)


@pytest.mark.parametrize("name", ["shapes-text", "shapes-style"])
def test_int8_that_does_not_draw_what_the_model_draws_is_not_offered(name: str) -> None:
    with pytest.raises(UserError, match="dB only, where 35 dB are required"):
        export(load(name), "onnx_int8")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("model", ["digits-gan", "digits-vae"])
def test_any_number_of_latents_at_once(model: str, name: str) -> None:
    back = read_back(load(model), name)
    z, label = draw_z(0, 20, back.latent_dim), back.labels_for(20)
    all_at_once = back.decode(z, label)
    for num in (1, 3):
        first = back.decode(z[:num], None if label is None else label[:num])
        assert first == pytest.approx(all_at_once[:num], abs=1e-5)


@pytest.mark.parametrize("name", ["safetensors", "torch_export"])
def test_every_architecture_leaves_and_comes_back(untrained: Generator, name: str) -> None:
    assert export(untrained, name).parity.max_abs <= 1e-4


def test_network_written_out_in_plain_torch_draws_the_same(untrained: Generator) -> None:
    source = "import torch\nfrom torch import nn\n\n\n" + written_network(untrained.module)
    assert "gan_core" not in source
    names: dict = {}
    exec(source, names)
    network, weights = names["Network"]().eval(), untrained.module.state_dict()
    network.load_state_dict({name: weights[name] for name in network.state_dict()})
    z, label = draw_z(5, 4, untrained.latent_dim), untrained.labels_for(4)
    y = untrained.conditions(label, 4)
    with torch.no_grad():
        x = network(*(torch.from_numpy(each) for each in (z, y) if each is not None))
    assert x.numpy() == pytest.approx(untrained.decode(z, label), abs=1e-6)


def test_encoder_is_in_safetensors_and_in_nothing_else() -> None:
    generator = load("digits-vae")
    weights = sum(each.numel() for each in generator.module.state_dict().values())
    encoder = sum(each.numel() for each in generator.module.encoder.state_dict().values())
    assert len(export(generator, "safetensors").content) > 4 * weights
    for name in ("onnx", "torch_export"):
        assert len(export(generator, name).content) < 4 * (weights - encoder) + 2**15
    x = generator.decode(draw_z(0, 3, 2))
    mu, _ = read_back(generator, "safetensors").encode(x)
    assert mu == pytest.approx(generator.encode(x)[0], abs=1e-5)


@pytest.mark.parametrize("name", ["onnx", "onnx_int8"])
def test_onnx_file_is_valid_and_takes_any_batch(name: str) -> None:
    model = onnx.load_from_string(export(load("digits-gan"), name).content)
    onnx.checker.check_model(model)
    assert [each.name for each in model.graph.input] == ["z", "y"]
    assert all(each.type.tensor_type.shape.dim[0].dim_param for each in model.graph.input)


@pytest.mark.parametrize("weights", ["bf16", "fp16"])
def test_half_precision_keeps_its_bits(weights: str) -> None:
    whole = load("digits-vae")
    half = Precision(weights=weights).apply(whole)
    small, large = (len(export(each, "safetensors").content) for each in (half, whole))
    assert small == pytest.approx(large / 2, rel=0.01)
    assert read_back(half, "safetensors").dtype == half.dtype
    assert export(half, "torch_export").parity.psnr_db >= 45


def test_order_in_memory_does_not_matter() -> None:
    generator = ChannelsLast().apply(load("shapes-gan"))
    assert export(generator, "safetensors").parity.max_abs <= 1e-4
    assert export(Precision().apply(generator), "torch_export").parity.psnr_db >= 45


def test_pruned_network_leaves_smaller() -> None:
    pytest.importorskip("torch_pruning", reason="torch-pruning is not installed")
    from gan_core.optimise.prune import Prune

    whole = load("digits-gan")
    pruned = Prune(importance="magnitude").apply(whole)
    for name in ("safetensors", "torch_export"):
        assert len(export(pruned, name).content) < 0.6 * len(export(whole, name).content)


def test_variant_in_onnx_runtime_leaves_as_it_is() -> None:
    variant = OnnxRuntime().apply(load("digits-vae"))
    assert export(variant, "onnx").content == variant.file
    int8 = Int8Static().apply(load("digits-vae"))
    exported = export(int8, "onnx_int8")
    assert exported.content == int8.file and exported.parity.max_abs == 0
    assert set(int8.notes) <= set(exported.notes)


def test_variant_in_another_runtime_leaves_as_the_onnx_file_it_draws_with() -> None:
    variant = Shifted(OnnxRuntime().apply(load("digits-vae")), 0)
    variant.file = variant.original.file
    assert export(variant, "onnx").content == variant.file
    assert export(variant, "onnx_int8").parity.psnr_db >= 35
    with pytest.raises(SettingsError, match="export it as ONNX"):
        export(variant, "safetensors")


def test_formats_that_do_not_fit_say_which_does() -> None:
    whole = load("digits-vae")
    int8, half, zipped = Int8Static().apply(whole), Precision().apply(whole), Shifted(whole, 0)
    zipped.archive = b"PK\x03\x04"  # an archive of torch, as torchao leaves one
    for generator, name, words in (
        (int8, "safetensors", "export it as ONNX"),
        (int8, "torch_export", "export it as ONNX"),
        (int8, "onnx", "export it as ONNX int8"),
        (half, "onnx", "fp32 weights"),
        (half, "onnx_int8", "fp32 weights"),
        (Shifted(whole, 0), "onnx", "export the model that it was made from"),
        (zipped, "onnx", "export the model that it was made from"),
        (Shifted(whole, 0), "safetensors", "export the model that it was made from"),
        (whole, "docx", "choose one of safetensors, onnx, onnx_int8, torch_export"),
    ):
        with pytest.raises(SettingsError, match=words):
            export(generator, name)


def test_file_that_draws_something_else_is_not_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = load("digits-vae")
    wrong = replace(FORMATS["onnx"], write=lambda _: b"", read=lambda *_: Shifted(generator, 0.25))
    monkeypatch.setitem(FORMATS, "onnx", wrong)
    with pytest.raises(UserError, match=r"not offered.*differ by up to 0\.25, where 0\.0001 is allowed"):
        export(generator, "onnx")


@pytest.mark.parametrize(("by", "sound"), [(0.03, True), (0.05, False)])
def test_int8_may_be_35_db_away(by: float, sound: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """PSNR is 20 log10(2 / by): 36.5 and 32.0 dB."""
    generator = load("digits-vae")
    changed = replace(FORMATS["onnx_int8"], write=lambda _: b"", read=lambda *_: Shifted(generator, by))
    monkeypatch.setitem(FORMATS, "onnx_int8", changed)
    if sound:
        assert export(generator, "onnx_int8").parity.psnr_db == pytest.approx(36.48, abs=0.01)
        return
    with pytest.raises(UserError, match=r"agree to 32\.0 dB only, where 35 dB"):
        export(generator, "onnx_int8")


def test_int8_is_not_judged_on_the_latents_it_was_calibrated_on() -> None:
    assert Int8Static().seed != checked.SEED


def test_archive_of_torch_export_holds_no_pickle() -> None:
    content = export(load("digits-gan"), "torch_export").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # a pickle of protocol 2 or later starts with 0x80, its protocol, and torch wraps one in a zip
        starts = {archive.read(name)[:2] for name in archive.namelist() if not name.endswith((".json", "/version"))}
        assert archive.read(next(name for name in archive.namelist() if "sample_inputs" in name)) == b""
    assert b"PK" not in starts


def test_archive_with_a_pickle_is_not_opened() -> None:
    generator, out = load("digits-vae"), io.BytesIO()
    program = torch.export.export(torch.nn.Tanh(), (torch.zeros(2, 2),))
    torch.export.save(program, out)  # with its example inputs, which torch pickles
    with pytest.raises(CheckpointError, match="holds a pickle"):
        torch_export.read(out.getvalue(), generator.card)


def test_list_of_formats_is_there_without_torch() -> None:
    code = "import sys, gan_core.export.formats, gan_core.cli.main; sys.exit('torch' in sys.modules)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=root, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()


def test_differences_are_told_in_levels_of_a_screen() -> None:
    assert parity_words(Parity(0.0, 0.0, float("inf")).message) == "identical to the last bit"
    told = parity_words(Parity(max_abs=0.2, mean_abs=0.008, psnr_db=40.0).message)
    assert told == "1.0 of 255 levels apart on average and 25.5 at most, PSNR 40.0 dB"
