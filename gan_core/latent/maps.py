"""Maps of latent space: planes to decode as one large picture, and real pictures placed on them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from gan_core.data.image_data import ImageData
from gan_core.errors import UserError
from gan_core.generators.generator import Generator

MOST_PICTURES = 2000
PERPLEXITY = 30
TSNE_ITERATIONS = 500


@dataclass(frozen=True)
class Plane:
    """The latents centre + u axis_u + v axis_v; `axes` are the two rows, each of the three is (D,)."""

    centre: np.ndarray
    axis_u: np.ndarray
    axis_v: np.ndarray

    @property
    def axes(self) -> np.ndarray:
        """float64 (2, D)."""
        return np.stack([self.axis_u, self.axis_v]).astype(np.float64)

    def at(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Latents float32 (N, D) at coordinates (N,), (N,)."""
        points = np.stack([np.asarray(u, np.float64), np.asarray(v, np.float64)], axis=1)
        return (self.centre + points @ self.axes).astype(np.float32)

    def coordinates(self, z: np.ndarray) -> np.ndarray:
        """float32 (N, 2): where latents (N, D) fall when they drop straight onto the plane."""
        found = np.linalg.lstsq(self.axes.T, (np.asarray(z, np.float64) - self.centre).T, rcond=None)[0]
        return found.T.astype(np.float32)


def ticks(extent: float, num: int, *, quantiles: bool = False) -> np.ndarray:
    """float64 (num,) coordinates from -extent to extent; one alone is 0.

    Evenly spaced, or with `quantiles` spaced so that the same share of N(0, 1) lies between each two: more room for
    where most latents are. Kingma and Welling 2014, figure 4, arxiv.org/abs/1312.6114
    """
    if not (np.isfinite(extent) and extent > 0) or num < 1:
        raise UserError(f"A map needs an extent above 0 and at least 1 picture per side, got {extent} and {num}.")
    if num == 1:
        return np.zeros(1)
    if quantiles:
        tail = ndtr(-extent)
        return ndtri(np.linspace(tail, 1 - tail, num)) if tail > 1e-12 else np.linspace(-extent, extent, num)
    return np.linspace(-extent, extent, num)


def grid(
    centre: np.ndarray, axis_u: np.ndarray, axis_v: np.ndarray, extent: float, num: int, *, quantiles: bool = False
) -> np.ndarray:
    """Latents float32 (num * num, D) of a square map, as one reads it: row by row from the top left.

    u grows to the right and v upward, each from -extent to extent in units of its axis; the first row is at the top, so
    v = extent. `quantiles` is meant for planes through 0 whose axes have length 1. Raises UserError.
    """
    along = ticks(extent, num, quantiles=quantiles)
    u, v = np.meshgrid(along, along[::-1])
    return Plane(centre, axis_u, axis_v).at(u.ravel(), v.ravel())


@dataclass(frozen=True)
class Encoded:
    """Real pictures in latent space: `mu` float32 (N, D), `labels` int64 (N,) or None, `index` (N,) into the data."""

    mu: np.ndarray
    labels: np.ndarray | None
    index: np.ndarray


def encode_data(model: Generator, data: ImageData, most: int = MOST_PICTURES, *, seed: int = 0) -> Encoded:
    """Where a VAE's encoder puts at most `most` pictures of `data`, drawn by chance, in the order of the data.

    A conditional VAE is told the labels. Raises UserError for GANs, and for pictures that do not fit the model.
    """
    index = np.arange(len(data))
    if len(index) > most:
        index = np.sort(np.random.default_rng(seed).choice(len(data), most, replace=False))
    labels = None if data.labels is None else data.labels[index]
    x = data.images[index].astype(np.float32) / 127.5 - 1
    mu, _ = model.encode(x, labels if model.num_classes else None)
    return Encoded(mu, labels, index)


@dataclass(frozen=True)
class Projection:
    """`points` float32 (N, 2); `plane` they lie on, which can be decoded, or None where there is no way back."""

    points: np.ndarray
    plane: Plane | None


def _as_it_is(mu: np.ndarray, seed: int) -> Projection:
    if mu.shape[1] != 2:
        raise UserError(f"This model has {mu.shape[1]} latent dimensions, and a map has 2: choose pca or t-sne.")
    return Projection(mu.astype(np.float32), Plane(np.zeros(2), np.array([1.0, 0.0]), np.array([0.0, 1.0])))


def _pca(mu: np.ndarray, seed: int) -> Projection:
    """Each axis points to where its largest component is positive: the same map every time."""
    _check(mu, 3)
    centre = mu.mean(axis=0, dtype=np.float64)
    axes = np.linalg.svd(mu - centre, full_matrices=False)[2][:2]
    axes = axes * np.sign(axes[np.arange(2), np.abs(axes).argmax(axis=1)])[:, None]
    plane = Plane(centre, axes[0], axes[1])
    return Projection(plane.coordinates(mu), plane)


def _tsne(mu: np.ndarray, seed: int) -> Projection:
    """van der Maaten and Hinton 2008, jmlr.org/papers/v9/vandermaaten08a.html"""
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    _check(mu, 5)
    perplexity = min(PERPLEXITY, (len(mu) - 1) / 3)
    # Its threads wait for each other by spinning: beside a run that trains they take 20 s for what one does in 1 s.
    with threadpool_limits(1):
        laid = TSNE(2, perplexity=perplexity, max_iter=TSNE_ITERATIONS, random_state=seed).fit_transform(mu)
    return Projection(laid.astype(np.float32), None)


@dataclass(frozen=True)
class Method:
    """A way to lay latents out in two dimensions. More points than `most` are refused: it would take too long."""

    about: str
    most: int
    lay: Callable[[np.ndarray, int], Projection]


METHODS: dict[str, Method] = {
    "as it is": Method("The two latent dimensions themselves.", 100_000, _as_it_is),
    "pca": Method("The plane in which the pictures differ most; it can be decoded.", 100_000, _pca),
    "t-sne": Method(
        "Neighbours stay neighbours, larger distances mean little, and there is no inverse: a place between the "
        "pictures cannot be decoded.",
        MOST_PICTURES,
        _tsne,
    ),
}


def project(mu: np.ndarray, method: str, *, seed: int = 0) -> Projection:
    """Latents (N, D) laid out on a map, by a name in METHODS; `seed` matters to t-sne. Raises UserError."""
    if method not in METHODS:
        raise UserError(f"The method must be one of {', '.join(METHODS)}, got {method!r}.")
    if len(mu) > METHODS[method].most:
        raise UserError(f"{method} takes at most {METHODS[method].most:,} pictures, got {len(mu):,}: use fewer.")
    return METHODS[method].lay(mu, seed)


def _check(mu: np.ndarray, fewest: int) -> None:
    if mu.shape[1] < 2:
        raise UserError("This model has one latent dimension: that makes a line, not a map.")
    if len(mu) < fewest:
        raise UserError(f"This map needs at least {fewest} pictures, got {len(mu)}.")
