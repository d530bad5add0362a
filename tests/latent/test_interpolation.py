"""Tours of many keys, equal steps and travelling labels, on cases whose answer is known."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.generators.generator import LoadedModel
from gan_core.latent.interpolation import EASINGS, INTERPOLATION_METHODS, along, is_closed, positions
from gan_core.latent.interpolation_frames import even_steps, interpolation_frames, picture_distance
from gan_core.latent_draws import draw_z
from tests.latent.small_models import card

KEYS = draw_z(5, 4, 16)
STEP = 1e-3


def tour(
    keys: np.ndarray, num_frames: int, *, way: str = "spherical", easing: str = "even", closed: bool = False
) -> np.ndarray:
    """float32 (num_frames, D): the same time from each key to the next."""
    closed = is_closed(way, closed)
    return along(keys, positions(len(keys), num_frames, easing=easing, closed=closed), way=way, closed=closed)


@pytest.mark.parametrize("way", INTERPOLATION_METHODS)
def test_open_and_closed_tours_pass_through_their_keys(way: str) -> None:
    assert tour(KEYS, 20, way=way, closed=True)[::5] == pytest.approx(KEYS, abs=1e-5)
    if not INTERPOLATION_METHODS[way].always_closed:
        assert tour(KEYS, 16, way=way)[::5] == pytest.approx(KEYS, abs=1e-5)


@pytest.mark.parametrize("way", INTERPOLATION_METHODS)
def test_closed_tour_comes_home_without_repeating_its_start(way: str) -> None:
    path = tour(KEYS, 40, way=way, closed=True)
    assert along(KEYS, np.array([4.0, 5.5]), way=way, closed=True) == pytest.approx(
        along(KEYS, np.array([0.0, 1.5]), way=way, closed=True), abs=1e-6
    )
    home = np.linalg.norm(path[-1] - path[0])
    assert 0 < home < 2 * np.linalg.norm(path[1] - path[0])


def test_smooth_way_is_always_closed() -> None:
    assert np.array_equal(tour(KEYS, 12, way="smooth closed"), tour(KEYS, 12, way="smooth closed", closed=True))


@pytest.mark.parametrize("key", range(4))
def test_smooth_way_has_no_corner_at_any_key_and_none_at_the_seam(key: int) -> None:
    before, at, after = along(KEYS, np.array([key - STEP, key, key + STEP]), way="smooth closed").astype(float)
    assert (at - before) / STEP == pytest.approx((after - at) / STEP, abs=0.05)
    assert np.linalg.norm(after - at) / STEP > 0.5  # it does not simply stop there


def test_spherical_way_has_corners_at_its_keys() -> None:
    before, at, after = along(KEYS, np.array([1 - STEP, 1, 1 + STEP]), way="spherical").astype(float)
    assert np.linalg.norm((at - before) - (after - at)) / STEP > 1


def test_smooth_way_through_four_points_of_a_circle_stays_on_the_circle() -> None:
    corners = 3 * np.array([[1.0, 0], [0, 1], [-1, 0], [0, -1]])
    path = tour(corners, 80, way="smooth closed")
    assert np.linalg.norm(path, axis=1) == pytest.approx(np.full(80, 3.0), rel=1e-6)
    angles = np.unwrap(np.arctan2(path[:, 1], path[:, 0]))
    assert np.diff(angles).min() > 0  # once round, never back
    assert angles[-1] == pytest.approx(2 * np.pi * 79 / 80, abs=0.02)


def test_smooth_way_keeps_its_length_between_those_of_its_keys() -> None:
    keys = np.concatenate([KEYS[:2], 4 * KEYS[2:]])
    norms = np.linalg.norm(tour(keys, 200, way="smooth closed"), axis=1)
    ends = np.linalg.norm(keys, axis=1)
    assert norms.min() >= ends.min() - 1e-4
    assert norms.max() <= ends.max() + 1e-4


@pytest.mark.parametrize("way", INTERPOLATION_METHODS)
@pytest.mark.parametrize(
    "keys",
    [
        [[1.0, 2, 0]],
        [[1.0, 0, 0], [0, 1.0, 0]],
        [[2.0, 0, 0], [2.0, 0, 0], [2.0, 0, 0]],
        [[1.0, 0, 0], [-1.0, 0, 0]],
        [[0.0, 0, 0], [1.0, 1, 0], [0.0, 0, 0]],
        [[0.0, 0, 0]],
    ],
    ids=["one", "two", "equal", "opposite", "origin", "only origin"],
)
def test_tours_of_special_keys_are_finite_and_meet_them(way: str, keys: list[list[float]]) -> None:
    path = tour(np.array(keys), 6 * len(keys), way=way, closed=True)
    assert path.dtype == np.float32
    assert path[::6] == pytest.approx(np.array(keys), abs=1e-5)
    assert np.linalg.norm(np.diff(path, axis=0), axis=1).max(initial=0) < 1.2  # no leap through the origin


def test_gentle_easing_stands_still_at_keys_and_hurries_between() -> None:
    assert EASINGS["gentle"](np.array([0, 0.25, 0.5, 1])) == pytest.approx([0, 5 / 32, 0.5, 1])
    where = positions(3, 201, easing="gentle")
    speed = np.diff(where)
    assert where[[0, 100, 200]] == pytest.approx([0, 1, 2])
    assert speed[[0, 99, 100, 199]].max() < 0.1 * speed[50]
    assert speed[50] == pytest.approx(1.5 * 2 / 200, rel=1e-3)


def test_open_tour_of_one_frame_is_its_first_key() -> None:
    assert tour(KEYS, 1) == pytest.approx(KEYS[:1], abs=1e-6)


@pytest.mark.parametrize(
    ("keys", "more", "words"),
    [
        (np.zeros((0, 4)), {}, "at least one key"),
        (np.full((2, 4), np.nan), {}, "not finite"),
        (KEYS, {"way": "zigzag"}, "one of spherical, linear, smooth closed"),
        (KEYS, {"easing": "jumpy"}, "one of even, gentle"),
        (KEYS, {"num_frames": 0}, "at least 1 frame"),
    ],
)
def test_wrong_tours_are_refused_in_words(keys: np.ndarray, more: dict, words: str) -> None:
    with pytest.raises(UserError, match=words):
        tour(keys, **({"num_frames": 5} | more))


def test_picture_distance_adds_up_three_sizes() -> None:
    black = np.zeros((3, 1, 4, 4), np.float32)
    other = black.copy()
    other[0] += 1.0  # 1 at every size
    other[1, 0, 0, 0] = 1.0  # sqrt(1/16), then one mean of 1/4 among four, then the mean 1/16
    assert picture_distance(black, other) == pytest.approx([3, 1 / 4 + 1 / 8 + 1 / 16, 0])


def brightness(level: np.ndarray) -> np.ndarray:
    """Pictures whose distance is three times the difference of their levels."""
    return np.broadcast_to(np.asarray(level)[:, None, None, None], (len(level), 1, 8, 8)).astype(np.float32)


def test_even_steps_undo_a_known_uneven_speed() -> None:
    dense = np.linspace(0, 1, 401)
    where = even_steps(dense, brightness(dense**2), 5)
    assert where == pytest.approx(np.sqrt([0, 0.25, 0.5, 0.75, 1]), abs=1e-3)
    round_trip = even_steps(dense, brightness(dense**2), 4, closed=True)
    assert round_trip == pytest.approx(np.sqrt([0, 0.25, 0.5, 0.75]), abs=1e-3)


def test_even_steps_give_each_leg_time_by_what_is_seen_on_it() -> None:
    dense = np.linspace(0, 2, 401)
    seen = np.where(dense < 1, 3 * dense, 3 + (dense - 1))  # three quarters of the change on the first leg
    assert even_steps(dense, brightness(seen), 9)[[0, 6, 8]] == pytest.approx([0, 1, 2], abs=1e-3)
    eased = even_steps(dense, brightness(seen), 9, easing="gentle")
    assert eased[[0, 3, 6, 7, 8]] == pytest.approx([0, 0.5, 1, 1.5, 2], abs=1e-3)
    assert eased[1] == pytest.approx(EASINGS["gentle"](np.array(1 / 6)), abs=1e-3)


def test_even_steps_where_nothing_changes_are_even_in_themselves() -> None:
    dense = np.linspace(0, 2, 41)
    assert even_steps(dense, brightness(0 * dense), 5) == pytest.approx([0, 0.5, 1, 1.5, 2])


class Squares(LoadedModel):
    """Draws the level z^2, plus 10 for each share of label 1."""

    def __init__(self) -> None:
        super().__init__(card("gan", 1, num_classes=2))

    def _decode(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        return brightness(z[:, 0].astype(np.float64) ** 2 + 10 * y[:, 1])


def test_journey_has_even_steps_of_what_the_model_draws() -> None:
    keys = np.array([[0.0], [1.0]])
    path = interpolation_frames(Squares(), keys, 11, labels=np.array([0, 0]), way="linear", even=True)
    steps = np.diff(Squares().decode(path.z, path.label)[:, 0, 0, 0])
    assert steps == pytest.approx(np.full(10, 0.1), abs=0.01)
    assert np.diff(path.z[:, 0]).std() > 0.05


def test_labels_travel_with_the_latents() -> None:
    keys = np.array([[0.0], [1.0], [2.0]])
    path = interpolation_frames(Squares(), keys, 5, labels=np.array([0, 1, 0]), way="linear")
    assert path.label[:, 1] == pytest.approx([0, 0.5, 1, 0.5, 0])
    home = interpolation_frames(Squares(), keys[:2], 4, labels=np.array([0, 1]), closed=True)
    assert home.label[:, 1] == pytest.approx([0, 0.5, 1, 0.5])
    slow = interpolation_frames(Squares(), keys, 9, labels=np.eye(2)[[0, 1, 1]], way="linear", easing="gentle")
    assert slow.label[:, 1] == pytest.approx(np.minimum(slow.z[:, 0], 1))


def test_labels_that_do_not_fit_are_refused_in_words() -> None:
    with pytest.raises(UserError, match="labels 0 to 1"):
        interpolation_frames(Squares(), np.zeros((2, 1)), 3, labels=np.array([0, 2]))
    with pytest.raises(UserError, match="2 keys takes 2 labels"):
        interpolation_frames(Squares(), np.zeros((2, 1)), 3, labels=np.array([0, 1, 0]))
