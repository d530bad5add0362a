"""Attributes that can be measured in any picture: how large, how red, how far left.

Every function takes pictures float32 (N, C, H, W) in [-1, 1] and gives float64 (N,), nan where nothing stands out. The
background is the median colour of a picture's border; what differs from it is the object.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

LEAST_CONTRAST = 0.2
"""Of a range of 2: where nothing differs from the border by so much, there is no object."""
LUMA = (0.299, 0.587, 0.114)
"""What red, green and blue add to brightness: ITU-R BT.601."""


def cover(x: np.ndarray) -> np.ndarray:
    """How far each pixel belongs to the object: (N, H, W) in [0, 1], all 0 where nothing stands out.

    0 up to a quarter of the picture's strongest contrast with its border, 1 from three quarters on, so that neither a
    faint background pattern nor the softness of an edge counts much. The hundredth part of the pixels that is strongest
    counts as one, lest a single pixel decides.
    """
    count, channels = x.shape[:2]
    border = np.concatenate([x[:, :, 0], x[:, :, -1], x[:, :, :, 0], x[:, :, :, -1]], axis=2)  # (N, C, 2H + 2W)
    paper = np.median(border, axis=2).reshape(count, channels, 1, 1)
    contrast = np.abs(x - paper).max(axis=1).astype(np.float64)  # (N, H, W)
    strongest = np.quantile(contrast.reshape(count, -1), 0.99, axis=1)[:, None, None]
    share = contrast / np.maximum(strongest, 1e-6)
    return np.where(strongest < LEAST_CONTRAST, 0.0, np.clip(2 * share - 0.5, 0.0, 1.0))


def area(x: np.ndarray) -> np.ndarray:
    """The share of the picture that the object covers, 0 to 1."""
    return _seen(cover(x).mean(axis=(1, 2)))


def brightness(x: np.ndarray) -> np.ndarray:
    """Mean luma of the whole picture, -1 to 1."""
    weights = np.array(LUMA if x.shape[1] == 3 else (1.0,))
    return np.einsum("nchw,c->n", x.astype(np.float64), weights) / (x.shape[2] * x.shape[3])


def redness(x: np.ndarray) -> np.ndarray:
    """The object's mean red less half of its green and blue, -2 to 2; colour pictures only."""
    return _colour(x, (1.0, -0.5, -0.5))


def greenness(x: np.ndarray) -> np.ndarray:
    """The object's mean green less half of its red and blue, -2 to 2; colour pictures only."""
    return _colour(x, (-0.5, 1.0, -0.5))


def blueness(x: np.ndarray) -> np.ndarray:
    """The object's mean blue less half of its red and green, -2 to 2; colour pictures only."""
    return _colour(x, (-0.5, -0.5, 1.0))


def leftness(x: np.ndarray) -> np.ndarray:
    """How far the object's middle lies left of the picture's, in shares of its width: -0.5 to 0.5."""
    weight = cover(x)
    return -(weight.sum(axis=1) @ _places(x.shape[3])) / _seen(weight.sum(axis=(1, 2)))


def height(x: np.ndarray) -> np.ndarray:
    """How far the object's middle lies above the picture's, in shares of its height: -0.5 to 0.5."""
    weight = cover(x)
    return -(weight.sum(axis=2) @ _places(x.shape[2])) / _seen(weight.sum(axis=(1, 2)))


def thickness(x: np.ndarray) -> np.ndarray:
    """The width of the strokes in pixels: twice their area over their outline, which holds for any long stroke.

    The outline of a soft shape is the sum of its gradient's length, by the coarea formula.
    """
    weight = np.pad(cover(x), ((0, 0), (1, 1), (1, 1)))
    down = np.diff(weight, axis=1)  # between rows
    right = np.diff(weight, axis=2)  # between columns
    down = (down[:, :, 1:] + down[:, :, :-1]) / 2  # both at the corners where four pixels meet
    right = (right[:, 1:] + right[:, :-1]) / 2
    return 2 * weight.sum(axis=(1, 2)) / _seen(np.hypot(down, right).sum(axis=(1, 2)))


def slant(x: np.ndarray) -> np.ndarray:
    """How many pixels to the right the strokes go for each pixel up: the shear of their second moments.

    Castro et al. 2019, Morpho-MNIST, arxiv.org/abs/1809.10780
    """
    weight = cover(x)
    total = _seen(weight.sum(axis=(1, 2)))
    across = np.arange(x.shape[3])[None, :] - (weight.sum(axis=1) @ np.arange(x.shape[3]) / total)[:, None]
    up = (weight.sum(axis=2) @ np.arange(x.shape[2]) / total)[:, None] - np.arange(x.shape[2])[None, :]
    both = np.einsum("nhw,nh,nw->n", weight, up, across)
    return both / _seen(np.einsum("nhw,nh->n", weight, up**2))


@dataclass(frozen=True)
class PictureAttribute:
    """`title` names the direction in which `of` rises; `channels` are those of the pictures it is meant for."""

    title: str
    about: str
    of: Callable[[np.ndarray], np.ndarray]
    channels: tuple[int, ...] = (1, 3)


PICTURE_ATTRIBUTES: dict[str, PictureAttribute] = {
    "area": PictureAttribute("Larger", "the share of the picture that the object covers", area),
    "redness": PictureAttribute("Redder", "the object's red relative to its green and blue", redness, (3,)),
    "greenness": PictureAttribute("Greener", "the object's green relative to its red and blue", greenness, (3,)),
    "blueness": PictureAttribute("Bluer", "the object's blue relative to its red and green", blueness, (3,)),
    "brightness": PictureAttribute("Brighter", "the mean brightness of the whole picture", brightness),
    "leftness": PictureAttribute("Further left", "the position of the object's centre", leftness),
    "height": PictureAttribute("Higher up", "the position of the object's centre", height),
    "thickness": PictureAttribute("Thicker", "the width of the strokes", thickness, (1,)),
    "slant": PictureAttribute("Slanted", "how far the strokes lean to the right", slant, (1,)),
}


def _places(count: int) -> np.ndarray:
    return (np.arange(count) + 0.5) / count - 0.5


def _seen(values: np.ndarray) -> np.ndarray:
    return np.where(values > 0, values, np.nan)


def _colour(x: np.ndarray, weights: tuple[float, float, float]) -> np.ndarray:
    weight = cover(x)
    mean = np.einsum("nchw,nhw->nc", x.astype(np.float64), weight) / _seen(weight.sum(axis=(1, 2)))[:, None]
    return mean @ np.array(weights)
