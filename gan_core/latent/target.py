"""A picture from anywhere, converted to what a model could have drawn: the target of GAN inversion."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from gan_core.data.names import shown
from gan_core.data.picture import BrokenPicture, pillow_within_limits, read_picture
from gan_core.errors import DataError, UserError
from gan_core.shape import SampleShape

MAX_BYTES = 32 * 2**20
DETAIL = 8
"""A drawing is inspected this many times larger than the model's pictures before it is centred."""
INK, LEAST_CONTRAST = 0.25, 0.2
BOX = 20 / 28
"""The digits of MNIST fill a box of 20 pixels of 28."""
INVERTED = "Dark on light was inverted to light on dark, as the model draws."
LIGHTENED = "Light on dark was inverted to dark on light, as the model draws."


@dataclass(frozen=True)
class Target:
    """`picture` float32 (C, H, W) in [-1, 1]; `notes` tell the user what was changed besides size."""

    picture: np.ndarray
    notes: tuple[str, ...] = ()


def fit_picture(
    image: bytes,
    shape: SampleShape,
    *,
    name: str = "This file",
    ground: float | None = None,
    centre: bool = False,
) -> Target:
    """The middle square of a picture file as a sample of `shape`: turned as its EXIF says, over white, antialiased.

    `ground` in [-1, 1] is the brightness around what a model draws (see `ground_of`): a grey picture whose own ground
    is of the other sort is inverted. `centre` cuts out what is drawn and lays it as MNIST's digits lie: 20/28 of the
    size, its centre of mass in the middle (LeCun et al. 1998, yann.lecun.com/exdb/mnist). Raises DataError with a
    sentence for what is no picture, or too large a one, and UserError for a model of points.
    """
    if shape.kind != "image":
        raise UserError("This model makes points, not pictures: a picture cannot be its target.")
    grey, size = shape.channels == 1, shape.image_size
    values = _read(image, name, size=size * (DETAIL if centre else 1), grey=grey)
    notes: tuple[str, ...] = ()
    if grey and ground is not None and (own := ground_of(values[None])) * ground < 0:
        values, notes = -values, (INVERTED if own > 0 else LIGHTENED,)
    if centre:
        values = _centred(values, size, name)
    return Target(values, notes)


def fit_mask(image: bytes, shape: SampleShape, *, name: str = "This mask") -> np.ndarray:
    """Bool (H, W) from a picture file that is light where the target is known and dark where there is a hole.

    Raises DataError with a sentence, also for a mask that leaves nothing known.
    """
    known = _read(image, name, size=shape.image_size, grey=True)[0] > 0
    if not known.any():
        raise DataError(
            f"{shown(name)} is completely dark: leave the known part light and paint the part to be found dark."
        )
    return known


def ground_of(pictures: np.ndarray) -> float:
    """The median brightness along the edges of pictures (N, C, H, W): -1 for digits, which are light on black."""
    edges = (pictures[..., 0, :], pictures[..., -1, :], pictures[..., 0], pictures[..., -1])
    return float(np.median(np.concatenate([each.reshape(-1) for each in edges])))


def add_noise(picture: np.ndarray, sigma: float, seed: int = 0) -> np.ndarray:
    """`picture` (C, H, W) in [-1, 1] plus N(0, sigma^2) a pixel, kept in [-1, 1]. UserError unless 0 <= sigma <= 2."""
    if not 0 <= sigma <= 2:
        raise UserError(f"Noise must be between 0 and 2, the whole range of brightness, got {sigma}.")
    noise = np.random.default_rng(seed).standard_normal(picture.shape)
    return np.clip(picture + sigma * noise, -1, 1).astype(np.float32)


def _read(image: bytes, name: str, *, size: int, grey: bool) -> np.ndarray:
    if len(image) > MAX_BYTES:
        raise DataError(f"{shown(name)} has more than {MAX_BYTES // 2**20} MB: make the picture smaller.")
    try:
        with pillow_within_limits():
            values = read_picture(image, name, image_size=size, grey=grey)
    except BrokenPicture as error:
        raise DataError(f"{shown(name)} is not a picture, or is damaged: choose a PNG, JPEG or WebP.") from error
    return values.astype(np.float32) / 127.5 - 1


def _centred(values: np.ndarray, size: int, name: str) -> np.ndarray:
    """(C, H, W) -> (C, size, size): what differs from the ground, scaled into its box, by its centre of mass."""
    ground = np.array([np.median(np.concatenate([c[0], c[-1], c[:, 0], c[:, -1]])) for c in values])[:, None, None]
    ink = np.abs(values - ground).max(axis=0)
    if ink.max() < LEAST_CONTRAST:
        raise DataError(f"{shown(name)} has a single colour: draw something on it first.")
    rows, columns = (np.flatnonzero((ink > INK * ink.max()).any(axis=axis)) for axis in (1, 0))
    cut = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    height, width = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    scale = BOX * size / max(height, width)
    small = max(1, round(float(scale * width))), max(1, round(float(scale * height)))
    drawn = np.stack([_resized(each[cut], small) for each in values])
    mass = np.abs(drawn - ground).max(axis=0)
    found = np.broadcast_to(ground, (len(values), size, size)).astype(np.float32)
    top, left = (
        min(max(round(float(size / 2 - (np.arange(n) + 0.5) @ mass.sum(axis=1 - axis) / mass.sum())), 0), size - n)
        for axis, n in enumerate(mass.shape)
    )
    found[:, top : top + mass.shape[0], left : left + mass.shape[1]] = drawn
    return found


def _resized(channel: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """(H, W) in [-1, 1] to (width, height) `size`, antialiased."""
    resized = Image.fromarray(channel.astype(np.float32)).resize(size, Image.Resampling.LANCZOS)
    return np.clip(np.asarray(resized), -1, 1)
