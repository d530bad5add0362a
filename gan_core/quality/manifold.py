"""Where a set of features lies: a ball around each, as far as its k-th nearest other one.

Precision, recall, density and coverage all count who lies in whose balls.
Kynkäänniemi et al. 2019, Improved precision and recall metric for assessing generative models, arxiv.org/abs/1904.06991
"""

from dataclasses import dataclass

import numpy as np

from gan_core.errors import UserError

ROWS_AT_ONCE = 1024
ROUNDING = 1e-6
"""What float32 may miss of a squared distance, as a share of the squared lengths of which it is the difference."""


@dataclass(frozen=True, eq=False)
class Falls:
    """Of M features among the balls of N: in how many each falls, int (M,), and which balls hold any, bool (N,)."""

    balls: np.ndarray
    held: np.ndarray


class Manifold:
    """Balls around features (N, D): made once for real pictures, asked often. Raises UserError for k or fewer rows."""

    def __init__(self, features: np.ndarray, k: int) -> None:
        if features.ndim != 2 or k < 1:
            raise ValueError(f"features must be (N, D) and k at least 1, got {features.shape} and {k}")
        if len(features) <= k:
            raise UserError(
                f"The {k} nearest neighbours of each picture need at least {k + 1} pictures, got {len(features)}."
            )
        self.k, self.features = k, features
        self._middle = features.mean(axis=0, dtype=np.float64)  # shorter features lose less in a product of float32
        self._x = self._centred(features)
        self._lengths = np.einsum("nd,nd->n", self._x, self._x)
        parts = []
        for first in range(0, len(self._x), ROWS_AT_ONCE):
            squared = self._squared(self._x[first : first + ROWS_AT_ONCE])
            rows = np.arange(len(squared))
            squared[rows, first + rows] = np.inf  # no feature is its own neighbour
            parts.append(np.partition(squared, k - 1, axis=1)[:, k - 1])
        self._reach = np.maximum(np.concatenate(parts), 0) + ROUNDING * self._lengths

    def __len__(self) -> int:
        return len(self._x)

    def falls(self, others: np.ndarray) -> Falls:
        """Which of the features (M, D) lie in which balls, edges included. Raises ValueError for another length."""
        if others.ndim != 2 or others.shape[1] != self._x.shape[1] or not len(others):
            raise ValueError(f"features must be (M, {self._x.shape[1]}), M at least 1, got {others.shape}")
        others, balls, held = self._centred(others), [], np.zeros(len(self), bool)
        for first in range(0, len(others), ROWS_AT_ONCE):
            inside = self._squared(others[first : first + ROWS_AT_ONCE]) <= self._reach
            balls.append(np.count_nonzero(inside, axis=1))
            held |= inside.any(axis=0)
        return Falls(np.concatenate(balls), held)

    def _centred(self, features: np.ndarray) -> np.ndarray:
        return (features - self._middle).astype(np.float32)

    def _squared(self, rows: np.ndarray) -> np.ndarray:
        """|row - x|^2 of each row and each feature: float32 (rows, N), off by rounding, which may make it negative."""
        squared = rows @ self._x.T
        squared *= -2
        squared += self._lengths
        squared += np.einsum("nd,nd->n", rows, rows)[:, None]
        return squared
