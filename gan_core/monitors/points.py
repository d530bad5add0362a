"""How many modes a run on points has found, and the share of its samples on a mode."""

import math
from typing import Any, ClassVar, cast

import numpy as np

from gan_core.config import RunConfig
from gan_core.data.points import MixtureSettings
from gan_core.monitors.draws import Draws
from gan_core.quality.modes import REACH, points_modes, share_within
from gan_core.training.batches import Batches
from gan_core.training.preview import decoded
from gan_core.training.state import State

NUM_POINTS = 2500


class Points:
    """`modes/recognised`, the share of 2,500 samples within three sigma of a mode; `modes/<label>`, that of each mode;
    `modes/kinds`, how many modes have any, and `modes/entropy` of them in nats. What a perfect generator's share would
    be, 98.9 %, is told as a fact: the tails of every mode lie beyond three sigma.

    Srivastava et al. 2017, VEEGAN, arxiv.org/abs/1705.07761
    """

    title: ClassVar[str] = "Modes"
    guess_seconds: ClassVar[float] = 0.02

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.mixture = cast(MixtureSettings, config.data)  # where it is on
        self.on = isinstance(config.data, MixtureSettings)
        if self.on:
            self.draws = Draws(state, data, NUM_POINTS)

    def prepare(self) -> dict[str, Any]:
        known = {"num_points": NUM_POINTS, "reach_sigmas": REACH, "names": self.mixture.class_names}
        return known | {"at_best": share_within(REACH, dim=2)}

    def look(self, state: State) -> dict[str, float]:
        points = decoded(state.ema, self.draws.z, self.draws.y, state.execution).float().cpu().numpy()
        found = points_modes(points.astype(np.float64), self.mixture.centres(), self.mixture.sigma)
        shares = {
            f"modes/{name}": count / NUM_POINTS
            for name, count in zip(self.mixture.class_names, found.counts, strict=True)
        }
        entropy = 0.0 if math.isnan(found.entropy) else found.entropy
        known = {"modes/recognised": found.recognised, "modes/kinds": float(found.covered), "modes/entropy": entropy}
        return known | shares
