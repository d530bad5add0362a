"""How often a picture's nearest caption is one that fits it."""

from __future__ import annotations

import numpy as np


def retrieval_accuracy(similarity: np.ndarray, fits: np.ndarray, first: int = 1) -> float:
    """The share (0 to 1) of pictures for which one of the `first` most similar captions fits: R-precision at `first`.

    similarity float (N, M) and fits bool (N, M) of pictures and captions. By a model's own embeddings it says how well
    these agree with each other, not how well it draws. Xu et al. 2018, arxiv.org/abs/1711.10485
    """
    best = np.argsort(-similarity, axis=1, kind="stable")[:, :first]
    return float(np.take_along_axis(fits, best, axis=1).any(axis=1).mean())
