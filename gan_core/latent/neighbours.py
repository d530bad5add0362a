"""The nearest training pictures of a model's samples, which reveal copies."""

from functools import cached_property

import numpy as np

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes

MOST_BYTES = 64 * 2**20
"""Room for what is kept of all pictures; it decides how far they are shrunk."""
FIRST_LOOK = 64
QUERIES_AT_ONCE = 16
PICTURES_AT_ONCE = 4096
NUM_TYPICAL = 200
NEAR_COPY_SHARE = 0.05


class Neighbours:
    """Finds the nearest of uint8 pictures (N, C, H, W), exactly, and quickly: a few ms for one among 60,000 digits.

    Distances are root mean square differences of pixels in [0, 1]: 0 is the same picture, 1 is white against black.
    It is a distance of pixels: a digit moved by a pixel is further from itself than it looks.

    Of each picture x a short sketch f(x) is kept: its projection on the space of pictures that are flat in squares
    of pixels, and the length of the rest. Then |f(x) - f(y)| <= |x - y|, so one small matrix product
    rules out nearly all pictures, and only the others are compared whole.
    """

    def __init__(self, images: np.ndarray) -> None:
        if images.ndim != 4 or not len(images):
            raise UserError("There are no training pictures to compare with.")
        self.images = images
        self._rows = images.reshape(len(images), -1)
        self._square = _square(images.shape)
        parts = [self._sketch(images[i : i + PICTURES_AT_ONCE]) for i in range(0, len(images), PICTURES_AT_ONCE)]
        self.sketches = np.concatenate(parts)
        self._middle = self.sketches.mean(axis=0)  # shorter sketches lose less in a product of float32
        self.sketches -= self._middle
        self._lengths = np.einsum("nd,nd->n", self.sketches, self.sketches)

    def nearest(self, pictures: np.ndarray, k: int = 5) -> tuple[np.ndarray, np.ndarray]:
        """Index int64 (M, k) and distance float32 (M, k) of the k nearest of all, nearest first, for each picture.

        `pictures` (M, C, H, W) are float in [-1, 1], rounded to bytes first as a screen shows them, or uint8. k becomes
        N where there are fewer pictures than that. Raises UserError for pictures of another shape.
        """
        if pictures.shape[1:] != self.images.shape[1:]:
            wanted, got = self.images.shape[1:], pictures.shape[1:]
            raise UserError(f"The training pictures are {wanted}, and these {got}: they cannot be compared.")
        k = min(k, len(self.images))
        asked = pictures if pictures.dtype == np.uint8 else to_bytes(pictures)
        index, distance = np.zeros((len(asked), k), np.int64), np.zeros((len(asked), k), np.float32)
        for first in range(0, len(asked), QUERIES_AT_ONCE):
            some = asked[first : first + QUERIES_AT_ONCE]
            for offset, (bound, slack) in enumerate(self._bounds(some)):
                row = some[offset].reshape(-1).astype(np.float32)
                index[first + offset], distance[first + offset] = self._exact(row, bound, slack, k)
        return index, distance

    @cached_property
    def real_distances(self) -> np.ndarray:
        """float32, sorted: from each of up to 200 real pictures, drawn by chance, to its nearest other one."""
        if len(self.images) < 2:
            raise UserError("A single training picture has no other to be compared with.")
        count = min(NUM_TYPICAL, len(self.images))
        chosen = np.random.default_rng(0).choice(len(self.images), count, replace=False)
        index, distance = self.nearest(self.images[chosen], k=2)
        return np.sort(np.where(index == chosen[:, None], np.inf, distance).min(axis=1))

    @property
    def typical(self) -> float:
        """The median distance from a real picture to its nearest other real picture."""
        return float(np.median(self.real_distances))

    def in_words(self, distance: float) -> str:
        """What a picture's distance to its nearest training picture means, beside those between real pictures."""
        share = float(np.searchsorted(self.real_distances, distance, side="left")) / len(self.real_distances)
        if distance == 0:
            return "The same as a training picture, pixel by pixel."
        if share < NEAR_COPY_SHARE:
            return f"Nearly a copy: only {share:.0%} of the real pictures have another one this close."
        if distance < self.typical:
            return "Nearer to a training picture than real pictures usually are to each other."
        return "No nearer to a training picture than real pictures are to each other: no sign of copying."

    def _bounds(self, pictures: np.ndarray) -> list[tuple[np.ndarray, float]]:
        """For each picture the lower bounds (N,) of squared distances to all, and how far rounding may move them."""
        sketches = self._sketch(pictures) - self._middle
        lengths = np.einsum("nd,nd->n", sketches, sketches)
        squared = self._lengths - 2 * (sketches @ self.sketches.T) + lengths[:, None]
        return list(zip(squared, 1e-5 * (lengths + self._lengths.max()), strict=True))

    def _exact(self, row: np.ndarray, bound: np.ndarray, slack: float, k: int) -> tuple[np.ndarray, np.ndarray]:
        """The k nearest of one picture: the most promising first, then all that their k-th does not rule out."""
        look = min(max(FIRST_LOOK, k), len(bound))
        first = np.argpartition(bound, look - 1)[:look]
        furthest = np.partition(self._squared(row, first), k - 1)[k - 1]
        index = np.flatnonzero(bound <= furthest + slack)
        squared = self._squared(row, index)
        best = np.lexsort((index, squared))[:k]
        return index[best], np.sqrt(squared[best] / len(row))

    def _squared(self, row: np.ndarray, index: np.ndarray) -> np.ndarray:
        parts = []
        for first in range(0, len(index), PICTURES_AT_ONCE):
            difference = self._rows[index[first : first + PICTURES_AT_ONCE]] - row
            parts.append(np.einsum("nd,nd->n", difference, difference) / 255.0**2)
        return np.concatenate(parts)

    def _sketch(self, images: np.ndarray) -> np.ndarray:
        """uint8 (N, C, H, W) -> float32 (N, sketch)."""
        x = images.astype(np.float32) / 255
        down, across = _flat_in_squares(x.shape[2], self._square), _flat_in_squares(x.shape[3], self._square)
        flat = np.matmul(down.T, np.matmul(x, across)).reshape(len(x), -1)
        rest = np.einsum("nchw,nchw->n", x, x) - np.einsum("nd,nd->n", flat, flat)
        return np.concatenate([flat, np.sqrt(np.maximum(rest, 0))[:, None]], axis=1)


def _square(shape: tuple[int, ...]) -> int:
    """The smallest side of squares whose sketches of all pictures fit into the room for them."""
    n, c, height, width = shape
    sides = range(1, max(height, width) + 1)
    return next((s for s in sides if n * (c * -(-height // s) * -(-width // s) + 1) * 4 <= MOST_BYTES), sides[-1])


def _flat_in_squares(length: int, side: int) -> np.ndarray:
    """Orthonormal columns (length, ceil(length / side)): each the same on `side` neighbours and 0 elsewhere."""
    basis = np.zeros((length, -(-length // side)), np.float32)
    for column in range(basis.shape[1]):
        part = basis[column * side : (column + 1) * side, column]
        part[:] = 1 / np.sqrt(len(part))
    return basis
