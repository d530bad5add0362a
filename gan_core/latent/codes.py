"""What the codes of a VQ-VAE say: each alone, how often each is used, and a picture with one of them changed.

van den Oord et al. 2017, https://arxiv.org/abs/1711.00937
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from gan_core.code_map import place_box
from gan_core.errors import UserError
from gan_core.objectives import VqObjective

if TYPE_CHECKING:
    from gan_core.data.image_data import ImageData
    from gan_core.families import Family
    from gan_core.generators.torch_generator import TorchGenerator
    from gan_core.models.vq import VqVae

MOST_PICTURES = 1024
PORTION = 256
CHANGED = 0.1
"""Of the range from black to white: what a pixel must change by to be called changed."""


@dataclass(frozen=True)
class CodeUse:
    """How often each code (K,) was chosen in `num_images` pictures; dead is what falls below `dead_below` (K,)."""

    counts: np.ndarray
    num_images: int
    dead_below: float

    @property
    def shares(self) -> np.ndarray:
        return self.counts / max(1, self.counts.sum())

    @property
    def dead(self) -> np.ndarray:
        """bool (K,): used less than `dead_below` of an even use, and in any case where never used."""
        return (self.shares < self.dead_below / len(self.counts)) | (self.counts == 0)

    @property
    def perplexity(self) -> float:
        """exp(-sum p ln p): as many codes say as much where all are used alike."""
        p = self.shares[self.shares > 0]
        return float(np.exp(-(p * np.log(p)).sum()))


@dataclass(frozen=True)
class CodeChange:
    """A picture float32 (C, H, W) and what one other code makes of it; `difference` (H, W) is from 0 to 1."""

    before: np.ndarray
    after: np.ndarray
    difference: np.ndarray
    inside: float
    """The share of all change, in squares, that lies under the code's own place."""

    @property
    def num_changed(self) -> int:
        return int((self.difference > CHANGED).sum())


def no_codes(family: Family) -> str:
    """Why a model has no codes to look at, in a sentence; or ""."""
    if family.discrete:
        return ""
    return (
        f"A {family.title} has no codebook: its pictures are not written in codes. Train “Shapes from a codebook” to "
        "see some."
    )


def _network(generator: TorchGenerator) -> VqVae:
    if why := no_codes(generator.family):
        raise UserError(why)
    return cast("VqVae", generator.module)


def codes_chosen(generator: TorchGenerator, z: np.ndarray, condition: np.ndarray | None = None) -> np.ndarray:
    """The codes int64 (N, P) that latents z (N, P) choose. Raises UserError."""
    import torch

    net, y = _network(generator), generator.conditions(condition, len(z))
    with torch.no_grad():
        told = None if y is None else torch.from_numpy(y)
        return net.codes_at(torch.from_numpy(np.ascontiguousarray(z, np.float32)), told).numpy()


def codes_read(generator: TorchGenerator, x: np.ndarray) -> np.ndarray:
    """The codes int64 (N, P) of pictures float32 (N, C, H, W) in [-1, 1]. Raises UserError."""
    import torch

    net, x = _network(generator), np.ascontiguousarray(x, np.float32)
    with torch.no_grad():
        parts = [net.codes_of(torch.from_numpy(x[at : at + PORTION])).numpy() for at in range(0, len(x), PORTION)]
    return np.concatenate(parts)


def pictures_of_codes(generator: TorchGenerator, codes: np.ndarray) -> np.ndarray:
    """Pictures float32 (N, C, H, W) in [-1, 1] of codes int64 (N, P). Raises UserError."""
    import torch

    net = _network(generator)
    with torch.no_grad():
        return net.picture_of(torch.from_numpy(np.ascontiguousarray(codes, np.int64))).numpy()


def codes_alone(generator: TorchGenerator) -> np.ndarray:
    """float32 (K, C, H, W): of each code the picture in which it stands at every place. Raises UserError."""
    net = _network(generator)
    codes = np.repeat(np.arange(net.num_codes)[:, None], net.latent_dim, axis=1)
    return pictures_of_codes(generator, codes)


def code_use(generator: TorchGenerator, data: ImageData, seed: int = 0) -> CodeUse:
    """How often each code is chosen in at most 1,024 training pictures that the seed picks. Raises UserError."""
    net = _network(generator)
    rows = np.random.Generator(np.random.PCG64(seed)).permutation(len(data))[:MOST_PICTURES]
    codes = codes_read(generator, data.images[rows].astype(np.float32) / 127.5 - 1)
    objective = cast(VqObjective, generator.card.config.objective)
    return CodeUse(np.bincount(codes.ravel(), minlength=net.num_codes), len(rows), objective.dead_below)


def change_code(generator: TorchGenerator, codes: np.ndarray, place: int, code: int) -> CodeChange:
    """What becomes of a picture of codes (P,) when the one at `place` is `code`. Raises UserError."""
    net = _network(generator)
    if not (0 <= place < net.latent_dim and 0 <= code < net.num_codes):
        raise UserError(f"There are places 0 to {net.latent_dim - 1} and codes 0 to {net.num_codes - 1}.")
    other = codes.copy()
    other[place] = code
    before, after = pictures_of_codes(generator, np.stack([codes, other]))
    difference = np.abs(after - before).max(axis=0) / 2
    box, total = place_box(place, net.grid_size, difference.shape[-1]), float(np.square(difference).sum())
    inside = float(np.square(difference[box]).sum()) / total if total else 1.0
    return CodeChange(before, after, difference, inside)
