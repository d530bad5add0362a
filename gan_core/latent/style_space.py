"""W beside Z: ways between two pictures in both spaces, how even they are, and directions of W.

Z is drawn from a normal distribution and W is what the mapping network makes of it. Karras, Laine and Aila 2019, A
Style-Based Generator Architecture, arxiv.org/abs/1812.04948, section 4.1, expect W to be less bent, and measure that
by the perceptual path length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
import torch

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.direction import turned
from gan_core.latent.interpolation import lerp, slerp
from gan_core.latent.styles import NO_STYLES, Band, has_styles, layers_of
from gan_core.latent_draws import draw_z

if TYPE_CHECKING:
    from gan_core.models.style_gan import Generator, StyledLayer

Space = Literal["z", "w"]
Found = Literal["components", "factorised"]
NUM_SAMPLES = 2000
EPSILON = 1e-3
"""The step of a path length. The paper's 1e-4 is near what float32 can tell apart here."""
BATCH = 100


@dataclass(frozen=True)
class StyleDirection:
    """`vector` float32 (W,) of length 1; `sigma`: how far styles spread along it; `share` of all spread, or weight."""

    vector: np.ndarray
    sigma: float
    share: float


@torch.no_grad()
def ways(
    generator: TorchGenerator, ends: np.ndarray, labels: np.ndarray | None, count: int, *, noise: bool = True
) -> dict[Space, np.ndarray]:
    """Two rows of `count` pictures uint8 (count, C, H, W), from the first latent of `ends` (2, D) to the second.

    In z on the sphere, label and all; in w on the straight line. Both have the same ends. Raises UserError for a model
    without styles.
    """
    module = _styled(generator)
    shares = np.linspace(0, 1, count)
    z = slerp(ends[0], ends[1], shares)
    y = None if labels is None else lerp(labels[0], labels[1], shares)
    start, end = map_to_w(generator, ends, labels)
    w = start + torch.from_numpy(shares.astype(np.float32)).to(start.device)[:, None] * (end - start)
    return {"z": _drawn(module, map_to_w(generator, z, y), noise), "w": _drawn(module, w, noise)}


@torch.no_grad()
def path_length(
    generator: TorchGenerator,
    space: Space,
    features: Callable[[np.ndarray], np.ndarray],
    *,
    num_pairs: int,
    seed: int = 0,
    epsilon: float = EPSILON,
) -> tuple[float, float]:
    """Mean over random pairs of ||f(t + epsilon) - f(t)||^2 / epsilon^2, and the standard error of that mean.

    `features` makes float (N, F) of pictures float32 (N, C, H, W) in [-1, 1]. On the way in z (slerp) or w (lerp), t
    uniform between the ends, without noise. Karras et al. 2019, equations 2 and 3, with the squared distance of other
    features than theirs: figures compare with each other only.
    """
    module = _styled(generator)
    a, b = draw_z(seed, num_pairs, generator.latent_dim), draw_z(seed + 1, num_pairs, generator.latent_dim)
    condition = generator.conditions(generator.labels_for(num_pairs), num_pairs)
    t = np.random.Generator(np.random.PCG64(seed)).uniform(0, 1, num_pairs)
    pictures = []
    for shift in (0.0, epsilon):
        if space == "z":
            places = zip(a, b, t + shift, strict=True)
            z = np.concatenate([slerp(start, end, np.array([at])) for start, end, at in places])
            w = map_to_w(generator, z, condition)
        else:
            share = torch.from_numpy((t + shift).astype(np.float32)).to(module.average.device)[:, None]
            w = map_to_w(generator, a, condition)
            w = w + share * (map_to_w(generator, b, condition) - w)
        pictures.append(_floats(module, w, noise=False))
    squared = ((features(pictures[1]) - features(pictures[0])) ** 2).sum(axis=1) / epsilon**2
    return float(squared.mean()), float(squared.std(ddof=1) / np.sqrt(num_pairs))


@torch.no_grad()
def style_directions(
    generator: TorchGenerator, found: Found, band: Band | None = None, *, seed: int = 0, count: int = 5
) -> list[StyleDirection]:
    """At most `count` directions of W, the strongest first.

    "components": those along which w varies most over samples, its principal components (Härkönen et al. 2020,
    GANSpace, arxiv.org/abs/2004.02546). "factorised": those that the layers of `band`, or all, amplify most when they
    read their styles (Shen and Zhou 2021, SeFa, arxiv.org/abs/2007.06600). Raises UserError for a model without styles.
    """
    module = _styled(generator)
    condition = generator.conditions(generator.labels_for(NUM_SAMPLES), NUM_SAMPLES)
    w = map_to_w(generator, draw_z(seed, NUM_SAMPLES, generator.latent_dim), condition).double().cpu().numpy()
    centred = w - w.mean(axis=0)
    matrix = centred if found == "components" else _readers(module, band)
    _, strengths, rows = np.linalg.svd(matrix, full_matrices=False)
    shares = strengths**2 / max(float((strengths**2).sum()), 1e-12)
    return [
        StyleDirection(turned(row).astype(np.float32), float((centred @ row).std()), float(share))
        for row, share in zip(rows[:count], shares[:count], strict=True)
    ]


@torch.no_grad()
def along(
    generator: TorchGenerator,
    z: np.ndarray,
    label: np.ndarray | None,
    direction: StyleDirection,
    sigmas: np.ndarray,
    band: Band | None = None,
    *,
    noise: bool = True,
) -> np.ndarray:
    """uint8 (len(sigmas), C, H, W): the picture of z (D,) moved so many sigma along a direction.

    In the layers of `band`, or in all. Raises UserError for a model without styles.
    """
    module = _styled(generator)
    synthesis = module.synthesis
    own = map_to_w(generator, z[None], None if label is None else label[None])
    steps = torch.from_numpy((np.asarray(sigmas) * direction.sigma).astype(np.float32)).to(own.device)
    styles = own[:, None].repeat(len(steps), synthesis.num_styles, 1)
    told = slice(None) if band is None else layers_of(band, len(synthesis.to_rgb))
    styles[:, told] += (steps[:, None] * torch.from_numpy(direction.vector).to(own.device))[:, None]
    return _drawn(module, styles, noise)


def map_to_w(generator: TorchGenerator, z: np.ndarray, condition: np.ndarray | None) -> torch.Tensor:
    """w (N, W) of latents (N, D), and conditions (N, width) where the model has them."""
    module = _styled(generator)
    place = module.average.device
    told = None if condition is None else torch.from_numpy(np.asarray(condition, np.float32)).to(place)
    with torch.no_grad():
        return module.map(torch.from_numpy(np.asarray(z, np.float32)).to(place), told)


def _readers(module: Generator, band: Band | None) -> np.ndarray:
    """float64 (F, W): what the layers of the band make their styles by, one below the other."""
    layers = list(module.synthesis.layers)
    told = layers if band is None else layers[layers_of(band, len(module.synthesis.to_rgb))]
    readers = [cast("StyledLayer", layer).conv.style for layer in told]
    weights = [each.weight * each.scale for each in readers]
    return torch.cat(weights).double().cpu().numpy()


def _styled(generator: TorchGenerator) -> Generator:
    if not has_styles(generator.module):
        raise UserError(NO_STYLES)
    return cast("Generator", generator.module)


def _floats(module: Generator, w: torch.Tensor, noise: bool) -> np.ndarray:
    parts = [module.synthesise(part, noise=noise).clamp(-1, 1) for part in w.split(BATCH)]
    return torch.cat(parts).float().cpu().numpy()


def _drawn(module: Generator, w: torch.Tensor, noise: bool) -> np.ndarray:
    return to_bytes(_floats(module, w, noise))
