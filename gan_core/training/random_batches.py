"""Random samples in the shape of a run's data, for measuring steps without loading anything."""

import numpy as np

from gan_core.config import RunConfig
from gan_core.data import ImageData
from gan_core.data.captioned import plain_captions
from gan_core.training.batches import Batches
from gan_core.training.state import State
from gan_core.training.trainers import trainer_of


def random_batches(config: RunConfig, state: State) -> Batches:
    """Noise in the shape of the data, for measuring without loading anything."""
    rng = np.random.default_rng(0)
    count = max(256, config.training.batch_size)
    classes, told = state.shape.num_classes, state.shape.condition_width
    labels = rng.integers(0, classes, count) if classes else None
    names = tuple(str(each) for each in range(classes))
    shape = (count, *state.shape.dims)
    points = state.shape.kind == "points"
    values = rng.standard_normal(shape, np.float32) if points else rng.integers(0, 256, shape, dtype=np.uint8)
    conditions = rng.standard_normal((count, told), np.float32) if told and not classes else None
    captions = [" ".join(str(word) for word in row) for row in rng.integers(0, 50, (count, 10))]
    pictures = ImageData(
        values,
        labels,
        names,
        kind=state.shape.kind,
        conditions=conditions,
        captioned=lambda: plain_captions(captions),
    )
    return trainer_of(config).batches(state, pictures, config)
