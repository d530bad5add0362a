"""Measures of drawn rectangles, whose answers follow from how they were drawn."""

import numpy as np
import pytest

from gan_core.data.shapes import ShapesSettings
from gan_core.latent.picture_attributes import (
    PICTURE_ATTRIBUTES,
    area,
    blueness,
    brightness,
    cover,
    greenness,
    height,
    leftness,
    redness,
    slant,
    thickness,
)

RED, GREEN, BLUE = (1.0, -1.0, -1.0), (-1.0, 1.0, -1.0), (-1.0, -1.0, 1.0)


def drawn(rows: slice, columns: slice, ink=(1.0,), paper=(-1.0,), size: int = 20) -> np.ndarray:
    """One picture (1, C, 20, 20): a rectangle of `ink` on `paper`."""
    x = np.empty((1, len(ink), size, size), np.float32)
    x[0] = np.array(paper)[:, None, None]
    x[0, :, rows, columns] = np.array(ink)[:, None, None]
    return x


def test_area_is_the_rectangles_share() -> None:
    assert area(drawn(slice(2, 12), slice(3, 7))) == pytest.approx([40 / 400])


def test_area_does_not_depend_on_which_is_dark() -> None:
    light, dark = drawn(slice(2, 12), slice(3, 7)), drawn(slice(2, 12), slice(3, 7), ink=(-1.0,), paper=(0.4,))
    assert area(light) == area(dark)


def test_faint_patterns_of_the_background_do_not_count() -> None:
    x = drawn(slice(5, 10), slice(5, 10), ink=RED, paper=(0.9, 0.9, 0.9))
    noisy = x + 0.1 * np.random.default_rng(0).standard_normal(x.shape).astype(np.float32)
    assert area(noisy) == pytest.approx(area(x), abs=0.01)


def test_place_is_the_rectangles_middle() -> None:
    x = drawn(slice(0, 4), slice(10, 20), size=20)
    assert height(x) == pytest.approx([0.5 - 2 / 20])
    assert leftness(x) == pytest.approx([0.5 - 15 / 20])


def test_the_middle_is_neither_left_nor_high() -> None:
    x = drawn(slice(8, 12), slice(5, 15))
    assert [leftness(x)[0], height(x)[0]] == pytest.approx([0, 0])


@pytest.mark.parametrize(("measure", "own"), [(redness, RED), (greenness, GREEN), (blueness, BLUE)])
def test_a_colour_is_most_of_itself(measure, own) -> None:
    for ink in (RED, GREEN, BLUE):
        x = drawn(slice(5, 9), slice(5, 9), ink=ink, paper=(0.2, 0.1, 0.0))
        assert measure(x) == pytest.approx([2.0 if ink == own else -1.0], abs=1e-6)


def test_the_colour_of_the_background_does_not_count() -> None:
    on_blue = drawn(slice(5, 9), slice(5, 9), ink=RED, paper=BLUE)
    on_white = drawn(slice(5, 9), slice(5, 9), ink=RED, paper=(1.0, 1.0, 1.0))
    assert redness(on_blue) == pytest.approx(redness(on_white))


def test_brightness_is_mean_luma() -> None:
    assert brightness(drawn(slice(0, 10), slice(0, 20))) == pytest.approx([0])
    green = brightness(drawn(slice(0, 20), slice(0, 20), ink=GREEN, paper=GREEN))
    assert green == pytest.approx([0.587 - 0.299 - 0.114], abs=1e-6)


def test_thickness_of_long_strokes_is_their_width() -> None:
    for width in (2, 3, 4):
        level = drawn(slice(20, 20 + width), slice(2, 38), size=40)
        # 2 area / outline of a rectangle, and each of its corners is cut by half a pixel's diagonal
        outline = 2 * (36 + width) - 4 * (1 - np.sqrt(0.5))
        assert thickness(level) == pytest.approx([2 * 36 * width / outline])
        assert thickness(level) == pytest.approx([width], rel=0.15)


def test_slant_of_a_sheared_bar_is_its_shear() -> None:
    x = np.full((1, 1, 40, 40), -1.0, np.float32)
    for row in range(5, 35):
        x[0, 0, row, 25 - row // 2 : 28 - row // 2] = 1
    assert slant(x) == pytest.approx([0.5], abs=0.01)
    assert slant(x[..., ::-1]) == pytest.approx([-0.5], abs=0.01)


def test_an_upright_bar_has_no_slant() -> None:
    assert slant(drawn(slice(2, 18), slice(9, 11))) == pytest.approx([0], abs=1e-9)


def test_a_blank_picture_has_no_object_and_no_place() -> None:
    blank = np.full((2, 3, 16, 16), 0.3, np.float32)
    assert not cover(blank).any()
    assert all(np.isnan(each.of(blank)).all() for key, each in PICTURE_ATTRIBUTES.items() if key != "brightness")
    assert brightness(blank) == pytest.approx([0.3, 0.3], abs=1e-6)


def test_every_measure_gives_one_float64_for_each_picture() -> None:
    x = np.repeat(drawn(slice(5, 9), slice(5, 9), ink=RED, paper=GREEN), 3, axis=0)
    assert {(each.of(x).dtype.name, each.of(x).shape) for each in PICTURE_ATTRIBUTES.values()} == {("float64", (3,))}


def test_measures_of_drawn_shapes_follow_their_attributes() -> None:
    data = ShapesSettings(num_images=300).load()
    x = data.images.astype(np.float32) / 127.5 - 1
    values = {name: each.values for name, each in data.attributes.items()}
    assert np.corrcoef(area(x), values["size"])[0, 1] > 0.8
    assert np.corrcoef(leftness(x), values["place"] % 3)[0, 1] < -0.9  # places go row by row, from the top left
    assert np.corrcoef(height(x), values["place"] // 3)[0, 1] < -0.9
    reds = redness(x)[values["colour"] == 0]
    assert reds.min() > redness(x)[values["colour"] == 3].max()  # the reddest green is less red than any red
