"""A named point of latent space: by seed and number, or by its coordinates; for links and files."""

import base64
import binascii
from dataclasses import dataclass

import numpy as np

from gan_core.conditions import one_hot
from gan_core.errors import UserError
from gan_core.generators.generator import Generator
from gan_core.latent.fit_sampler import default_sampler
from gan_core.latent_draws import draw_z
from gan_core.present import present
from gan_core.samplers.files import load_sampler
from gan_core.samplers.sampler import PRIOR, SAMPLERS, drawn_from

MOST_SEED = 2**31 - 1
MOST_NUMBER = 9999
SAMPLED = "-"
"""Between the name of a sampler and the seed."""


@dataclass(frozen=True)
class LatentKey:
    """`z` float32 (latent_dim,), `y` float32 (condition_width,) or None, and the `token` that names both."""

    z: np.ndarray
    y: np.ndarray | None
    token: str


def of_seed(generator: Generator, seed: int, number: int, label: int | None = None, sampler: str = PRIOR) -> LatentKey:
    """Picture `number` of `seed`: token "seed.number", with ":label" where the condition is a class.

    With "mixture-" or "latent_flow-" before it where the latent is a fitted sampler's, which it always is of a model
    without a prior. Raises UserError where that sampler is not there.
    """
    y = None
    if sampler == PRIOR:
        sampler = default_sampler(generator.family)
    token = f"{seed}.{number}" if sampler == PRIOR else f"{sampler}{SAMPLED}{seed}.{number}"
    if generator.num_classes:
        label = number % generator.num_classes if label is None else label
        y = one_hot(np.array(label), generator.num_classes)
        token += f":{label}"
    elif generator.condition_width:
        y = present(generator.labels_for(number + 1))[number]
    z = draw_z(seed, 1, generator.latent_dim, first=number)
    if sampler != PRIOR:
        z = drawn_from(load_sampler(generator.card, sampler), generator, z, None if y is None else y[None])
    return LatentKey(z[0], y, token)


def of_numbers(z: np.ndarray, y: np.ndarray | None = None) -> LatentKey:
    """Any latent: token "~" and its float32 numbers in base64, with ":" and the label's weights likewise."""
    z = np.asarray(z, np.float32)
    token = f"~{_packed(z)}" + ("" if y is None else f":{_packed(np.asarray(y, np.float32))}")
    return LatentKey(z, None if y is None else np.asarray(y, np.float32), token)


def from_token(generator: Generator, token: str) -> LatentKey:
    """The latent that `token` names for this model. Raises UserError when it names none of it."""
    place, _, label = token.partition(":")
    try:
        if place.startswith("~"):
            z = _unpacked(place[1:], generator.latent_dim)
            return of_numbers(z, _unpacked(label, width) if (width := generator.condition_width) else None)
        sampler, dash, numbers = place.rpartition(SAMPLED)
        if dash and sampler not in SAMPLERS:
            raise ValueError(sampler)
        seed, number = (int(part) for part in numbers.split("."))
        wanted = int(label) if label and generator.num_classes else None
    except (ValueError, binascii.Error) as error:
        raise UserError("A picture in this link belongs to another model, or the link is incomplete.") from error
    if not 0 <= seed <= MOST_SEED or not 0 <= number <= MOST_NUMBER:
        raise UserError(f"Seeds go from 0 to {MOST_SEED}, pictures of a seed from 0 to {MOST_NUMBER}.")
    if wanted is not None and not 0 <= wanted < generator.num_classes:
        raise UserError(f"This model knows the labels 0 to {generator.num_classes - 1}, got {wanted}.")
    return of_seed(generator, seed, number, wanted, sampler or PRIOR)


def _packed(values: np.ndarray) -> str:
    return base64.urlsafe_b64encode(values.astype("<f4").tobytes()).decode().rstrip("=")


def _unpacked(text: str, count: int) -> np.ndarray:
    content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    values = np.frombuffer(content, "<f4")
    if len(values) != count or not np.isfinite(values).all():
        raise ValueError(f"{len(values)} numbers instead of {count}")
    return values
