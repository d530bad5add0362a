"""The styles of the first layers as a latent: coordinates in standard deviations, and what stays as it is."""

import numpy as np
import pytest
import torch

from gan_core.errors import UserError
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.drag import Drag, Handle
from gan_core.latent.style_latent import StyleLatent, spread_of
from gan_core.latent.style_space import map_to_w
from gan_core.latent_draws import draw_z
from gan_core.models.build import build
from tests.small_generators import small


class ToldInTorch:
    """Draws as LayerStyles does, without ONNX."""

    def __init__(self, model: TorchGenerator) -> None:
        self.model, self.card = model, model.card

    @torch.no_grad()
    def decode(self, styles: np.ndarray, noise: np.ndarray) -> np.ndarray:
        assert (noise == 1).all()
        module = self.model.module
        w = torch.from_numpy(styles).reshape(len(styles), module.synthesis.num_styles, -1)
        return module.synthesise(w).clamp(-1, 1).numpy()


@pytest.fixture(scope="module")
def model() -> TorchGenerator:
    card = small("style").card
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return TorchGenerator(card, build(card.config.model, card.shape))


def latents(model: TorchGenerator, count: int) -> np.ndarray:
    return np.random.default_rng(0).standard_normal((count, model.latent_dim)).astype(np.float32)


def latent_of(model: TorchGenerator, num_layers: int = 2) -> StyleLatent:
    styles = map_to_w(model, latents(model, 1), None).repeat(model.module.synthesis.num_styles, 1).numpy()
    return StyleLatent(ToldInTorch(model), spread_of(model), styles, num_layers=num_layers)


def test_at_its_start_it_draws_the_picture_itself(model: TorchGenerator) -> None:
    found = latent_of(model)
    assert found.decode(found.start[None]) == pytest.approx(model.decode(latents(model, 1)), abs=1e-5)


def test_coordinates_of_w_have_a_variance_of_one_and_are_uncorrelated(model: TorchGenerator) -> None:
    spread = spread_of(model)
    w = map_to_w(model, draw_z(0, 2000, model.latent_dim), None).numpy()
    u = np.stack([spread.coordinates(each) for each in w])
    assert u.mean(axis=0) == pytest.approx(np.zeros(len(spread.axes)), abs=0.02)
    assert np.cov(u.T, bias=True) == pytest.approx(np.eye(len(spread.axes)), abs=0.02)


def test_only_the_first_layers_are_moved(model: TorchGenerator) -> None:
    found = latent_of(model, 1)
    moved = found.styles_at(found.start[None] + 1)[0]
    assert np.abs(moved[0] - found.styles[0]).max() > 1e-3
    assert (moved[1:] == found.styles[1:]).all()


def test_a_drag_takes_it_for_a_latent(model: TorchGenerator) -> None:
    found = latent_of(model)
    middle = (found.card.shape.image_size - 1) / 2
    begun = Drag(found, found.start, None, [Handle((middle, middle), (middle + 2, middle))])
    assert begun.step().z.shape == (found.latent_dim,)


def test_layers_that_are_not_there_are_refused(model: TorchGenerator) -> None:
    with pytest.raises(UserError, match="first 1 to"):
        latent_of(model, 99)
