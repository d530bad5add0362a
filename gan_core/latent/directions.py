"""Every way to find directions of latent space, by name. A new one is one new file and one line in METHODS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gan_core.errors import UserError
from gan_core.generators.sampling import no_gradient
from gan_core.latent import class_difference, ganspace, probe, sefa, vae_axes
from gan_core.latent.direction import REACH, Direction, Method, move, truncate

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.generators.generator import Generator

METHODS: dict[str, Method] = {
    "sefa": sefa.METHOD,
    "ganspace": ganspace.METHOD,
    "probe": probe.METHOD,
    "class_difference": class_difference.METHOD,
    "mu_pca": vae_axes.MU_PCA,
    "kl": vae_axes.KL,
}

__all__ = ["METHODS", "REACH", "Direction", "Method", "find", "move", "reads_data", "truncate"]


def find(
    generator: Generator, method: str, data: ImageData | None = None, seed: int = 0, count: int = 8
) -> list[Direction]:
    """At most `count` directions of this model, the strongest first; the same seed finds the same ones.

    `data` are the pictures that it was trained with, for the methods that look at them (`reads_data`). Raises UserError
    that says why a method cannot be used, or what is asked wrongly.
    """
    if method not in METHODS:
        raise UserError(f"There is no method {method!r} to find directions: choose one of {', '.join(METHODS)}.")
    if count < 1 or seed < 0:
        raise UserError(f"count must be at least 1 and seed at least 0, got {count} and {seed}.")
    if generator.family.discrete:
        raise UserError(no_gradient(generator.family))
    if why := METHODS[method].unfit(generator, data):
        raise UserError(why)
    return METHODS[method].find(generator, data, seed, count)


def reads_data(generator: Generator, method: str) -> bool:
    """Whether `find` looks at the training pictures of this model: only an encoder can."""
    return generator.encodes and METHODS[method].reads_data
