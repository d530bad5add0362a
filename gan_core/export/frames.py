"""A sequence of pictures as an animated file: WebP, GIF, or PNG frames in a zip."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from gan_core.errors import UserError

MIN_WIDTH = 256
MAX_FRAMES = 600
FASTEST = 50
"""Frames per second: browsers slow GIFs down whose frames last less than 0.02 s."""
GIF_MILLISECONDS = 10
"""The unit of a GIF's clock."""


@dataclass(frozen=True)
class Format:
    """A kind of file: its title, its MIME type, and pictures of one size with milliseconds for each to bytes."""

    title: str
    mime: str
    write: Callable[[Sequence[Image.Image], Sequence[int], bool], bytes]


def encode(
    pictures: np.ndarray,
    kind: str,
    *,
    frames_per_second: float = 20,
    loop: bool = True,
    boomerang: bool = False,
    min_width: int = MIN_WIDTH,
) -> bytes:
    """uint8 (T, C, H, W) as the file `kind` of FORMATS, each pixel doubled, tripled... until it is min_width wide.

    `loop` plays it for ever, `boomerang` there and back again without showing an end twice. WebP and PNG keep every
    pixel, GIF the 256 best colours of each frame: all that a grey picture has. Equal neighbours are kept as one longer
    frame. A GIF's clock ticks in hundredths of a second: some frames are one longer, so that the whole lasts as
    long as it should. Raises UserError for nothing, too much, or a speed outside 1 to 50 frames a second.
    """
    if kind not in FORMATS:
        raise UserError(f"A film is one of {', '.join(FORMATS)}, got {kind!r}.")
    if boomerang:
        pictures = np.concatenate([pictures, pictures[-2:0:-1]])
    _check(pictures, frames_per_second)
    factor = max(1, -(-min_width // pictures.shape[3]))
    frames = [_image(each) for each in pictures]
    if kind == "gif":
        frames = [_with_palette(each) for each in frames]
    times = milliseconds(len(frames), frames_per_second, GIF_MILLISECONDS if kind == "gif" else 1)
    return FORMATS[kind].write(enlarged(frames, factor), times, loop)


def milliseconds(count: int, frames_per_second: float, unit: int = 1) -> list[int]:
    """How long each of `count` frames is shown, in whole `unit`s that add up to the right whole."""
    ends = np.rint(np.arange(count + 1) * 1000 / (frames_per_second * unit)).astype(int) * unit
    return np.diff(ends).tolist()


def enlarged(frames: Sequence[Image.Image], factor: int) -> list[Image.Image]:
    """The same pictures, each pixel a square of factor x factor."""
    if factor == 1:
        return list(frames)
    return [each.resize((each.width * factor, each.height * factor), Image.Resampling.NEAREST) for each in frames]


def animated_webp(
    frames: Sequence[Image.Image], times: Sequence[int], loop: bool = True, *, lossless: bool = True
) -> bytes:
    """An animated WebP of pictures shown for `times` milliseconds each."""
    out = io.BytesIO()
    frames[0].save(
        out,
        "WEBP",
        save_all=True,
        append_images=frames[1:],
        duration=list(times),
        loop=0 if loop else 1,
        lossless=lossless,
        quality=80,
        # Lossless, 0 takes a tenth of the time of 2 for twice the bytes; else 2 is hardly slower and smaller.
        method=0 if lossless else 2,
    )
    return out.getvalue()


def animated_gif(frames: Sequence[Image.Image], times: Sequence[int], loop: bool = True) -> bytes:
    """A GIF of pictures, grey or with a palette, shown for `times` milliseconds each."""
    out = io.BytesIO()
    options = {"loop": 0} if loop else {}
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=list(times), **options)
    return out.getvalue()


def zipped_frames(frames: Sequence[Image.Image], times: Sequence[int], loop: bool = True) -> bytes:
    """A zip of frame-0000.png and on. How long each is shown is up to whoever puts them together."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        for index, frame in enumerate(frames):
            png = io.BytesIO()
            frame.save(png, "PNG", compress_level=3)
            packed.writestr(f"frame-{index:04d}.png", png.getvalue())
    return out.getvalue()


FORMATS: dict[str, Format] = {
    "webp": Format("Animated WebP", "image/webp", animated_webp),
    "gif": Format("GIF", "image/gif", animated_gif),
    "zip": Format("PNG frames", "application/zip", zipped_frames),
}


def _image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0))


def _with_palette(frame: Image.Image) -> Image.Image:
    """Median cut is slow on large pictures only, and keeps nearly every colour of a small one."""
    return frame if frame.mode == "L" else frame.quantize(256, method=Image.Quantize.MEDIANCUT)


def _check(pictures: np.ndarray, frames_per_second: float) -> None:
    if pictures.ndim != 4 or pictures.shape[1] not in (1, 3):
        raise UserError("Only grey or coloured pictures can be put into a film.")
    if not 1 <= len(pictures) <= MAX_FRAMES:
        raise UserError(f"A film has 1 to {MAX_FRAMES:,} frames, got {len(pictures):,}.")
    if not 1 <= frames_per_second <= FASTEST:
        raise UserError(f"A film shows 1 to {FASTEST} frames per second, got {frames_per_second:g}.")
