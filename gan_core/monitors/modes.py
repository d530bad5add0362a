"""Which classes a run draws, and how often each, where a shipped network can read them."""

from typing import Any, ClassVar

import numpy as np

from gan_core.config import RunConfig
from gan_core.monitors.draws import Draws
from gan_core.present import present
from gan_core.quality.class_readers import CLASS_READERS
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.modes import histogram_entropy
from gan_core.training.batches import Batches
from gan_core.training.state import State

NUM_IMAGES = 100


class Modes:
    """`modes/recognised` and `modes/<label>`, shares of 100 samples; `modes/kinds` and `modes/entropy` (nats).

    Entropy is that of the classes of the readable ones: ln(number of classes) where all are equally frequent.
    """

    title: ClassVar[str] = "Class balance"
    guess_seconds: ClassVar[float] = 0.03

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.reader = CLASS_READERS.get(config.data.name)
        readable = self.reader is not None and not EXTRACTORS[self.reader.extractor].absent()
        self.on = readable and state.shape.kind == "image"
        if self.on:
            self.draws = Draws(state, data, NUM_IMAGES)

    def prepare(self) -> dict[str, Any]:
        reader = present(self.reader)
        return {"reader": EXTRACTORS[reader.extractor].title, "num_images": NUM_IMAGES, "names": reader.names}

    def look(self, state: State) -> dict[str, float]:
        reader = present(self.reader)
        counts = reader.count(self.draws.pictures(state))
        found = {"modes/recognised": sum(counts) / NUM_IMAGES, "modes/kinds": float(sum(each > 0 for each in counts))}
        if any(counts):
            found["modes/entropy"] = histogram_entropy(np.array(counts))
        return found | {f"modes/{name}": each / NUM_IMAGES for name, each in zip(reader.names, counts, strict=True)}
