"""Labels drawn as often as they occur in the data."""

import numpy as np

GOLDEN = 0.6180339887498949


def spread_labels(labels: np.ndarray, count: int) -> np.ndarray:
    """int64 (count,) with every label about as often as in `labels`, whichever first part of it one takes.

    Places by the golden ratio's multiples lie evenly, however many are taken.
    """
    places = (np.arange(count) * GOLDEN) % 1
    return np.sort(labels)[(places * len(labels)).astype(np.int64)]
