"""How many of the 1,000 classes of Stacked MNIST a run draws."""

from typing import Any, ClassVar

from gan_core.config import RunConfig
from gan_core.data.stacked_mnist import NUM_MODES
from gan_core.monitors.draws import Draws
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.modes import most_covered
from gan_core.quality.stacked_digits import stacked_modes
from gan_core.training.batches import Batches
from gan_core.training.state import State

NUM_IMAGES = 2000


class Stacked:
    """`modes/kinds` among 2,000 samples, `modes/recognised`, the share of which all three digits are read with
    certainty, and `modes/entropy` in nats. Only such samples are counted.

    So few cannot show 1,000 modes: what perfect ones would show on average is told as a fact. Published counts are of
    26,000 samples, all of them counted: benchmarks/toys.py.
    """

    title: ClassVar[str] = "Classes of stacked digits"
    guess_seconds: ClassVar[float] = 1.5

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.on = config.data.name == "stacked_mnist" and not EXTRACTORS["digits"].absent()
        if self.on:
            self.draws = Draws(state, data, NUM_IMAGES)

    def prepare(self) -> dict[str, Any]:
        return {"num_images": NUM_IMAGES, "num_kinds": NUM_MODES, "at_best": most_covered(NUM_MODES, NUM_IMAGES)}

    def look(self, state: State) -> dict[str, float]:
        found = stacked_modes(self.draws.pictures(state), only_sure=True)
        values = {"modes/recognised": found.recognised, "modes/kinds": float(found.covered)}
        return values | ({"modes/entropy": found.entropy} if found.covered else {})
