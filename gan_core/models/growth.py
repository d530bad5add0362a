"""When networks that grow go from one size to the next: a pure function of how many real pictures D was shown.

Karras, Aila, Laine and Lehtinen 2018, Progressive Growing of GANs, arxiv.org/abs/1710.10196, section 2 and appendix A.
No torch here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

DIGITS = 5
"""Of `progress`: so few that it lies in the same level as a float32."""


@dataclass(frozen=True)
class Stage:
    """A moment of growing: a level, counted from 0, its `size` in pixels, and how far its layers are faded in.

    `alpha` is the share of the new layers in the picture: above 0, and 1 once they stand alone.
    """

    level: int
    size: int
    alpha: float

    @property
    def progress(self) -> float:
        """Level and alpha in one number: 0 at the smallest size, 1 once the second has faded in."""
        return self.level - 1 + self.alpha if self.level else 0.0


@dataclass(frozen=True)
class Growth:
    """The sizes in pixels, for how many images each is held, and over how many the next one fades in."""

    sizes: tuple[int, ...]
    stable_images: int
    fading_images: int

    def at(self, images: int) -> Stage:
        """The stage of the step that begins when D was shown so many images."""
        return self.stage(self._progress(images))

    def stage(self, progress: float) -> Stage:
        """The stage of that progress, see there."""
        level = math.ceil(progress)
        alpha = round(1 - (level - progress), DIGITS)
        return Stage(level, self.sizes[level], alpha)

    @property
    def top(self) -> int:
        """The level at which the networks are grown."""
        return len(self.sizes) - 1

    @property
    def end(self) -> int:
        """After how many images the last level has faded in."""
        return self.top * (self.stable_images + self.fading_images)

    def _progress(self, images: int) -> float:
        period, since = self.stable_images + self.fading_images, images - self.stable_images
        if since < 0:
            return 0.0
        if not period:
            return float(self.top)
        levels, within = divmod(since, period)
        faded = min(1.0, within / self.fading_images) if self.fading_images else 1.0
        return min(float(self.top), round(levels + faded, DIGITS))
