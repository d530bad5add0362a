"""Scores of a lane's pictures: one metric for all lanes, in fp32, on the same latents, off every clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from gan_core.conditions import one_hot
from gan_core.data import ImageData
from gan_core.data.held_out import held_out
from gan_core.errors import RunError, UserError
from gan_core.latent_draws import draw_z
from gan_core.present import present
from gan_core.quality import protocol
from gan_core.quality.feature_cache import cached_features
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.frechet import frechet_distance
from gan_core.race.lane_log import HELD_OUT, OTHER_TRAINING, MetricName
from gan_core.race.results import SHOWN
from gan_core.race.settings import RaceConfig
from gan_core.shape import SampleShape
from gan_core.training.preview import decode
from gan_core.training.state import State

SAMPLES_SEED, SHOWN_SEED = 1, 0


class CheckpointScorer:
    """Scores every lane alike, against pictures from all of the base settings' data, whatever a lane learns from.

    As live, they are of the training pictures, and the floor is what as many held-out ones reach against the very same;
    other training pictures where nothing is held out.
    """

    def __init__(self, config: RaceConfig, data: ImageData) -> None:
        name = config.extractor or default_for(config.base.data.name)
        self.extractor = EXTRACTORS[name]
        shape = SampleShape(data.images.shape[1], config.base.data.image_size, 0, data.kind)
        if why := self.extractor.fits(shape, config.base.data.name) or self.extractor.absent():
            raise RunError(f"This race cannot be scored. {why}")
        self.count = min(config.num_samples, len(data) // 2)
        if self.count <= self.extractor.dim:
            raise RunError(
                f"A race is scored on {self.extractor.dim} features and needs more than {2 * self.extractor.dim} "
                f"real pictures, got {len(data):,}: use more pictures, or another data set."
            )
        rows, other_rows = protocol.divide(len(data), self.count, self.count, config.base.seed)
        self.reference = cached_features(name, data.images[rows])
        kept = _held_out(config, self.count)
        others = cached_features(name, data.images[other_rows] if kept is None else kept.images)
        self.labels = data.labels
        lowest = protocol.floor_of(frechet_distance, others, self.reference, self.count)
        of = OTHER_TRAINING if kept is None else HELD_OUT
        self.measure = MetricName(self.extractor.title, self.count, config.base.data.name, lowest, of)

    def features(self, state: State) -> Iterator[np.ndarray]:
        """Features float32 (n, dim) of a lane's pictures, portion by portion; every class as often as in the data."""
        asked = protocol.asked_labels(self.labels, state.shape.num_classes, self.count)
        decode = partial(pictures, state)
        for drawn in protocol.draw_samples(decode, state.latent_dim, self.count, seed=SAMPLES_SEED, asked=asked):
            yield self.extractor.features(drawn)

    def score(self, features: np.ndarray) -> tuple[float, float, float]:
        """The Fréchet distance, and between which values it lies for other pictures of the same generator."""
        value = frechet_distance(features, self.reference)
        return value, *protocol.interval_of(frechet_distance, features, self.reference)


def _held_out(config: RaceConfig, count: int) -> ImageData | None:
    """As many pictures that no lane learns from, whatever its share of the data; None where there are too few."""
    try:
        kept = held_out(config.base.data.model_copy(update={"fraction": 1.0}), count)
    except UserError:  # the source has gone since: what was loaded is enough for a race
        return None
    return kept if kept is not None and len(kept) >= count else None


def pictures(state: State, z: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
    """uint8 (N, C, H, W) of the averaged generator, of latents and, where it knows labels, these; always in fp32."""
    device = state.execution.device
    if state.shape.is_class:
        y: Tensor | None = torch.from_numpy(one_hot(present(labels), state.shape.num_classes)).to(device)
    else:
        y = state.ema.example_conditions(state.shape, len(z))
    return decode(state.ema, torch.from_numpy(z).to(device), y, replace(state.execution, precision="fp32"))


def shown(state: State) -> np.ndarray:
    """The pictures to look at, the same latents in every lane that has as many of them; label after label."""
    z = draw_z(SHOWN_SEED, SHOWN, state.latent_dim)
    return pictures(state, z, np.arange(SHOWN) % max(1, state.shape.num_classes))
