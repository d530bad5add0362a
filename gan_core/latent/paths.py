"""Ways from one latent to another."""

import numpy as np


def lerp(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The straight line: (D,), (D,), shares (T,) in [0, 1] -> (T, D). Halfway it is shorter than both ends."""
    share = np.asarray(share, dtype=np.float64)[:, None]
    return ((1 - share) * start + share * end).astype(np.float32)


def slerp(start: np.ndarray, end: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The great circle, with the norm going linearly from one end's to the other's: (D,), (D,), (T,) -> (T, D).

    A normal latent of many dimensions has a norm near sqrt(D); the straight line leaves that shell, this does not.
    White 2016, Sampling generative networks, arxiv.org/abs/1609.04468
    """
    share = np.asarray(share, dtype=np.float64)
    start, end = start.astype(np.float64), end.astype(np.float64)
    lengths = np.linalg.norm(start), np.linalg.norm(end)
    if min(lengths) < 1e-12:
        return lerp(start, end, share)
    a, b = start / lengths[0], end / lengths[1]
    angle = np.arccos(np.clip(a @ b, -1.0, 1.0))
    norm = ((1 - share) * lengths[0] + share * lengths[1])[:, None]
    if angle < 1e-6:
        return (norm * a).astype(np.float32)
    if np.pi - angle < 1e-6:  # opposite ends: every great circle joins them; take the one through the first other axis
        side = np.zeros_like(a)
        side[np.argmin(np.abs(a))] = 1.0
        side -= (side @ a) * a
        side /= np.linalg.norm(side)
        direction = np.cos(share * np.pi)[:, None] * a + np.sin(share * np.pi)[:, None] * side
        return (norm * direction).astype(np.float32)
    direction = (np.sin((1 - share) * angle)[:, None] * a + np.sin(share * angle)[:, None] * b) / np.sin(angle)
    return (norm * direction).astype(np.float32)
