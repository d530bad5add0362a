"""Films of paths: frames, times and pixels."""

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from gan_core.errors import UserError
from gan_core.export.frames import encode, milliseconds


def pictures(num: int, channels: int = 3, size: int = 32) -> np.ndarray:
    """Smoothly shaded, each different."""
    y, x = np.mgrid[:size, :size]
    frames = [[(3 * x + 5 * y + 20 * c + 7 * t) % 256 for c in range(channels)] for t in range(num)]
    return np.array(frames, dtype=np.uint8)


def opened(content: bytes) -> tuple[Image.Image, list[np.ndarray], list[int]]:
    shown = Image.open(io.BytesIO(content))
    frames, times = [], []
    for index in range(shown.n_frames):
        shown.seek(index)
        shown.load()  # a WebP knows how long a frame lasts once it is read
        frames.append(np.asarray(shown.convert("RGB")))
        times.append(int(shown.info["duration"]))
    return shown, frames, times


@pytest.mark.parametrize("kind", ["webp", "gif"])
@pytest.mark.parametrize("channels", [1, 3])
def test_film_has_all_frames_enlarged_for_the_right_time(kind: str, channels: int) -> None:
    shown, frames, times = opened(encode(pictures(12, channels), kind, frames_per_second=20))
    assert (shown.format, shown.size, len(frames), times) == (kind.upper(), (256, 256), 12, [50] * 12)
    assert shown.info["loop"] == 0


@pytest.mark.parametrize(("kind", "channels", "most"), [("webp", 3, 0), ("webp", 1, 0), ("gif", 1, 0), ("gif", 3, 12)])
def test_pixels_of_a_film_are_those_of_its_pictures(kind: str, channels: int, most: int) -> None:
    made = pictures(5, channels)
    _, frames, _ = opened(encode(made, kind))
    expected = np.broadcast_to(made, (5, 3, 32, 32)).transpose(0, 2, 3, 1).repeat(8, axis=1).repeat(8, axis=2)
    assert np.abs(np.stack(frames).astype(int) - expected).max() <= most


def test_zip_holds_every_frame_as_png_in_order() -> None:
    made = pictures(11)
    with zipfile.ZipFile(io.BytesIO(encode(made, "zip", min_width=1))) as packed:
        assert packed.namelist() == [f"frame-{index:04d}.png" for index in range(11)]
        for index, name in enumerate(packed.namelist()):
            with Image.open(io.BytesIO(packed.read(name))) as frame:
                assert np.array_equal(np.asarray(frame).transpose(2, 0, 1), made[index])


def test_boomerang_comes_back_without_showing_an_end_twice() -> None:
    made = np.stack([np.full((1, 8, 8), level, np.uint8) for level in (0, 50, 100, 150)])
    _, frames, _ = opened(encode(made, "webp", boomerang=True))
    assert [int(frame[0, 0, 0]) for frame in frames] == [0, 50, 100, 150, 100, 50]
    assert len(opened(encode(made[:1], "webp", boomerang=True))[1]) == 1


@pytest.mark.parametrize(("kind", "once"), [("webp", 1), ("gif", None)])
def test_film_that_does_not_loop_plays_once(kind: str, once: int | None) -> None:
    shown, _, _ = opened(encode(pictures(3), kind, loop=False))
    assert shown.info.get("loop") == once


def test_gif_clock_adds_up_although_it_ticks_in_hundredths() -> None:
    times = milliseconds(30, 30, 10)
    assert sum(times) == 1000 and set(times) == {30, 40}
    assert opened(encode(pictures(30), "gif", frames_per_second=30))[2] == times
    assert set(milliseconds(30, 30)) == {33, 34}


@pytest.mark.parametrize(
    ("made", "kind", "speed", "words"),
    [
        (pictures(2), "mp4", 20, "one of webp, gif, zip"),
        (pictures(0).reshape(0, 3, 8, 8), "webp", 20, "1 to 600 frames"),
        (pictures(2), "gif", 100, "1 to 50 frames per second"),
        (np.zeros((2, 2), np.uint8), "gif", 20, "Only grey or coloured"),
    ],
)
def test_wrong_films_are_refused_in_words(made: np.ndarray, kind: str, speed: float, words: str) -> None:
    with pytest.raises(UserError, match=words):
        encode(made, kind, frames_per_second=speed)
