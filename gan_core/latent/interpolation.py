"""Interpolation between any number of key latents.

A place on an interpolation is a position in keys: 0 is the first key, 1.5 halfway from the second to the third, and on
a closed one of K keys K is the first one again. What travels along with the latents, as labels do, takes the same
positions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gan_core.errors import UserError

WIDEST_TURN = np.radians(120)
TINY = 1e-12


def gentle(share: np.ndarray) -> np.ndarray:
    """3 s^2 - 2 s^3: from 0 to 1 with no speed at either end, and half as fast again in the middle."""
    return share * share * (3 - 2 * share)


EASINGS: dict[str, Callable[[np.ndarray], np.ndarray]] = {"even": lambda share: share, "gentle": gentle}
"""Share of the time between two keys -> share of the way between them."""


def lerp(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The straight line: (D,), (D,), shares (T,) in [0, 1] -> (T, D). Halfway it is shorter than both ends."""
    share = np.asarray(share, dtype=np.float64)[:, None]
    return ((1 - share) * start + share * end).astype(np.float32)


def slerp(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The great circle, with the norm going linearly from one end's to the other's: (D,), (D,), (T,) -> (T, D).

    A normal latent of many dimensions has a norm near sqrt(D); the straight line leaves that shell, this does not.
    White 2016, Sampling generative networks, arxiv.org/abs/1609.04468
    """
    share = np.asarray(share, dtype=np.float64)
    start, end = start.astype(np.float64), end.astype(np.float64)
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) < 1e-12:
        return lerp(start, end, share)
    a, b = start / lengths[0], end / lengths[1]
    angle = np.arccos(np.clip(a @ b, -1.0, 1.0))
    norm = ((1 - share) * lengths[0] + share * lengths[1])[:, None]
    if angle < 1e-6:
        return (norm * a).astype(np.float32)
    if np.pi - angle < 1e-6:  # opposite ends: every great circle joins them; take the one through the first other axis
        side = np.zeros_like(a)
        side[np.argmin(np.abs(a))] = 1.0
        side -= (side @ a) * a
        side /= np.linalg.norm(side)
        direction = np.cos(share * np.pi)[:, None] * a + np.sin(share * np.pi)[:, None] * side
        return (norm * direction).astype(np.float32)
    direction = (np.sin((1 - share) * angle)[:, None] * a + np.sin(share * angle)[:, None] * b) / np.sin(angle)
    return (norm * direction).astype(np.float32)


@dataclass(frozen=True)
class InterpolationMethod:
    """How to get from key to key. `at` takes float64 keys (K, D), on a closed interpolation with the first again at the
    end, and positions (T,) from 0 to K - 1, and gives float64 (T, D)."""

    about: str
    at: Callable[[np.ndarray, np.ndarray], np.ndarray]
    always_closed: bool = False


def along(keys: np.ndarray, where: np.ndarray, *, way: str = "spherical", closed: bool = False) -> np.ndarray:
    """The latents at the positions `where` (T,) of an interpolation of `keys` (K, D): float32 (T, D).

    Label weights travel as latents do: `along(weights, where, way="linear", closed=closed)`. Open ones end at their
    ends, closed ones go round and round. Raises UserError for no keys, numbers that are not finite and unknown ways.
    """
    keys, where = _checked(keys), np.asarray(where, dtype=np.float64)
    _known(way, INTERPOLATION_METHODS, "way")
    if len(keys) == 1:
        return np.repeat(keys, len(where), axis=0).astype(np.float32)
    if is_closed(way, closed):
        where, keys = where % len(keys), np.concatenate([keys, keys[:1]])
    else:
        where = np.clip(where, 0, len(keys) - 1)
    return INTERPOLATION_METHODS[way].at(keys, where).astype(np.float32)


def positions(num_keys: int, num_frames: int, *, easing: str = "even", closed: bool = False) -> np.ndarray:
    """float64 (num_frames,): the same time from each key to the next, from the first to the last.

    A closed one stops one frame before its first key, so that a film of it repeats none. UserError for no frames.
    """
    _known(easing, EASINGS, "easing")
    if num_frames < 1:
        raise UserError(f"An interpolation has at least 1 frame, got {num_frames}.")
    where = np.linspace(0, num_legs(num_keys, closed), num_frames, endpoint=not closed)
    leg = np.floor(where)
    return leg + EASINGS[easing](where - leg)


def is_closed(way: str, closed: bool) -> bool:
    """Whether the interpolation comes home: asked for, or the only way that this way can go."""
    _known(way, INTERPOLATION_METHODS, "way")
    return closed or INTERPOLATION_METHODS[way].always_closed


def num_legs(num_keys: int, closed: bool) -> int:
    """How many ways from one key to the next an interpolation has."""
    return 0 if num_keys == 1 else num_keys if closed else num_keys - 1


def _legwise(join: Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]) -> Callable:
    """The way that goes each leg by itself, as `join(start, end, shares)` does."""

    def at(keys: np.ndarray, where: np.ndarray) -> np.ndarray:
        leg = np.clip(np.floor(where).astype(int), 0, len(keys) - 2)
        z = np.empty((len(where), keys.shape[1]))
        for index in np.unique(leg):
            here = leg == index
            z[here] = join(keys[index], keys[index + 1], where[here] - index)
        return z

    return at


def _smooth(keys: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Direction and length apart, both with a continuous first derivative everywhere, the seam included.

    Direction: the periodic cubic spline through the keys' unit vectors, brought back to length 1. A leg that turns by
    more than 120 degrees also passes through the middle of its great circle; otherwise the spline would come near the
    origin, where a direction means nothing. Length: from one key's to the next one's by 3 s^2 - 2 s^3, so it never
    leaves what lies between the two, as an overshooting spline would: keys on the Gaussian shell stay on it.
    Two equal keys in a row are a small loop, not a rest.
    """
    from scipy.interpolate import CubicSpline  # a third of a second, which the command line need not wait for

    lengths = np.linalg.norm(keys, axis=1)
    if lengths.max() < TINY:
        return np.zeros((len(where), keys.shape[1]))
    units, knots = _with_middles(_directions(keys, lengths))
    direction = CubicSpline(knots, units, bc_type="periodic")(where)
    direction /= np.maximum(np.linalg.norm(direction, axis=1, keepdims=True), TINY)
    leg = np.clip(np.floor(where).astype(int), 0, len(keys) - 2)
    length = lengths[leg] + gentle(where - leg) * (lengths[leg + 1] - lengths[leg])
    return length[:, None] * direction


def _directions(keys: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Unit vectors of a closed interpolation's keys; the origin, which has none, takes that of the key before it."""
    units = keys / np.maximum(lengths, TINY)[:, None]
    good = np.flatnonzero(lengths > TINY)
    for index in np.flatnonzero(lengths <= TINY):
        before = good[good < index]
        units[index] = units[before[-1] if len(before) else good[-1]]
    units[-1] = units[0]
    return units


def _with_middles(units: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The unit vectors and their positions, with the middle of each leg that turns too widely put between."""
    rows, knots = [units[0]], [0.0]
    for index, (start, end) in enumerate(pairwise(units)):
        if start @ end < np.cos(WIDEST_TURN):
            rows.append(slerp(start, end, np.array([0.5]))[0].astype(np.float64))
            knots.append(index + 0.5)
        rows.append(end)
        knots.append(index + 1.0)
    return np.stack(rows), np.array(knots)


INTERPOLATION_METHODS: dict[str, InterpolationMethod] = {
    "spherical": InterpolationMethod(
        "Along the great circle from key to key: stays in the region where the model was trained.", _legwise(slerp)
    ),
    "linear": InterpolationMethod(
        "Straight from key to key: between them z is shorter than nearly all that the model was trained "
        "on, so pictures there can be odd (White 2016).",
        _legwise(lerp),
    ),
    "smooth closed": InterpolationMethod(
        "One smooth closed curve through all keys, without corners.", _smooth, always_closed=True
    ),
}


def _checked(keys: np.ndarray) -> np.ndarray:
    keys = np.asarray(keys, dtype=np.float64)
    if keys.ndim != 2 or not len(keys):
        raise UserError("An interpolation needs at least one key picture: pick one.")
    if not np.isfinite(keys).all():
        raise UserError("A key of this interpolation contains numbers that are not finite: pick another picture.")
    return keys


def _known(name: str, choices: dict, what: str) -> None:
    if name not in choices:
        raise UserError(f"The {what} must be one of {', '.join(choices)}, got {name!r}.")
