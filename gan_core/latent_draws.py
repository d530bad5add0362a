"""Latents from a seed."""

import numpy as np


def draw_z(seed: int, num: int, latent_dim: int, first: int = 0) -> np.ndarray:
    """float32 (num, latent_dim) from N(0, I), rows `first` and on. Row i depends on the seed and i alone."""
    rows = [
        np.random.Generator(np.random.PCG64([seed, first + index])).standard_normal(latent_dim) for index in range(num)
    ]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, latent_dim), np.float32)
