"""A model through ONNX Runtime is the same model."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from benchmarks.shipped_graphs import wanted
from gan_core.errors import CheckpointError, UserError
from gan_core.generators.load import load
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.generators.onnx_graph import graphs as onnx_model
from gan_core.generators.onnx_graph.for_browser import for_browser
from gan_core.latent_draws import draw_z
from gan_core.presets import PRESETS
from gan_core.store.model_card import PRETRAINED, shipped
from gan_core.training import checkpoint
from gan_core.training.execution import Execution
from gan_core.training.growing import grow
from gan_core.training.state import initial_state
from tests.conftest import grows, tiny
from tests.small_generators import ARCHITECTURES

PARITY = 1e-5
MANY_PASSES = 5e-5
"""A flow asks its network twenty times for a picture, and each answer is rounded."""


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_onnx_runtime_makes_the_same_pictures(path: Path) -> None:
    torch_model, onnx_model_ = load(path), load(path, backend="onnx")
    z = draw_z(3, 20, torch_model.latent_dim)
    label = torch_model.labels_for(20)
    near = PARITY if torch_model.family.one_pass else MANY_PASSES
    assert onnx_model_.decode(z, label) == pytest.approx(torch_model.decode(z, label), abs=near)


@pytest.mark.parametrize("name", ["digits-vae", "shapes-vae"])
def test_onnx_runtime_encodes_the_same(name: str) -> None:
    torch_model, onnx_model_ = load(name), load(name, backend="onnx")
    x = torch_model.decode(draw_z(3, 20, torch_model.latent_dim))
    for mine, theirs in zip(onnx_model_.encode(x), torch_model.encode(x), strict=True):
        assert mine == pytest.approx(theirs, abs=1e-4)


def test_portions_make_no_difference() -> None:
    model = load("digits-vae", backend="onnx")
    z = draw_z(0, 300, 2)
    assert model.decode(z)[256:] == pytest.approx(model.decode(z[256:]), abs=PARITY)
    assert model.decode(z[:0]).shape == (0, 1, 28, 28)


def test_every_preset_and_shipped_model_has_its_graph() -> None:
    missing = [(model.name, part) for model, shape, part in wanted() if not _shipped_graph(model, shape, part)]
    assert missing == [], "run `python -m benchmarks.shipped_graphs`"


@pytest.mark.parametrize("name", PRESETS)
def test_graph_that_ships_for_a_preset_is_of_the_network_as_it_is(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(onnx_model, "make_graph", lambda *_: pytest.fail("a graph does not ship"))
    config = PRESETS[name].config
    state = initial_state(config, config.shape(), Execution("cpu", "fp32", False, 1))
    rng = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for each in state.ema.parameters():  # so that what is 0 at first says something too
            each.add_(0.05 * torch.randn(each.shape, generator=rng))
    folder = checkpoint.save_generator(tmp_path, state, config, ())
    first, in_torch = load(folder, backend="onnx"), load(folder)
    y = first.labels_for(3) if first.num_classes else None
    if "embed" in config.family.parts:
        tokens = np.zeros((3, config.model.max_words + 2), np.int64)
        for row, sentence in zip(tokens, ([1, 4, 5, 2], [1, 6, 2], [1, 2]), strict=True):
            row[: len(sentence)] = sentence
        y = first.embed(tokens)
        with torch.no_grad():
            assert y == pytest.approx(in_torch.module.text.embed(torch.from_numpy(tokens)).numpy(), abs=1e-4)
    z = draw_z(0, 3, first.latent_dim)
    expected = in_torch.decode(z, y)
    assert first.decode(z, y) == pytest.approx(expected, abs=1e-4 * max(1.0, float(np.abs(expected).max())))


def test_one_graph_draws_a_growing_network_at_every_stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    config = grows()
    state = initial_state(config, config.shape(3), Execution("cpu", "fp32", False, 1))
    for step, images in enumerate((0, 16, 64, 1000)):
        state.step, state.images = step, images
        grow(state, config)
        folder = checkpoint.save_generator(tmp_path / "run", state, config, ())
        pictures = [load(folder, backend=each).decode(draw_z(0, 3, 32)) for each in ("onnx", "torch")]
        assert pictures[0] == pytest.approx(pictures[1], abs=10 * PARITY)  # norms of small maps magnify rounding
        repeated = 16 // (4, 8, 16, 16)[step]
        assert (pictures[0][..., ::repeated, :] == pictures[0][..., repeated - 1 :: repeated, :]).all()
    assert len(list((tmp_path / "gan_core" / "graphs").glob("*-decode.onnx"))) == 1


def _shipped_graph(model: object, shape: object, part: str) -> bool:
    return (onnx_model.SHIPPED_GRAPHS / onnx_model.graph_name(model, shape, part)).is_file()


@pytest.mark.parametrize(
    "changes",
    [
        {"family": "gan"},
        {"family": "gan", "model__conditional": True},
        {"family": "gan", "model__name": "resnet_gan", "model__g_channels": [8, 4], "model__d_channels": [4, 8]},
        {"model__name": "style_gan", "model__g_channels": [8, 4], "model__d_norm": "none", "model__conditional": True},
        {**ARCHITECTURES["growing"], "model__conditional": True},
        {"family": "vae", "model__conditional": True},
        {"family": "vae", "model__upsample": "resize"},
    ],
    ids=["dcgan", "conditional", "resnet", "style", "growing", "conditional-vae", "resize-vae"],
)
def test_other_architectures_are_traced_once_and_kept(
    changes: dict, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    config = tiny(**changes)
    folder = _saved(tmp_path / "run", config)
    first = load(folder, backend="onnx")
    assert len(list((tmp_path / "gan_core" / "graphs").glob("*-decode.onnx"))) == 1
    monkeypatch.setattr(onnx_model, "make_graph", lambda *_: pytest.fail("traced twice"))
    again, in_torch = load(folder, backend="onnx"), load(folder)
    z = draw_z(0, 3, first.latent_dim)
    label = first.labels_for(3)
    assert again.decode(z, label) == pytest.approx(in_torch.decode(z, label), abs=PARITY)


@pytest.mark.parametrize(
    ("changes", "joined", "left"),
    [
        ({"family": "text_gan"}, 1, 0),
        ({"family": "vae", "model__upsample": "resize"}, 2, 0),
        ({"model__name": "resnet_gan", "model__g_channels": [8, 4], "model__d_channels": [4, 8]}, 1, 1),
    ],
    ids=["text", "resize-vae", "resnet, whose shortcuts double too"],
)
def test_doubling_and_convolution_as_one_layer_draw_the_same(
    changes: dict, joined: int, left: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    model = load(_saved(tmp_path / "run", tiny(**changes)), backend="onnx")
    file = for_browser(model.files["decode"])
    operators = [each.op_type for each in onnx.load_from_string(file).graph.node]
    assert (operators.count("ConvTranspose"), operators.count("Resize")) == (joined, left)
    faster = OnnxGenerator(model.card, {**model.files, "decode": file})
    z = np.random.default_rng(0).normal(size=(3, model.latent_dim)).astype(np.float32)
    y = np.random.default_rng(1).normal(size=(3, model.condition_width)).astype(np.float32)
    y = y if model.condition_width else None
    assert faster.decode(z, y) == pytest.approx(model.decode(z, y), abs=PARITY)


def test_graph_without_a_doubling_is_left_as_it_is() -> None:
    file = load("digits-gan", backend="onnx").files["decode"]
    assert for_browser(file) is file


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    folder = _saved(tmp_path / "run", tiny())
    other = PRETRAINED / "digits-gan" / "generator.safetensors"
    (folder / "generator.safetensors").write_bytes(other.read_bytes())
    with pytest.raises(CheckpointError, match="a different network"):
        load(folder, backend="onnx")


@pytest.mark.parametrize("rubbish", [b"", b"x" * 100])
def test_damaged_weights_are_told(tmp_path: Path, rubbish: bytes) -> None:
    folder = _saved(tmp_path / "run", tiny())
    (folder / "generator.safetensors").write_bytes(rubbish)
    with pytest.raises(CheckpointError, match="missing or damaged"):
        load(folder, backend="onnx")


def test_wrong_labels_and_latents_are_told() -> None:
    model = load("digits-gan", backend="onnx")
    with pytest.raises(UserError, match="latents of 16 numbers"):
        model.decode(np.zeros((1, 5), np.float32))
    with pytest.raises(UserError, match="say which label"):
        model.decode(np.zeros((1, 16), np.float32))
    with pytest.raises(UserError, match="labels 0 to 9"):
        model.decode(np.zeros((1, 16), np.float32), np.array([10]))
    with pytest.raises(UserError, match="no encoder"):
        model.encode(np.zeros((1, 1, 28, 28), np.float32))


def _saved(folder: Path, config: object) -> Path:
    """A snapshot of a network as it is before any training."""
    state = initial_state(config, config.shape(3), Execution("cpu", "fp32", False, 1))
    labels = tuple(config.data.class_names) if config.model.conditional else ()
    return checkpoint.save_generator(folder, state, config, labels)
