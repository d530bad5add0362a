"""How far a variant's pictures are from the baseline's, and how far they may be."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gan_core.latent_draws import draw_z
from gan_core.message import Message

if TYPE_CHECKING:
    from gan_core.generators.generator import Generator

PICTURE_RANGE = 2.0
"""Pictures lie in [-1, 1]."""
EQUAL, APART = "equal", "apart"
"""Codes of how pictures differ."""


@dataclass(frozen=True)
class Parity:
    """The difference of two generators on the same latents: per value of a picture in [-1, 1], and in dB.

    `psnr_db` is of all pictures together, so that one equal pair does not make it infinite.
    """

    max_abs: float
    mean_abs: float
    psnr_db: float

    @property
    def message(self) -> Message:
        """The difference in levels of a screen, `mean` and `most`, and in dB; or that there is none."""
        if self.max_abs == 0:
            return Message(EQUAL)
        levels = {"mean": self.mean_abs * 127.5, "most": self.max_abs * 127.5}
        return Message(APART, {**levels, "psnr_db": self.psnr_db})


@dataclass(frozen=True)
class Bound:
    """How far a sound variant may be from its baseline. None: not inspected."""

    max_abs: float | None = None
    psnr_db: float | None = None

    def broken_by(self, parity: Parity) -> str:
        """A sentence that says by how much `parity` is outside, or ""."""
        if self.max_abs is not None and not parity.max_abs <= self.max_abs:
            return f"Pictures differ by up to {parity.max_abs:.2g}, where {self.max_abs:.2g} is allowed."
        if self.psnr_db is not None and not parity.psnr_db >= self.psnr_db:
            return f"Pictures agree to {parity.psnr_db:.1f} dB only, where {self.psnr_db:.0f} dB are required."
        return ""


EXACT = Bound(max_abs=1e-4)
"""The same numbers, added up in another order."""


def difference(a: Generator, b: Generator, num: int = 64, seed: int = 0) -> Parity:
    """`b` against the baseline `a` on `num` latents of `seed`, with labels in turn where there are any.

    PSNR is 10 log10(range^2 / mean square difference); for points the range is that of the baseline's. A value that is
    not a number makes the differences infinite and the PSNR minus infinity.
    """
    z, label = draw_z(seed, num, a.latent_dim), a.labels_for(num)
    x, y = a.decode(z, label).astype(np.float64), b.decode(z, label).astype(np.float64)
    if not np.isfinite(y).all():
        return Parity(math.inf, math.inf, -math.inf)
    apart = np.abs(x - y)
    peak = PICTURE_RANGE if a.card.shape.kind == "image" else float(np.ptp(x))
    error = float((apart**2).mean())
    psnr = 10 * math.log10(peak**2 / error) if error and peak else (math.inf if not error else -math.inf)
    return Parity(float(apart.max()), float(apart.mean()), psnr)
