"""Codes of a VQ-VAE in use: which were chosen, how often, and what one other code changes."""

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.code_map import code_colours, code_map, over_pictures, place_box
from gan_core.errors import UserError
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.codes import (
    CodeUse,
    change_code,
    code_use,
    codes_alone,
    codes_chosen,
    codes_read,
    pictures_of_codes,
)
from gan_core.latent_draws import draw_z
from gan_core.models.build import build
from gan_core.store.model_card import ModelCard
from tests.conftest import tiny


def made(family: str = "vq", **changes: object) -> TorchGenerator:
    config = tiny(family, **changes)
    card = ModelCard(Path("nowhere"), "small", config, config.shape(3), (), 0, 0, 0.0, "Small", {}, "")
    torch.manual_seed(0)
    net = build(config.model, card.shape)
    if family == "vq":
        net.codebook.vectors.normal_()
    return TorchGenerator(card, net)


def test_the_codes_that_a_latent_chooses_make_its_picture() -> None:
    model, z = made(), draw_z(0, 5, 4)
    assert np.allclose(pictures_of_codes(model, codes_chosen(model, z)), model.decode(z), atol=1e-6)


def test_codes_read_are_those_of_the_encoded_latent() -> None:
    model = made()
    x = model.card.config.data.load().images[:6].astype(np.float32) / 127.5 - 1
    assert np.array_equal(codes_read(model, x), codes_chosen(model, model.encode(x)[0]))


def test_each_code_stands_alone_at_every_place() -> None:
    model = made()
    alone = codes_alone(model)
    assert alone.shape == (6, 3, 16, 16)
    assert np.allclose(alone[2], pictures_of_codes(model, np.full((1, 4), 2))[0], atol=1e-6)


def test_use_counts_every_place_of_every_picture() -> None:
    model = made()
    use = code_use(model, model.card.config.data.load())
    assert use.counts.sum() == 4 * use.num_images and use.num_images == 100


def test_a_code_is_dead_below_its_line_and_where_nothing_chose_it() -> None:
    """400 choices of four codes are 100 each were all alike: the line is 5 of a share of 0.05."""
    use = CodeUse(np.array([391, 5, 4, 0]), 100, dead_below=0.05)
    assert use.dead.tolist() == [False, False, True, True]
    assert CodeUse(np.array([400, 0]), 100, dead_below=0.0).dead.tolist() == [False, True]


def test_perplexity_of_use_is_the_number_of_codes_used_alike() -> None:
    assert CodeUse(np.array([7, 0, 7, 7]), 1, 0.03).perplexity == pytest.approx(3)


def test_the_same_code_changes_nothing_and_another_one_the_place_it_stands_at() -> None:
    model = made()
    codes = np.array([0, 1, 2, 3])
    same, other = change_code(model, codes, 3, 3), change_code(model, codes, 3, 5)
    assert same.num_changed == 0 and same.inside == 1 and np.array_equal(same.before, same.after)
    assert other.difference.shape == (16, 16) and other.difference.max() > 0
    assert np.allclose(other.after, pictures_of_codes(model, np.array([[0, 1, 2, 5]]))[0], atol=1e-6)
    assert codes.tolist() == [0, 1, 2, 3]


def test_a_place_or_code_that_is_not_there_is_refused() -> None:
    with pytest.raises(UserError, match="places 0 to 3 and codes 0 to 5"):
        change_code(made(), np.zeros(4, np.int64), 4, 0)


def test_other_models_have_no_codes() -> None:
    with pytest.raises(UserError, match="A VAE has no codebook"):
        codes_chosen(made("vae"), draw_z(0, 1, 2))


def test_places_tile_the_picture_row_by_row() -> None:
    for side, size in ((4, 32), (4, 28), (3, 16), (7, 28)):
        covered = np.zeros((size, size), int)
        for place in range(side**2):
            covered[place_box(place, side, size)] += 1
        assert (covered == 1).all()
    assert place_box(5, 4, 32) == (slice(8, 16), slice(8, 16))


def test_a_code_map_has_each_codes_colour_where_it_stands() -> None:
    codes = np.array([[0, 1, 2, 3]])
    drawn, colours = code_map(codes, 4, 6), code_colours(4)
    for place in range(4):
        assert (drawn[0][(slice(None), *place_box(place, 2, 6))] == colours[place][:, None, None]).all()
    assert len(np.unique(code_colours(64), axis=0)) == 64


def test_pictures_shine_through_their_code_map() -> None:
    black, white = (np.full((1, 1, 6, 6), value, np.uint8) for value in (0, 255))
    codes = np.array([[0, 1, 2, 3]])
    assert over_pictures(black, codes, 4).shape == (1, 3, 6, 6)
    assert (over_pictures(white, codes, 4) > over_pictures(black, codes, 4)).all()
