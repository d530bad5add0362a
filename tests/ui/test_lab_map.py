"""What a map tells the browser."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from gan_core.data.image_data import Attribute, ImageData
from gan_core.latent.maps import Encoded, Plane
from ui.lab import map_data
from ui.lab.packed import packed

SLANTED = Plane(np.array([1.0, 2.0, 3.0]), np.array([0.0, 1.0, 0.0]), np.array([0.0, 0.0, -1.0]))


def pictures(count: int, channels: int = 1) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, channels, 4, 4), dtype=np.uint8)


def test_packed_numbers_are_little_endian_float32() -> None:
    assert np.frombuffer(base64.b64decode(packed(np.array([[1, 2.5], [-3, 4]]))), "<f4").tolist() == [1, 2.5, -3, 4]


def test_home_is_a_square_round_all_points() -> None:
    home = map_data.home(np.array([[-1.0, 0], [3, 2]]))
    assert (home["u"], home["v"]) == (1, 1) and home["width"] == pytest.approx(4 * map_data.MARGIN)


def test_prior_has_its_middle_where_the_origin_drops_onto_the_plane() -> None:
    assert map_data.prior_circles(SLANTED) == pytest.approx({"u": -2, "v": 3})


def test_share_of_variance_is_that_of_what_the_plane_keeps() -> None:
    mu = np.random.default_rng(0).standard_normal((50_000, 4)) * np.array([2, 1, 1, 2])
    assert map_data.share_of_variance(mu, mu[:, [0, 1]]) == pytest.approx(5 / 10, abs=0.01)
    assert map_data.share_of_variance(mu, mu[:, [0, 3]]) == pytest.approx(8 / 10, abs=0.01)
    assert map_data.share_of_variance(np.ones((3, 2)), np.zeros((3, 2))) == 1


def test_label_of_a_plane_is_the_same_all_over_it() -> None:
    plane = map_data.plane_for_page(SLANTED, np.array([0, 1], np.float32))
    assert plane["origin"] == [1, 2, 3] and plane["along"] == [[0, 1, 0], [0, 0, -1]]
    assert plane["y"] == {"origin": [0, 1], "along": [[0, 0], [0, 0]]}
    assert "y" not in map_data.plane_for_page(SLANTED, None)


def test_dots_are_grouped_by_label_and_by_what_says_something_else() -> None:
    labels = np.array([0, 1, 1])
    known = {"shape": Attribute(labels, ("a", "b")), "colour": Attribute(np.array([1, 0, 1]), ("red", "blue"))}
    found = map_data.groupings(ImageData(pictures(3), labels, ("a", "b"), known))
    assert list(found) == ["label", "colour"]
    assert map_data.groupings(ImageData(pictures(3))) == {}


def test_every_dot_has_its_own_name_and_latent() -> None:
    encoded = Encoded(np.array([[1.0, 2], [3, 4]], np.float32), np.array([1, 0]), np.array([5, 7]))
    sheet = map_data.Sheet(encoded, "", {"label": Attribute(np.array([1, 0]), ("a", "b"))}, ())
    told = map_data.points_for_page(sheet, encoded.mu[:, ::-1], "label", "v")
    assert told["at"] == packed(np.array([2, 1, 4, 3])) and told["mu"] == packed(np.array([1, 2, 3, 4]))
    assert [told["names"][group] for group in told["groups"]] == ["b", "a"]


@pytest.mark.parametrize("channels", [1, 3])
def test_sheet_keeps_every_pixel(channels: int) -> None:
    picture = pictures(1, channels)[0]
    content = base64.b64decode(map_data.webp_address(picture).split(",")[1])
    with Image.open(io.BytesIO(content)) as opened:
        back = np.asarray(opened.convert("RGB")).transpose(2, 0, 1)
    assert np.array_equal(back, np.broadcast_to(picture, (3, 4, 4)))
