"""The wall and the canvas on Python's side: what is sent to the browser, and what is believed of its answers."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from gan_core.errors import DataError
from ui.lab.components import fingerprint, png_address
from ui.lab.drawing import PREFIX, drawn_size, png_sent, to_mask
from ui.lab.wall import ARITHMETIC, PICK, Mark, checked_marks, indices, marks_sent, sprite, wall

PICTURES = np.arange(5 * 2 * 3, dtype=np.uint8).reshape(5, 1, 2, 3)


def png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def address(content: bytes) -> str:
    return PREFIX + base64.b64encode(content).decode()


def test_sprite_places_pictures_row_by_row() -> None:
    whole = sprite(PICTURES)  # five: three columns, two rows
    assert whole.shape == (1, 4, 9)
    for index, picture in enumerate(PICTURES):
        row, column = divmod(index, 3)
        assert (whole[:, 2 * row : 2 * row + 2, 3 * column : 3 * column + 3] == picture).all()
    assert (whole[:, 2:, 6:] == 0).all()


@pytest.mark.parametrize("channels", [1, 3])
def test_picture_survives_its_address(channels: int) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (channels, 4, 5), dtype=np.uint8)
    content = base64.b64decode(png_address(picture).removeprefix(PREFIX))
    opened = np.asarray(Image.open(io.BytesIO(content)))
    assert (opened == (picture[0] if channels == 1 else picture.transpose(1, 2, 0))).all()


def test_pictures_of_another_kind_are_refused_with_their_shape() -> None:
    with pytest.raises(ValueError, match=r"uint8 \(N, C, H, W\) with C of 1 or 3, got float64 \(1, 2, 3, 3\)"):
        png_address(np.zeros((2, 3, 3)))


def test_fingerprint_keeps_parts_apart() -> None:
    assert fingerprint("ab", "c") != fingerprint("a", "bc")
    assert fingerprint(b"ab", b"c") != fingerprint(b"a", b"bc")


def test_marks_keep_their_order_and_lose_what_is_none() -> None:
    said = [
        [3, "plus"],
        [0, "base"],
        [3, "minus"],
        [9, "plus"],
        [-1, "plus"],
        [1, "odd"],
        [True, "plus"],
        "ab",
        None,
        [1],
    ]
    assert checked_marks(said, 5, ARITHMETIC, None) == [Mark(3, "plus"), Mark(0, "base")]


@pytest.mark.parametrize("said", [None, 7, "marks", {"0": "pick"}, [[[0], "pick"]], [[0, ["pick"]]], [[0.0, "pick"]]])
def test_marks_that_make_no_sense_are_none(said: object) -> None:
    assert checked_marks(said, 5, PICK, None) == []


def test_marks_are_at_most_the_maximum() -> None:
    assert indices(checked_marks([[4, "pick"], [1, "pick"], [2, "pick"]], 5, PICK, 2), "pick") == [4, 1]


def test_marks_of_another_wall_do_not_count() -> None:
    start = [Mark(2, "pick")]
    state = {"version": "then", "marks": [[1, "pick"]]}
    assert marks_sent(state, "now", start, 5, PICK, None) == start
    assert marks_sent(state, "then", start, 5, PICK, None) == [Mark(1, "pick")]
    assert marks_sent({}, "now", start, 5, PICK, None) == start


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"captions": ["one"]}, "captions must have one entry a picture, 5, got 1"),
        ({"truth": ["pick"] * 4}, "truth must have one entry a picture, 5, got 4"),
        ({"truth": ["real"] * 5}, "truth must name kinds or be empty, got .'real'."),
    ],
)
def test_wall_refuses_what_does_not_fit_its_pictures(change: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wall(PICTURES, key="wall", **change)


def test_drawing_is_a_whole_multiple_of_the_picture() -> None:
    assert drawn_size((28, 28)) == (280, 280)
    assert drawn_size((32, 32)) == (288, 288)
    assert drawn_size((512, 256)) == (512, 256)


def test_hole_is_where_the_mask_is_white() -> None:
    assert to_mask(png(np.array([[0, 255], [255, 0]], np.uint8))).tolist() == [[False, True], [True, False]]


def test_drawing_comes_back_as_its_png() -> None:
    content = png(np.zeros((4, 6), np.uint8))
    assert png_sent({"version": "v", "png": address(content)}, "v", (4, 6)) == content


@pytest.mark.parametrize(
    "said",
    [
        None,
        5,
        "",
        "hello",
        address(b"no picture at all"),
        PREFIX + "%%%",
        PREFIX + "é",
        address(png(np.zeros((6, 4), np.uint8))),
        address(png(np.zeros((4, 6), np.uint8))[:40]),
        address(png(np.zeros((4, 6), np.uint8))).replace("image/png", "image/svg+xml"),
        address(png(np.zeros((4000, 4000), np.uint8))),
        PREFIX + "A" * 2_000_000,
    ],
)
def test_drawing_that_is_none_is_none(said: object) -> None:
    assert png_sent({"version": "v", "png": said}, "v", (4, 6)) is None


def test_drawing_of_another_canvas_does_not_count() -> None:
    assert png_sent({"version": "then", "png": address(png(np.zeros((4, 6), np.uint8)))}, "now", (4, 6)) is None


def test_broken_drawing_says_what_to_do() -> None:
    with pytest.raises(DataError, match="Clear it and draw again"):
        to_mask(b"\x89PNG\r\n\x1a\nrubbish")


def page() -> None:
    import numpy as np
    import streamlit as st

    from ui.lab.drawing import drawing
    from ui.lab.wall import wall

    marks = wall(np.zeros((4, 3, 8, 8), np.uint8), key="wall", marks=[(2, "pick")])
    st.text(f"{[tuple(mark) for mark in marks]} {drawing('canvas', size=(8, 8), channels=3)}")


def test_parts_mount_and_say_nothing_before_the_user_does() -> None:
    test = AppTest.from_function(page).run().run()
    assert not test.exception
    assert test.text[0].value == "[(2, 'pick')] None"
