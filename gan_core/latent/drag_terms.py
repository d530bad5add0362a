"""What a drag minimises, in pixels and in z: templates that should be found elsewhere, what is kept, and a prior.

The formula stands in gan_core.latent.drag.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

BLURS = (0.0, 1.5)
"""Standard deviations in pixels: blurred, a template still pulls where the sharp one no longer overlaps."""
OUTSIDE, KEPT = 0.1, 4.0
LENGTH_PRIOR, NORMAL_PRIOR = 0.5, 0.01


def prior(z: np.ndarray, *, length_kept: bool) -> np.ndarray:
    """(N,) for z (N, D).

    LENGTH_PRIOR (|z| / sqrt(D) - 1)^2 where samples come from z as long as those drawn; else NORMAL_PRIOR |z|^2 / D.
    """
    squared = (np.asarray(z, np.float64) ** 2).mean(axis=1)
    return LENGTH_PRIOR * (np.sqrt(squared) - 1) ** 2 if length_kept else NORMAL_PRIOR * squared


def prior_derivatives(z: np.ndarray, *, length_kept: bool) -> tuple[np.ndarray, np.ndarray]:
    """Half the gradient (D,) of `prior` at z (D,), and half its Gauss-Newton Hessian (D, D)."""
    dims = len(z)
    if not length_kept:
        return NORMAL_PRIOR * z / dims, NORMAL_PRIOR / dims * np.eye(dims)
    length = float(np.linalg.norm(z))
    outward = z / length if length else np.zeros(dims)
    slope = LENGTH_PRIOR * (length / math.sqrt(dims) - 1) / math.sqrt(dims) * outward
    return slope, LENGTH_PRIOR / dims * np.outer(outward, outward)


class Terms:
    """The errors whose squares are summed, of the first picture (C, H, W), the points' starts (K, 2) and what is kept.

    A template is (2 r + 1, 2 r + 1) offsets around its point, weighted by a Gaussian window that ends at the radius;
    offsets that fall outside the picture do not count.
    """

    def __init__(self, first: np.ndarray, starts: np.ndarray, kept: np.ndarray | None, radius: float) -> None:
        self.first, self.starts, self.kept, self.radius = first, starts, kept, radius
        reach = max(1, math.ceil(radius))
        self.offsets = np.arange(-reach, reach + 1.0)
        far = np.hypot(self.offsets[:, None], self.offsets[None])
        self.window = np.where(far <= radius + 1e-9, np.exp(-((1.5 * far / radius) ** 2) / 2), 0.0)
        self.templates = [[self._sampled(first[None], start, blur)[0] for blur in BLURS] for start in starts]
        self.spreads = [self._spread(index) for index in range(len(starts))]

    def errors(self, pictures: np.ndarray, at: np.ndarray) -> np.ndarray:
        """float64 (N, R) of pictures (N, C, H, W), with the templates expected `at` (K, 2)."""
        parts = [self._kept_errors(pictures, at)]
        for index, place in enumerate(at):
            weight = self._weight(index, place)
            weight = np.sqrt(weight / (len(at) * len(BLURS) * max(weight.sum(), 1e-9) * pictures.shape[1]))
            for blur, template in zip(BLURS, self.templates[index], strict=True):
                parts.append(self._flat((self._sampled(pictures, place, blur) - template) * weight))
        return np.concatenate(parts, axis=1)

    def change(self, slopes: np.ndarray, at: np.ndarray) -> np.ndarray:
        """float64 (D, R): how `errors` change with a picture that changes by slopes (D, C, H, W): they are linear."""
        return self.errors(slopes, at) - self.errors(np.zeros_like(slopes[:1]), at)

    def found(self, picture: np.ndarray, index: int, near: np.ndarray) -> tuple[tuple[float, float], float]:
        """Where point `index` is in the picture, (x, y), and how alike it is there, 0 to 1.

        The place whose pixels differ least from the template, among those up to a radius around where it should be and
        where it began, to a tenth of a pixel by a parabola through its neighbours.
        """
        height, width = picture.shape[1:]
        reach = len(self.offsets) // 2
        padded = np.pad(picture.astype(np.float64), [(0, 0), (reach, reach), (reach, reach)], mode="edge")
        windows = np.lib.stride_tricks.sliding_window_view(padded, (2 * reach + 1,) * 2, axis=(1, 2))  # (C, H, W, s, s)
        weight = self._weight(index, self.starts[index])
        template, ys, xs = self.templates[index][0], np.arange(height), np.arange(width)
        around = [
            np.hypot(xs[None] - x, ys[:, None] - y) <= max(3.0, self.radius) for x, y in (near, self.starts[index])
        ]
        rows, columns = np.nonzero(around[0] | around[1])
        seen = windows[:, rows, columns]  # (C, M, s, s)
        differences = np.einsum("cmij,ij->m", (seen - template[:, None]) ** 2, weight) / max(weight.sum(), 1e-9)
        field = np.full((height, width), np.inf)
        field[rows, columns] = differences / len(picture)
        best = int(differences.argmin())
        row, column = int(rows[best]), int(columns[best])
        likeness = 1 - field[row, column] / max(self.spreads[index], 1e-6)
        place = (
            column + _between(field[row, max(0, column - 1) : column + 2], column, width),
            row + _between(field[max(0, row - 1) : row + 2, column], row, height),
        )
        return place, float(np.clip(likeness, 0, 1))

    def _spread(self, index: int) -> float:
        """The variance of a template's pixels within the window, the mean over channels."""
        weight, template = self._weight(index, self.starts[index]), self.templates[index][0]
        weight = weight / max(weight.sum(), 1e-9)
        mean = np.einsum("cij,ij->c", template, weight)
        return float(np.einsum("cij,ij->", (template - mean[:, None, None]) ** 2, weight) / len(template))

    def outside_difference(self, picture: np.ndarray, at: np.ndarray) -> float:
        """The mean difference of what lies outside the templates, here and where they came from; 0 without any."""
        outside = self._outside(at)
        return float(np.abs(picture - self.first)[:, outside].mean()) if outside.any() else 0.0

    def _kept_errors(self, pictures: np.ndarray, at: np.ndarray) -> np.ndarray:
        outside = self._outside(at)
        weight = OUTSIDE * outside / max(1, outside.sum())
        if self.kept is not None:
            weight = weight + KEPT * self.kept / max(1, self.kept.sum())
        where = weight > 0
        share = np.sqrt(weight[where] / pictures.shape[1])
        return self._flat((pictures[..., where] - self.first[..., where]) * share)

    def _outside(self, at: np.ndarray) -> np.ndarray:
        """bool (H, W): what lies more than the radius and a pixel away from every template, here and at its start."""
        height, width = self.first.shape[1:]
        xs, ys = np.arange(width)[None], np.arange(height)[:, None]
        far = [np.hypot(xs - x, ys - y) > self.radius + 1 for x, y in (*self.starts, *at)]
        return np.logical_and.reduce(far)

    def _weight(self, index: int, place: np.ndarray) -> np.ndarray:
        height, width = self.first.shape[1:]
        inside = 1.0
        for x, y in (self.starts[index], place):
            across = (x + self.offsets >= 0) & (x + self.offsets <= width - 1)
            down = (y + self.offsets >= 0) & (y + self.offsets <= height - 1)
            inside = inside * down[:, None] * across[None]
        return self.window * inside

    def _sampled(self, pictures: np.ndarray, place: np.ndarray, blur: float) -> np.ndarray:
        """(N, C, s, s): the blurred pictures at the offsets around `place` (x, y), between pixels by bilinear weights.

        Blurring and reading between pixels are the same for all rows and all columns: two small matrices do both.
        """
        down, across = (
            sampling_matrix(middle + self.offsets, size, blur)
            for middle, size in zip((place[1], place[0]), pictures.shape[2:], strict=True)
        )
        return down @ pictures @ across.T

    @staticmethod
    def _flat(errors: np.ndarray) -> np.ndarray:
        return errors.reshape(len(errors), -1).astype(np.float64)


def sampling_matrix(places: np.ndarray, size: int, blur: float) -> np.ndarray:
    """float32 (P, size): what each of `size` pixels adds to a blurred line read at each place.

    `blur` is the Gaussian's standard deviation in pixels, 0 for none; between pixels bilinear, edges repeated.
    """
    places = np.clip(places, 0, size - 1)
    share = np.maximum(0.0, 1 - np.abs(places[:, None] - np.arange(size))).astype(np.float32)
    return share @ _blurring(size, blur) if blur else share


@lru_cache(maxsize=32)
def _blurring(size: int, blur: float) -> np.ndarray:
    """float32 (size, size): each pixel of a blurred line from those of the line."""
    reach = math.ceil(3 * blur)
    taps = np.arange(-reach, reach + 1)
    kernel = np.exp(-(taps**2) / (2 * blur**2))
    found = np.zeros((size, size))
    for row in range(size):
        np.add.at(found[row], np.clip(row + taps, 0, size - 1), kernel / kernel.sum())
    return found.astype(np.float32)


def _between(line: np.ndarray, index: int, size: int) -> float:
    """Where the parabola through three differences is least, -0.5 to 0.5 beside the middle one."""
    if not 0 < index < size - 1 or not np.isfinite(line).all():
        return 0.0
    before, here, after = line
    bend = before - 2 * here + after
    return float(np.clip((before - after) / (2 * bend), -0.5, 0.5)) if bend > 0 else 0.0
