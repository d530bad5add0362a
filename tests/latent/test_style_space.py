"""W beside Z: both ways have the same ends, path lengths of known answer, and directions of W."""

import numpy as np
import pytest
import torch

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.style_space import StyleDirection, along, map_to_w, path_length, style_directions, ways
from gan_core.models.build import build
from tests.small_generators import small


@pytest.fixture(scope="module", params=[False, True], ids=["plain", "conditional"])
def styled(request: pytest.FixtureRequest) -> TorchGenerator:
    card = small("style", {"model.conditional": request.param}).card
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return TorchGenerator(card, build(card.config.model, card.shape))


def latents(generator: TorchGenerator, count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, generator.latent_dim)).astype(np.float32)


def test_both_ways_begin_and_end_with_the_two_pictures(styled: TorchGenerator) -> None:
    z, y = latents(styled, 2), styled.conditions(styled.labels_for(2), 2)
    own = to_bytes(styled.decode(z, y)).astype(int)
    found = ways(styled, z, y, 5)
    for pictures in found.values():
        assert pictures.shape == (5, 3, 16, 16) and pictures.dtype == np.uint8
        assert np.abs(pictures[[0, -1]].astype(int) - own).max() <= 1
    assert np.abs(found["z"][2].astype(int) - found["w"][2]).max() > 1


def test_along_no_direction_is_the_picture_itself(styled: TorchGenerator) -> None:
    z, y = latents(styled, 1), styled.conditions(styled.labels_for(1), 1)
    direction = style_directions(styled, "components", count=1)[0]
    found = along(styled, z[0], None if y is None else y[0], direction, np.array([-2.0, 0.0, 2.0])).astype(int)
    assert np.abs(found[1] - to_bytes(styled.decode(z, y))[0]).max() <= 1
    assert np.abs(found[0] - found[2]).max() > 2


def test_a_band_moves_its_own_layers_only(styled: TorchGenerator) -> None:
    z, y = latents(styled, 1), styled.conditions(styled.labels_for(1), 1)
    direction = style_directions(styled, "factorised", "fine", count=1)[0]
    told = (styled, z[0], None if y is None else y[0], direction, np.array([3.0]))
    everywhere, coarse, fine = (along(*told, band)[0].astype(int) for band in (None, "coarse", "fine"))
    assert np.abs(coarse - fine).max() > 0 and np.abs(everywhere - fine).max() > 0


def test_components_are_those_of_an_independent_computation(styled: TorchGenerator) -> None:
    found = style_directions(styled, "components", seed=3, count=2)
    from gan_core.latent_draws import draw_z

    w = map_to_w(styled, draw_z(3, 2000, styled.latent_dim), styled.conditions(styled.labels_for(2000), 2000))
    covariance = np.cov(w.double().numpy(), rowvar=False)
    values, vectors = np.linalg.eigh(covariance)
    assert abs(found[0].vector @ vectors[:, -1]) == pytest.approx(1, abs=1e-4)
    assert found[0].sigma == pytest.approx(np.sqrt(values[-1]), rel=1e-2)
    assert found[0].share == pytest.approx(values[-1] / values.sum(), rel=1e-3)
    assert abs(float(found[0].vector @ found[1].vector)) < 1e-5


def test_factorised_is_what_the_readers_of_styles_amplify_most(styled: TorchGenerator) -> None:
    layers = styled.module.synthesis.layers
    weights = torch.cat([each.conv.style.weight * each.conv.style.scale for each in layers]).detach().double().numpy()
    best = style_directions(styled, "factorised", count=1)[0].vector
    rng = np.random.default_rng(0)
    others = rng.standard_normal((200, len(best)))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    assert np.linalg.norm(weights @ best) >= np.linalg.norm(others @ weights.T, axis=1).max()


def test_path_length_in_w_of_features_that_are_linear_in_w_is_the_squared_distance() -> None:
    """f(w) = w: ||f(t + e) - f(t)||^2 / e^2 is ||w1 - w0||^2 wherever t is."""
    card = small("style").card
    generator = TorchGenerator(card, build(card.config.model, card.shape))
    module = generator.module
    width = module.average.shape[0]
    module.synthesise = lambda w, noise: w[:, :, None, None] / 1e3  # small enough to be clamped nowhere
    found, error = path_length(generator, "w", lambda x: 1e3 * x.reshape(len(x), width), num_pairs=50, seed=1)
    from gan_core.latent_draws import draw_z

    ends = [map_to_w(generator, draw_z(seed, 50, generator.latent_dim), None).numpy() for seed in (1, 2)]
    squared = ((ends[1] - ends[0]) ** 2).sum(axis=1)
    assert found == pytest.approx(squared.mean(), rel=1e-2)
    assert error == pytest.approx(squared.std(ddof=1) / np.sqrt(50), rel=2e-2)


def test_path_length_in_z_is_measured_too(styled: TorchGenerator) -> None:
    found, error = path_length(styled, "z", lambda x: x.reshape(len(x), -1), num_pairs=8)
    assert found > 0 and 0 < error < np.inf


def test_a_model_without_styles_is_refused_with_a_sentence() -> None:
    plain = small("transposed")
    none = StyleDirection(np.zeros(4, np.float32), 1.0, 1.0)
    for act in (
        lambda: ways(plain, latents(plain, 2), None, 3),
        lambda: style_directions(plain, "components"),
        lambda: along(plain, latents(plain, 1)[0], None, none, np.zeros(1)),
    ):
        with pytest.raises(UserError, match="no styles"):
            act()
