"""Every kind of picture file, one fact each."""

import numpy as np
import pytest
from PIL import Image

from gan_core.data import picture as module
from gan_core.data.picture import BrokenPicture, pillow_within_limits, read_picture
from gan_core.errors import DataError
from tests.data.conftest import encoded, red


def read(content: bytes, *, grey: bool = False, size: int = 16) -> np.ndarray:
    with pillow_within_limits():
        return read_picture(content, "a.png", image_size=size, grey=grey)


def colour_of(content: bytes, spread: int = 1) -> tuple[int, ...]:
    """The colour of a picture of one colour."""
    values = read(content)
    assert values.shape == (3, 16, 16)
    assert np.ptp(values, axis=(1, 2)).max() <= spread
    return tuple(int(each) for each in values[:, 8, 8])


@pytest.mark.parametrize(
    ("mode", "ink", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 100, (100, 100, 100)),
        ("RGB", (10, 20, 30), (10, 20, 30)),
        ("RGBA", (10, 20, 30, 255), (10, 20, 30)),
        ("RGBA", (0, 0, 0, 0), (255, 255, 255)),
        ("LA", (100, 255), (100, 100, 100)),
        ("LA", (0, 0), (255, 255, 255)),
        ("I;16", 25700, (100, 100, 100)),
    ],
)
def test_modes_of_png(mode, ink, expected):
    assert colour_of(encoded(Image.new(mode, (20, 20), ink))) == expected


def test_half_transparent_lies_over_white():
    assert colour_of(encoded(Image.new("RGBA", (20, 20), (0, 0, 0, 128)))) == (127, 127, 127)


def test_palette():
    assert colour_of(encoded(Image.new("RGB", (20, 20), (10, 200, 30)).quantize(4))) == (10, 200, 30)


def test_transparent_palette_lies_over_white():
    palette = Image.new("P", (20, 20), 0)
    palette.putpalette([10, 20, 30, 40, 50, 60])
    assert colour_of(encoded(palette, transparency=0)) == (255, 255, 255)


def test_transparent_colour_of_rgb_lies_over_white():
    content = encoded(Image.new("RGB", (20, 20), (1, 2, 3)), transparency=(1, 2, 3))
    assert colour_of(content) == (255, 255, 255)


def test_cmyk():
    content = encoded(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "TIFF")
    assert colour_of(content) == (255, 0, 0)


def test_cmyk_jpeg():
    red_ish = colour_of(encoded(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG", quality=95))
    assert red_ish == pytest.approx((255, 0, 0), abs=4)


@pytest.mark.parametrize(("value", "expected"), [(0.5, 128), (128.0, 128)])
def test_fractions_of_tiff_are_scaled_by_their_range(value, expected):
    assert colour_of(encoded(Image.new("F", (20, 20), value), "TIFF")) == (expected,) * 3


def test_32_bit_greys_are_scaled():
    assert colour_of(encoded(Image.new("I", (20, 20), 25700), "TIFF")) == (100, 100, 100)


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "BMP", "TIFF", "PPM", "GIF"])
def test_forms_of_file(form):
    content = encoded(Image.new("RGB", (20, 20), (200, 40, 40)), form)
    assert colour_of(content, spread=6) == pytest.approx((200, 40, 40), abs=6)


def test_picture_is_turned_as_its_exif_says():
    upright = Image.new("RGB", (16, 16), "white")
    upright.paste("black", (0, 0, 16, 8))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise: what was on top comes to the right
    values = read(encoded(upright, "PNG", exif=exif))[0]
    assert values[:, 8:].max() == 0
    assert values[:, :8].min() == 255


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_an_animation_it_is_the_first_frame(form):
    frames = [Image.new("RGB", (20, 20), ink) for ink in ((255, 0, 0), (0, 255, 0))]
    options = {"lossless": True} if form == "WEBP" else {}
    content = encoded(frames[0], form, save_all=True, append_images=frames[1:], **options)
    assert colour_of(content) == (255, 0, 0)


def test_middle_square_is_taken():
    wide = Image.new("RGB", (60, 20), "blue")
    wide.paste("red", (20, 0, 40, 20))
    assert colour_of(encoded(wide)) == (255, 0, 0)


def test_shrinking_is_antialiased():
    stripes = np.zeros((64, 64), dtype=np.uint8)
    stripes[:, ::2] = 255
    values = read(encoded(Image.fromarray(stripes)), grey=True)
    assert values.shape == (1, 16, 16)
    assert values[:, 2:-2, 2:-2] == pytest.approx(np.full((1, 12, 12), 128), abs=20)


def test_large_jpeg_keeps_its_colour():
    content = encoded(Image.new("RGB", (1000, 700), (30, 160, 60)), "JPEG")
    assert colour_of(content) == pytest.approx((30, 160, 60), abs=4)


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (16, 16)])
def test_tiny_pictures_are_enlarged(size):
    assert colour_of(red(size)) == (255, 0, 0)


@pytest.mark.parametrize(
    "content",
    [b"", b"no picture at all", red()[:-30], b"%!PS-Adobe-3.0 EPSF-3.0\n", b"PK\3\4" + b"\0" * 60],
    ids=["empty", "text", "cut", "postscript", "zip"],
)
def test_file_that_is_no_whole_picture_is_broken(content):
    with pytest.raises(BrokenPicture):
        read(content)


def test_more_than_64_megapixels_are_refused_by_the_header_alone():
    content = encoded(Image.new("1", (8001, 8001)))
    with pytest.raises(DataError, match=r"a\.png has more than 64 megapixels"):
        read(content)


def test_what_pillow_calls_a_bomb_is_refused_in_our_words():
    content = encoded(Image.new("1", (10_000, 10_000)))
    with pytest.raises(DataError, match="more than 64 megapixels"):
        read(content)


def test_just_64_megapixels_are_allowed(monkeypatch):
    monkeypatch.setattr(module, "MAX_PIXELS", 400)
    assert colour_of(red((20, 20))) == (255, 0, 0)
    with pytest.raises(DataError):
        read(red((20, 21)))
