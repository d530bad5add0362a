"""Style mixing on an untrained style-based generator: which layers belong to which band, and what a mix shows."""

import numpy as np
import pytest
import torch

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.styles import BANDS, has_styles, layers_of, mixed
from gan_core.models.build import build
from tests.small_generators import small


@pytest.fixture(scope="module")
def styled() -> TorchGenerator:
    card = small("style").card
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return TorchGenerator(card, build(card.config.model, card.shape))


def latents(generator: TorchGenerator, count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, generator.latent_dim)).astype(np.float32)


@pytest.mark.parametrize("num_sizes", [2, 3, 4, 5])
def test_bands_share_all_layers_among_them(num_sizes: int) -> None:
    layers = list(range(2 * num_sizes - 1))
    assert [layer for band in BANDS for layer in layers[layers_of(band, num_sizes)]] == layers


def test_coarse_layers_of_three_sizes_are_those_of_the_smallest() -> None:
    assert [layers_of(band, 3) for band in BANDS] == [slice(0, 1), slice(1, 3), slice(3, 5)]


def test_a_mix_with_itself_is_the_picture(styled: TorchGenerator) -> None:
    z = latents(styled, 2)
    for band in BANDS:
        found = mixed(styled, z, z, band)
        assert found.shape == (2, 2, 3, 16, 16) and found.dtype == np.uint8
        own = to_bytes(styled.decode(z))
        assert np.abs(found[[0, 1], [0, 1]].astype(int) - own).max() <= 1


def test_each_band_takes_something_else_from_the_column(styled: TorchGenerator) -> None:
    rows, columns = latents(styled, 1), latents(styled, 1, seed=1)
    own = to_bytes(styled.decode(rows))[0].astype(int)
    pictures = [mixed(styled, rows, columns, band)[0, 0].astype(int) for band in BANDS]
    assert all(np.abs(each - own).max() > 2 for each in pictures)
    assert np.abs(pictures[0] - pictures[2]).max() > 2


def test_without_any_style_of_its_own_every_picture_is_the_average_one(styled: TorchGenerator) -> None:
    found = mixed(styled, latents(styled, 2), latents(styled, 2, seed=1), "fine", psi=0.0)
    assert (found == found[:1, :1]).all()


def test_noise_can_be_left_out(styled: TorchGenerator) -> None:
    with torch.no_grad():
        for layer in styled.module.synthesis.layers:
            layer.strength.fill_(0.5)
    z = latents(styled, 1)
    with_noise = mixed(styled, z, z, "fine")
    assert (mixed(styled, z, z, "fine", noise=False) != with_noise).any()
    assert (mixed(styled, z, z, "fine") == with_noise).all()


def test_other_models_have_no_styles_and_say_so() -> None:
    other = small("resize")
    assert not has_styles(other.module)
    with pytest.raises(UserError, match="only the layers of a style-based GAN"):
        mixed(other, latents(other, 1), latents(other, 1), "fine")
