"""A style-based model that is told the style of each layer, as ONNX: against torch."""

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.errors import CheckpointError
from gan_core.generators.layer_styles import load_layer_styles
from gan_core.generators.load import load
from gan_core.generators.onnx_graph.parts import parts_of
from gan_core.models import StyleGanSettings
from gan_core.store.model_card import PRETRAINED
from gan_core.training import checkpoint
from gan_core.training.execution import Execution
from gan_core.training.state import initial_state
from tests.conftest import tiny

STYLED = {"model__name": "style_gan", "model__g_channels": [8, 4], "model__d_norm": "none"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("styled")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place))
        config = tiny(**STYLED)
        state = initial_state(config, config.shape(3), Execution("cpu", "fp32", False, 1))
        with torch.no_grad():
            for layer in state.ema.synthesis.layers:
                layer.strength.fill_(0.5)  # 0 at first, which would say nothing of noise
        saved = checkpoint.save_generator(place / "run", state, config, ())
        load_layer_styles(saved)
    return saved


def styles(folder: Path, count: int) -> np.ndarray:
    model = load(folder).module
    shape = count, model.synthesis.num_styles, len(model.average)
    return np.random.default_rng(0).normal(size=shape).astype(np.float32)


@pytest.mark.parametrize("noise", [0.0, 1.0])
def test_each_layer_draws_with_its_own_style_as_in_torch(folder: Path, noise: float) -> None:
    w, model = styles(folder, 3), load(folder).module
    with torch.no_grad():
        expected = model.synthesise(torch.from_numpy(w), noise=bool(noise)).clamp(-1, 1).numpy()
    drawn = load_layer_styles(folder).decode(w.reshape(3, -1), np.full((3, 1), noise, np.float32))
    assert drawn == pytest.approx(expected, abs=1e-4)


def test_noise_is_added_by_share(folder: Path) -> None:
    w, model = styles(folder, 1).reshape(1, -1), load_layer_styles(folder)
    none, half, whole = (model.decode(w, np.array([[share]], np.float32)) for share in (0.0, 0.5, 1.0))
    assert np.abs(whole - none).max() > 1e-3
    assert np.abs(half - none).max() < np.abs(whole - none).max()


def test_one_style_for_all_layers_draws_the_picture_of_its_latent(folder: Path) -> None:
    whole = load(folder)
    z = np.random.default_rng(1).normal(size=(2, whole.latent_dim)).astype(np.float32)
    with torch.no_grad():
        w = whole.module.map(torch.from_numpy(z)).numpy()
    told = load_layer_styles(folder)
    drawn = told.decode(np.tile(w, (1, whole.module.synthesis.num_styles)), np.ones((2, 1), np.float32))
    assert drawn == pytest.approx(whole.decode(z), abs=1e-4)


def test_a_model_without_styles_is_refused_with_a_sentence() -> None:
    with pytest.raises(CheckpointError, match="each told a style"):
        load_layer_styles(PRETRAINED / "shapes-gan")


def test_a_style_based_model_has_a_layer_for_its_first_map_and_two_for_each_doubling() -> None:
    settings = StyleGanSettings(g_channels=(16, 8, 4))
    assert settings.num_styles == 5
    assert parts_of(settings) == ("decode", "styles")
