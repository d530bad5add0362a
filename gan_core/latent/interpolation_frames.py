"""A tour through a model: latents, and the labels that travel with them."""

from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.latent.even_steps import even_steps
from gan_core.latent.interpolation import along, is_closed, num_legs, positions

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
    """The tour of `keys` (K, D), ready to be decoded by `model`.

    A conditional model's `labels`, int (K,) or float (K, condition_width), are mixed linearly between the keys. `even`
    spaces the frames by equal steps of perceived change, for which the path is looked at about four times
    as closely first. Raises UserError for keys or labels that do not fit the model and unknown ways or easings.
    """
    if labels is not None and not model.condition_width:
        raise UserError("This model was trained without labels: it cannot be asked for one.")
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
        raise UserError(f"A path of {num_keys} keys takes {num_keys} labels, got {len(labels)}.")
    return model.conditions(labels, num_keys)
