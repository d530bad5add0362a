"""The way between the picked pictures: what the address carries, what the page gets, what the file holds."""

import io

import numpy as np
import pytest
from PIL import Image

from gan_core.generators.load import load
from gan_core.latent.interpolation_frames import InterpolationFrames
from gan_core.latent.latent_key import of_seed
from ui.lab import path
from ui.lab.path import HOW_PARAM, Route, about_length, for_page, read_route


def test_route_survives_its_address() -> None:
    route = Route("smooth closed", 90, 30, ("closed", "even"))
    assert read_route(path.route_query(route)) == route


def test_route_without_any_way_to_go_back_survives_its_address() -> None:
    route = Route(how=())
    assert path.route_query(route)[HOW_PARAM] and read_route(path.route_query(route)) == route


@pytest.mark.parametrize(
    "address", [{"way": "sideways"}, {"frames": "1e9"}, {"frames": "-3"}, {"fps": "0"}, {"fps": "fast"}, {"how": "so"}]
)
def test_nonsense_in_the_address_is_as_if_it_were_not_there(address: dict[str, str]) -> None:
    assert read_route(address) == Route()


def test_closed_path_needs_no_way_back() -> None:
    assert Route(how=("back",)).boomerang and not Route(how=("back", "closed")).boomerang
    assert not Route("smooth closed", how=("back",)).boomerang


def test_page_is_told_at_which_frames_the_pictures_stand() -> None:
    z = np.zeros((5, 3), np.float32)
    assert for_page(InterpolationFrames(z, None, np.array([0, 0.5, 1, 1.5, 2])), 3, Route())["keys"] == [0, 2, 4]
    uneven = InterpolationFrames(z, None, np.array([0, 0.2, 0.4, 0.8, 1.6]))
    assert for_page(uneven, 2, Route())["keys"] == [0, 3.25]  # 1 is a quarter of the way from 0.8 to 1.6


def test_straight_way_between_opposite_pictures_is_said_to_cross_the_middle() -> None:
    share = np.linspace(0, 1, 5)[:, None]
    z = (1 - share) * np.array([2.0, 0, 0, 0]) + share * np.array([-2.0, 0, 0, 0])
    words = about_length(z, Route("linear"))
    assert "‖z‖ is 0.0 to 2.0" in words and "√4 = 2.0" in words and "through the middle" in words
    assert "through the middle" not in about_length(z[[0, 4]], Route("spherical"))


def test_film_there_and_back_shows_no_end_twice() -> None:
    model = load("digits-gan", backend="onnx")
    tokens = tuple(of_seed(model, 0, number).token for number in range(2))
    with Image.open(io.BytesIO(path.film_bytes(model, tokens, Route(num_frames=12), "webp"))) as film:
        assert film.n_frames == 12 + 10
