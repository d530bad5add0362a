"""Pictures made into targets, one fact each."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gan_core.errors import DataError, UserError
from gan_core.latent.target import INVERTED, LIGHTENED, MAX_BYTES, add_noise, fit_mask, fit_picture, ground_of
from gan_core.shape import SampleShape
from tests.data.conftest import encoded, red

GREY, COLOUR = SampleShape(1, 28), SampleShape(3, 32)


def dot(ground: int, ink: int, box: tuple[int, int, int, int] = (40, 40, 59, 59)) -> bytes:
    """A grey square of `ink` in a hundred pixels of `ground`."""
    picture = Image.new("L", (100, 100), ground)
    ImageDraw.Draw(picture).rectangle(box, fill=ink)
    return encoded(picture)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_white_is_one_in_every_format(form: str) -> None:
    fitted = fit_picture(encoded(Image.new("RGB", (50, 40), "white"), form), COLOUR)
    assert fitted.picture.shape == (3, 32, 32) and fitted.picture.dtype == np.float32
    assert fitted.picture.min() == 1
    assert fitted.notes == ()


def test_red_stays_red() -> None:
    assert fit_picture(red(), COLOUR).picture[:, 16, 16].tolist() == [1, -1, -1]


def test_colour_becomes_grey_for_a_grey_model() -> None:
    assert fit_picture(red(), GREY).picture[0] == pytest.approx(0.299 * 2 - 1, abs=0.01)


def test_transparency_lies_over_white() -> None:
    assert fit_picture(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 0))), COLOUR).picture.min() == 1


def test_sides_of_a_wide_picture_are_cut_off() -> None:
    wide = Image.new("L", (90, 30), 0)
    wide.paste(255, (30, 0, 60, 30))
    assert fit_picture(encoded(wide), GREY).picture.min() == 1


def test_picture_is_turned_as_its_exif_says() -> None:
    picture, exif = Image.new("L", (40, 40), 0), Image.Exif()
    picture.paste(255, (0, 0, 40, 20))  # light above
    exif[0x0112] = 3  # upside down
    fitted = fit_picture(encoded(picture, "JPEG", exif=exif), GREY).picture[0]
    assert fitted[5].mean() < -0.9 and fitted[22].mean() > 0.9


def test_dark_on_light_is_inverted_for_a_model_on_black_and_said_so() -> None:
    fitted = fit_picture(dot(255, 0), GREY, ground=-1.0)
    assert fitted.picture[0, 0, 0] == -1 and fitted.picture[0, 14, 14] > 0.9  # antialiased
    assert fitted.notes == (INVERTED,)


def test_light_on_dark_is_inverted_for_a_model_on_white() -> None:
    assert fit_picture(dot(0, 255), GREY, ground=1.0).notes == (LIGHTENED,)


@pytest.mark.parametrize(("shape", "ground"), [(GREY, 1.0), (GREY, None), (COLOUR, -1.0)])
def test_same_ground_no_ground_and_colour_are_left_alone(shape: SampleShape, ground: float | None) -> None:
    fitted = fit_picture(dot(255, 0), shape, ground=ground)
    assert fitted.picture[0, 0, 0] == 1 and fitted.notes == ()


def test_centred_drawing_fills_its_box_in_the_middle() -> None:
    fitted = fit_picture(dot(0, 255, (5, 5, 14, 14)), GREY, centre=True).picture[0]
    rows, columns = (np.flatnonzero((fitted > 0).any(axis=axis)) for axis in (1, 0))
    assert (rows[0], rows[-1], columns[0], columns[-1]) == (4, 23, 4, 23)  # 20 pixels of 28


def test_centre_of_mass_lies_in_the_middle() -> None:
    picture = Image.new("L", (100, 100), 0)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((10, 10, 17, 59), fill=255)
    draw.rectangle((10, 52, 39, 59), fill=255)  # an L: its mass is left of and below its box's middle
    ink = fit_picture(encoded(picture), GREY, centre=True).picture[0] + 1
    place = np.arange(28) + 0.5
    assert ink.sum(axis=0) @ place / ink.sum() == pytest.approx(14, abs=0.6)
    assert ink.sum(axis=1) @ place / ink.sum() == pytest.approx(14, abs=0.6)


def test_nothing_drawn_cannot_be_centred() -> None:
    with pytest.raises(DataError, match="draw something"):
        fit_picture(encoded(Image.new("L", (50, 50), 7)), GREY, centre=True)


@pytest.mark.parametrize("content", [b"", b"no picture", red()[:40]])
def test_rubbish_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(DataError, match=r"photo\.png is not a picture, or is damaged"):
        fit_picture(content, COLOUR, name="photo.png")


def test_too_large_a_file_is_refused() -> None:
    with pytest.raises(DataError, match="more than 32 MB"):
        fit_picture(bytes(MAX_BYTES + 1), COLOUR)


def test_points_are_refused() -> None:
    with pytest.raises(UserError, match="points, not pictures"):
        fit_picture(red(), SampleShape(2, 0, kind="points"))


def test_mask_is_known_where_it_is_light() -> None:
    known = fit_mask(dot(255, 0), SampleShape(3, 100))
    assert known.shape == (100, 100) and known.dtype == bool
    assert (~known).sum() == 400 and not known[40:60, 40:60].any()


def test_mask_of_nothing_known_is_refused() -> None:
    with pytest.raises(DataError, match="completely dark"):
        fit_mask(encoded(Image.new("L", (20, 20), 0)), GREY)


def test_ground_is_what_most_edges_show() -> None:
    pictures = np.full((3, 1, 8, 8), 0.9)
    pictures[:, :, 2:6, 2:6] = -1
    assert ground_of(pictures) == pytest.approx(0.9)


def test_noise_has_its_deviation_and_its_seed() -> None:
    grey = np.zeros((3, 64, 64), np.float32)
    noisy = add_noise(grey, 0.2, seed=1)
    assert noisy.std() == pytest.approx(0.2, rel=0.03)
    assert np.array_equal(noisy, add_noise(grey, 0.2, seed=1))
    assert not np.array_equal(noisy, add_noise(grey, 0.2, seed=2))
    assert np.array_equal(add_noise(grey, 0), grey)


def test_noise_stays_between_black_and_white() -> None:
    assert np.abs(add_noise(np.ones((1, 16, 16)), 1.0)).max() == 1


@pytest.mark.parametrize("sigma", [-0.1, 2.1, float("nan")])
def test_senseless_noise_is_refused(sigma: float) -> None:
    with pytest.raises(UserError, match="between 0 and 2"):
        add_noise(np.zeros((1, 8, 8)), sigma)
