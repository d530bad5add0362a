"""Six shapes as signed distances: negative inside, in units of the shape's radius, for many pictures at once.

Each function takes x (N, 1, S) to the right and y (N, S, 1) upwards, both float32 and measured from the shape's
centre in radii, and gives (N, S, S). Distances are exact along edges, which is all that smooth edges need.
After Inigo Quilez, "2D distance functions", iquilezles.org/articles/distfunctions2d
"""

from collections.abc import Callable
from math import cos, hypot, pi, sin, sqrt

import numpy as np


def circle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A disc a little smaller than its radius, so that all shapes weigh about the same."""
    return np.sqrt(x * x + y * y) - 0.93


def square(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A square with level sides."""
    return np.maximum(np.abs(x), np.abs(y)) - 0.82


def triangle(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A triangle of equal sides that points up."""
    return np.maximum(cos(pi / 6) * np.abs(x) + (0.5 * y - 0.56), -y - 0.66)


def star(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A star of five points, one up: the plane is folded into one half of one point."""
    x, y = np.abs(x), y - np.float32(-0.05)
    for side in (1, -1):
        normal_x, normal_y = side * cos(pi / 5), -sin(pi / 5)
        beyond = 2 * np.maximum(normal_x * x + normal_y * y, 0)
        x, y = x - normal_x * beyond, y - normal_y * beyond
    edge_x, edge_y = 0.5 * sin(pi / 5), 0.5 * cos(pi / 5) - 1.1
    length = hypot(edge_x, edge_y)
    return (edge_x / length) * (y - 1.1) - (edge_y / length) * np.abs(x)


def heart(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """A heart: two discs upon a square that stands on its corner."""
    x, y = np.abs(x), y + np.float32(0.1)
    discs = np.sqrt((x - 0.46) ** 2 + (y - 0.36) ** 2) - 0.56
    corner = np.maximum(x - y - 0.892, x + y - 0.69) / sqrt(2)
    return np.minimum(discs, corner)


def cross(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """An upright cross with arms of equal length."""
    x, y = np.abs(x), np.abs(y)
    return np.maximum(np.minimum(x, y) - 0.32, np.maximum(x, y) - 0.95)


SHAPES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "circle": circle,
    "square": square,
    "triangle": triangle,
    "star": star,
    "heart": heart,
    "cross": cross,
}


def coverage(shape: str, *, centres: np.ndarray, radii: np.ndarray, image_size: int) -> np.ndarray:
    """How much of each pixel the shape covers: float32 (N, S, S) in [0, 1].

    `centres` (N, 2) are x and y from the top left and `radii` (N,), both as shares of the picture's width.
    """
    middles = (np.arange(image_size, dtype=np.float32) + 0.5) / image_size
    scale = 1 / radii[:, None]
    x = ((middles - centres[:, :1]) * scale)[:, None, :]
    y = ((centres[:, 1:] - middles) * scale)[:, :, None]
    distance = SHAPES[shape](x, y)
    distance *= (radii * -image_size).astype(np.float32)[:, None, None]
    distance += 0.5
    return np.clip(distance, 0, 1, out=distance)
