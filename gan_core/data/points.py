"""Points in the plane from a mixture of narrow Gaussians: data whose every mode is known, so that each can be counted.

The protocol is that of Srivastava et al. 2017, VEEGAN, arxiv.org/abs/1705.07761; centres and widths are as
Lin et al. 2018 give them, PacGAN, arxiv.org/abs/1712.04086, who draw 100,000 points.
"""

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_core.data.image_data import ImageData, Report
from gan_core.data.settings import DataSettings, quiet


class MixtureSettings(DataSettings):
    """A mixture of Gaussians of equal weight. A source says where the `centres` are and how wide, `sigma`."""

    kind: ClassVar[Literal["image", "points"]] = "points"
    channels: ClassVar[int | None] = 2
    image_size: ClassVar[int] = 0
    """Points have none; what is built for pictures asks."""
    sigma: ClassVar[float] = 1.0

    num_points: int = Field(
        100_000,
        ge=100,
        le=1_000_000,
        title="Points",
        description="How many points are drawn; a larger number starts with the same ones.",
    )
    seed: int = Field(
        0, ge=0, description="Decides which points are drawn; the same number always draws the same ones."
    )

    @classmethod
    def centres(cls) -> np.ndarray:
        """float64 (K, 2), one for each of `class_names`."""
        raise NotImplementedError(f"{cls.__name__} does not say where its centres are")

    def load(self, report: Report = quiet) -> ImageData:
        """`num_points` points float32 (N, 2), labelled by the Gaussian that they come from."""
        report("Drawing points", None)
        return self._drawn(0, self.num_points)

    def further(self, most: int) -> ImageData:
        """Those that would follow if more were drawn."""
        return self._drawn(self.num_points, self.num_points + most)

    def _drawn(self, first: int, end: int) -> ImageData:
        centres = self.centres()
        # Two streams, row after row: point i does not depend on how many follow.
        labels = np.random.default_rng([self.seed, 0]).integers(0, len(centres), end)[first:]
        noise = np.random.default_rng([self.seed, 1]).standard_normal((end, 2))[first:]
        points = (centres[labels] + self.sigma * noise).astype(np.float32)
        return ImageData(points, labels, self.class_names, kind="points")
