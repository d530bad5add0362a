"""Arithmetic with latents: the average of these, minus those, plus these.

Radford, Metz and Chintala 2016, Unsupervised representation learning with deep convolutional generative adversarial
networks, arxiv.org/abs/1511.06434, section 6.3.2: smiling woman - neutral woman + neutral man, each the average of
three, because single latents gave unstable pictures.
"""

from collections.abc import Sequence

import numpy as np

from gan_core.errors import UserError


def mix(
    plus: Sequence[np.ndarray], minus: Sequence[np.ndarray], base: Sequence[np.ndarray], *, keep_length: bool = True
) -> np.ndarray:
    """mean(base) - mean(minus) + mean(plus) of latents (D,), as float32 (D,). `plus` and `minus` may be empty.

    The average of n normal latents is shorter than they are, by sqrt(n), and a sum of three single ones longer, by
    sqrt(3): both leave the shell of radius sqrt(D) that the model was trained on. (The paper's three averages of three
    come back to it by chance: 3 times a variance of 1/3.) `keep_length` therefore gives the sum's direction
    the mean length of the latents in `base`: they are as far out, or as truncated, as the user chose to be. With it
    off the result is the plain sum. Raises UserError when `base` is empty or something is not finite.
    """
    if not len(base):
        raise UserError("Arithmetic needs a picture to start from: pick at least one.")
    z = np.mean(np.asarray(base, dtype=np.float64), axis=0)
    z = z + _mean(plus, z) - _mean(minus, z)
    if not np.isfinite(z).all():
        raise UserError("A latent of this sum contains numbers that are not finite: pick another picture.")
    length = np.linalg.norm(z)
    if keep_length and length > 1e-6:  # below that only rounding is left, and that has no direction
        z = z * (np.linalg.norm(np.asarray(base, dtype=np.float64), axis=1).mean() / length)
    return z.astype(np.float32)


def mix_told(plus: Sequence[np.ndarray], minus: Sequence[np.ndarray], base: Sequence[np.ndarray]) -> np.ndarray:
    """The plain sum of conditions (condition_width,) that are no classes: sentences' embeddings, say."""
    return mix(plus, minus, base, keep_length=False)


def mix_labels(plus: Sequence[np.ndarray], minus: Sequence[np.ndarray], base: Sequence[np.ndarray]) -> np.ndarray:
    """The same sum of label weights (num_classes,), as float32 weights that are a mixture again.

    No model has seen a negative share of a label, so what falls below 0 is dropped and the rest brought to a sum of 1;
    where nothing is left it is the average of `base`. Raises UserError when `base` is empty.
    """
    weights = np.maximum(mix(plus, minus, base, keep_length=False), 0)
    if weights.sum() <= 1e-6:
        weights = np.mean(np.asarray(base, dtype=np.float32), axis=0)
    return (weights / weights.sum()).astype(np.float32)


def _mean(latents: Sequence[np.ndarray], like: np.ndarray) -> np.ndarray:
    return np.mean(np.asarray(latents, dtype=np.float64), axis=0) if len(latents) else np.zeros_like(like)
