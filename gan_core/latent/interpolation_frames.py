"""The frames of an interpolation: latents, and the labels that change with them."""

from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.latent.interpolation import EASINGS, along, is_closed, num_legs, positions
from gan_core.present import present

LOOKS_PER_FRAME = 4


@dataclass(frozen=True)
class InterpolationFrames:
    """`z` float32 (T, D) and `label` float32 weights (T, condition_width), or None, at the positions `where` (T,)."""

    z: np.ndarray
    label: np.ndarray | None
    where: np.ndarray


def interpolation_frames(
    model: Generator,
    keys: np.ndarray,
    num_frames: int,
    *,
    labels: np.ndarray | None = None,
    way: str = "spherical",
    easing: str = "even",
    closed: bool = False,
    even: bool = False,
) -> InterpolationFrames:
    """The interpolation of `keys` (K, D), ready to be decoded by `model`.

    A conditional model's `labels`, int (K,) or float (K, condition_width), are mixed linearly between the keys. `even`
    spaces the frames by equal steps of perceived change, for which the path is inspected about four times
    as closely first. Raises UserError for keys or labels that do not fit the model and unknown ways or easings.
    """
    if labels is not None and not model.condition_width:
        raise UserError("This model was trained without labels: you cannot ask for one.")
    closed = is_closed(way, closed)
    where = positions(len(keys), num_frames, easing=easing, closed=closed)
    weights = None if labels is None else _weights(labels, model, len(keys))

    def at(where: np.ndarray) -> InterpolationFrames:
        label = None if weights is None else along(weights, where, way="linear", closed=closed)
        return InterpolationFrames(along(keys, where, way=way, closed=closed), label, where)

    legs = num_legs(len(keys), closed)
    if even and legs:
        dense = np.linspace(0, legs, legs * -(-LOOKS_PER_FRAME * num_frames // legs) + 1)
        look = at(dense)
        where = even_steps(dense, model.decode(look.z, look.label), num_frames, easing=easing, closed=closed)
    return at(where)


def _weights(labels: np.ndarray, model: Generator, num_keys: int) -> np.ndarray:
    labels = np.asarray(labels)
    if len(labels) != num_keys:
        raise UserError(f"An interpolation of {num_keys} keys takes {num_keys} labels, got {len(labels)}.")
    return present(model.conditions(labels, num_keys))


SCALES = (1, 2, 4)


def picture_distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How different two rows of pictures look, one with one: float (N, C, H, W) twice -> (N,), in units of the pixels.

    The sum over three sizes of the root mean square difference: of the pixels as they are, of the means of 2 x 2 and
    of the means of 4 x 4 pixels (what does not fill a square at the right and lower edge is left out). The small sizes
    make it count more when something large changes than when an edge moves. It is a simple stand-in for
    the VGG distance by which perceptual path length is defined: Karras et al. 2019, arxiv.org/abs/1812.04948
    """
    difference = np.asarray(a, dtype=np.float32) - np.asarray(b, dtype=np.float32)
    n, c, height, width = difference.shape
    total = np.zeros(n)
    for scale in SCALES:
        rows, columns = height // scale, width // scale
        if not rows or not columns:
            continue
        whole = difference[:, :, : rows * scale, : columns * scale]
        means = whole.reshape(n, c, rows, scale, columns, scale).mean(axis=(3, 5))
        total += np.sqrt(np.mean(means**2, axis=(1, 2, 3), dtype=np.float64))
    return total


def even_steps(
    where: np.ndarray, pictures: np.ndarray, num_frames: int, *, easing: str = "even", closed: bool = False
) -> np.ndarray:
    """Positions float64 (num_frames,) on an interpolation, between which the picture changes by equal amounts.

    `where` (M,) are positions from 0 to its end, both included, and `pictures` float (M, C, H, W) what was
    decoded there; M several times num_frames. The change from one to the next is taken to be even. An easing works
    between each two keys as elsewhere, on the way seen. `closed` leaves out the end, which is the start again.
    """
    where = np.asarray(where, dtype=np.float64)
    seen = np.concatenate([[0.0], np.cumsum(picture_distance(pictures[1:], pictures[:-1]))])
    if seen[-1] <= 0:  # nothing changes: then all paces are even
        seen = where
    time = np.linspace(0, seen[-1], num_frames, endpoint=not closed)
    at_keys = np.interp(np.arange(round(where[-1]) + 1), where, seen)
    leg = np.clip(np.searchsorted(at_keys, time, side="right") - 1, 0, max(len(at_keys) - 2, 0))
    start, end = at_keys[leg], at_keys[np.minimum(leg + 1, len(at_keys) - 1)]
    share = np.divide(time - start, end - start, out=np.zeros_like(time), where=end > start)
    return np.interp(start + EASINGS[easing](share) * (end - start), seen, where)
