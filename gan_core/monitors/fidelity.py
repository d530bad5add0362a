"""How far samples are from real pictures, and how much of them they cover, on features made for such data."""

from typing import Any, ClassVar

import numpy as np

from gan_core.config import RunConfig
from gan_core.data.held_out import held_out
from gan_core.errors import UserError
from gan_core.monitors.draws import Draws, other_pictures, real_pictures
from gan_core.quality import density_coverage as covering
from gan_core.quality import precision_recall as falling
from gan_core.quality.feature_cache import cached_features
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.frechet import between, frechet_distance, gaussian
from gan_core.quality.kid import kid
from gan_core.quality.manifold import Manifold
from gan_core.quality.protocol import floor_of
from gan_core.quality.reference_features import shipped_features
from gan_core.training.batches import Batches
from gan_core.training.state import State

NUM_IMAGES = 500
NUM_REFERENCE = 1000
FEWEST_REFERENCE = 100
NUM_OTHERS = 1000
"""Real pictures that a floor is drawn from, as many at a time as are generated."""
HELD_OUT, OTHER_TRAINING = "held-out pictures", "other training pictures"


class Fidelity:
    """Of 500 samples against 1,000 training pictures, or as many as there are.

    `quality/frechet` and `quality/kid`, `quality/precision` and `quality/recall` (k = 3), `quality/density` and
    `quality/coverage` (k = 5). Few pictures raise a Fréchet distance: its floor, told as a fact, is what 500 real ones
    reach against the same 1,000: held-out ones (`floor_of`), or other training pictures where none were kept out.
    """

    title: ClassVar[str] = "Distance to real pictures"
    guess_seconds: ClassVar[float] = 0.25

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.extractor = EXTRACTORS[default_for(config.data.name)]
        fits = not self.extractor.fits(state.shape, config.data.name) and not self.extractor.absent()
        self.on = fits and len(data.images) >= FEWEST_REFERENCE
        self.data = data
        if self.on:
            self.draws = Draws(state, data, NUM_IMAGES)

    def prepare(self) -> dict[str, Any]:
        self.real = cached_features(self.extractor.name, real_pictures(self.data, NUM_REFERENCE))
        self.gaussian = gaussian(self.real)
        self.near, self.wide = Manifold(self.real, falling.NUM_NEAREST), Manifold(self.real, covering.NUM_NEAREST)
        value, of = self._floor()
        facts = {"extractor": self.extractor.name, "title": self.extractor.title, "num_images": NUM_IMAGES}
        return facts | {"num_reference": len(self.real), "floor": value, "floor_of": of}

    def _floor(self) -> tuple[float | None, str]:
        """What as many real pictures reach as are drawn, and which they are; None where there are too few to say."""
        for others, of in ((self._held_out, HELD_OUT), (self._other_training, OTHER_TRAINING)):
            features = others()
            if len(features) >= max(NUM_IMAGES, self.extractor.dim + 1):
                return floor_of(frechet_distance, features, self.real, NUM_IMAGES), of
        return None, ""

    def _held_out(self) -> np.ndarray:
        """Features of pictures that were not learned from; those that ship where the pictures are not here."""
        try:
            kept = held_out(self.data.settings, NUM_OTHERS)
        except UserError:  # the source has gone since: training goes on from what it has in memory
            kept = None
        if kept is not None:
            return cached_features(self.extractor.name, kept.images)
        dims = tuple(self.data.images.shape[1:])
        shipped = shipped_features(self.data.settings.name, dims, self.extractor.name, "held_out")
        return np.zeros(0) if shipped is None else shipped.features[:NUM_OTHERS]

    def _other_training(self) -> np.ndarray:
        images = other_pictures(self.data, NUM_REFERENCE, NUM_OTHERS)
        return cached_features(self.extractor.name, images) if len(images) >= NUM_IMAGES else np.zeros(0)

    def look(self, state: State) -> dict[str, float]:
        made: np.ndarray = self.extractor.features(self.draws.pictures(state))
        shares, covered = falling.precision_recall(self.near, made), covering.density_coverage(self.wide, made)
        return {
            "quality/frechet": between(gaussian(made), self.gaussian),
            "quality/kid": kid(made, self.real).value,
            "quality/precision": shares.precision,
            "quality/recall": shares.recall,
            "quality/density": covered.density,
            "quality/coverage": covered.coverage,
        }
