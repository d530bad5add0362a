"""Whether a conditional run draws the class that it is asked for, where a shipped network can read classes."""

from typing import Any, ClassVar

import numpy as np

from gan_core.config import RunConfig
from gan_core.monitors.draws import Draws
from gan_core.present import present
from gan_core.quality.class_accuracy import class_accuracy
from gan_core.quality.class_readers import CLASS_READERS
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.protocol import divide
from gan_core.training.batches import Batches
from gan_core.training.state import State

NUM_IMAGES = 200
NUM_REAL = 1000
FEWEST_OF_CLASS = 10
"""Of a class of which fewer samples can be read nothing is told alone."""


class Classes:
    """`classes/accuracy`: the share of 200 samples that are read as the class that was asked for.

    `classes/readable` is the share of which any class is read, and `classes/chance` what a model would reach that draws
    the same classes as often, whatever it is asked; `classes/of/<label>` is the share that show it of those that were
    asked for as it and can be read. What the same reader makes of real pictures with their own labels is told as a
    fact: no model can be read better than that.
    """

    title: ClassVar[str] = "Class accuracy"
    guess_seconds: ClassVar[float] = 0.05
    draws: Draws | None = None

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.reader, self.data = CLASS_READERS.get(config.data.name), data
        readable = self.reader is not None and not EXTRACTORS[self.reader.extractor].absent()
        self.on = readable and state.shape.is_class and state.shape.num_classes == len(present(self.reader).names)
        self.on = self.on and state.shape.kind == "image" and data.labels is not None
        if self.on:
            self.draws = Draws(state, data, NUM_IMAGES)

    def prepare(self) -> dict[str, Any]:
        reader, asked = present(self.reader), present(self.data.labels)
        rows = divide(len(self.data.images), NUM_REAL, 0, seed=0)[0]
        images, labels = self.data.images.cpu().numpy()[rows], asked.cpu().numpy()[rows]
        real = class_accuracy(labels, reader.read(images), len(reader.names))
        facts = {"reader": EXTRACTORS[reader.extractor].title, "num_images": NUM_IMAGES, "num_real": len(rows)}
        return facts | {"real": real.value, "real_low": real.interval[0], "real_high": real.interval[1]}

    def look(self, state: State) -> dict[str, float]:
        reader, draws = present(self.reader), present(self.draws)
        read = reader.read(draws.pictures(state))
        found = class_accuracy(present(draws.asked), read, len(reader.names))
        values = {"accuracy": found.value, "chance": found.by_chance, "readable": float(np.mean(read >= 0))}
        for label, (name, row) in enumerate(zip(reader.names, found.table, strict=True)):
            if (clear := sum(row[:-1])) >= FEWEST_OF_CLASS:
                values[f"of/{name}"] = row[label] / clear
        return {f"classes/{name}": value for name, value in values.items()}
