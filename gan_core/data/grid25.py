"""Twenty-five narrow Gaussians on a square grid: the inner ones have neighbours all round. See gan_core.data.points."""

from typing import ClassVar, Literal

import numpy as np

from gan_core.data.points import MixtureSettings


class Grid25Settings(MixtureSettings):
    """Means (-4 + 2 i, -4 + 2 j), i and j from 0 to 4, standard deviation 0.05. Lin et al. 2018"""

    title: ClassVar[str] = "Grid of 25"
    about: ClassVar[str] = (
        "Points in the plane, in 25 small modes, five by five: so many that a few missing ones are easily overlooked."
    )
    class_names: ClassVar[tuple[str, ...]] = tuple(f"{column}{row}" for column in "abcde" for row in range(1, 6))
    sigma: ClassVar[float] = 0.05

    name: Literal["grid25"] = "grid25"

    @classmethod
    def centres(cls) -> np.ndarray:
        """float64 (25, 2), named as on a chessboard: a1 is bottom left, e5 top right."""
        along = -4.0 + 2 * np.arange(5)
        return np.stack(np.meshgrid(along, along, indexing="ij"), axis=2).reshape(-1, 2)
