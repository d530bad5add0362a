"""Eight narrow Gaussians on a circle, on which mode collapse shows first. See gan_core.data.points."""

from typing import ClassVar, Literal

import numpy as np

from gan_core.data.points import MixtureSettings


class RingSettings(MixtureSettings):
    """Means (cos(2 pi i / 8), sin(2 pi i / 8)), standard deviation 0.01 in each direction. Lin et al. 2018"""

    title: ClassVar[str] = "Ring of eight"
    about: ClassVar[str] = (
        "Points in the plane, in eight small modes on a circle: you see at once which ones are missing."
    )
    class_names: ClassVar[tuple[str, ...]] = (
        *("east", "north-east", "north", "north-west"),
        *("west", "south-west", "south", "south-east"),
    )
    sigma: ClassVar[float] = 0.01

    name: Literal["ring"] = "ring"

    @classmethod
    def centres(cls) -> np.ndarray:
        """float64 (8, 2), from the east against the clock."""
        angle = 2 * np.pi * np.arange(8) / 8
        return np.stack([np.cos(angle), np.sin(angle)], axis=1)
