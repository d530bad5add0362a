"""Many small pictures resized at once: the separable cubic filter as two matrix products."""

import numpy as np

CHUNK = 2048
"""Pictures resized at a time, so that the float copies stay small."""


def resize(images: np.ndarray, size: int) -> np.ndarray:
    """Pictures uint8 (N, C, size, size) from square ones (N, C, S, S): Catmull-Rom, antialiased when it shrinks.

    R. Keys, "Cubic convolution interpolation for digital image processing", 1981.
    """
    if images.shape[-1] == size:
        return images
    matrix = cubic_matrix(images.shape[-1], size)
    resized = np.empty((*images.shape[:2], size, size), dtype=np.uint8)
    for start in range(0, len(images), CHUNK):
        values = matrix @ images[start : start + CHUNK].astype(np.float32) @ matrix.T
        resized[start : start + CHUNK] = np.clip(np.rint(values), 0, 255)
    return resized


def pad(images: np.ndarray, size: int, value: int = 0) -> np.ndarray:
    """Pictures (N, C, size, size) with the smaller ones (N, C, S, S) in their middle."""
    before = (size - images.shape[-1]) // 2
    after = size - images.shape[-1] - before
    return np.pad(images, ((0, 0), (0, 0), (before, after), (before, after)), constant_values=value)


def cubic_matrix(source: int, target: int) -> np.ndarray:
    """Weights float32 (target, source) whose rows add up to one."""
    scale = source / target
    width = max(scale, 1.0)
    centres = (np.arange(target) + 0.5) * scale - 0.5
    weights = _cubic((np.arange(source)[None, :] - centres[:, None]) / width)
    return (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)


def _cubic(x: np.ndarray) -> np.ndarray:
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))
