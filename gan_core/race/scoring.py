"""What a lane's pictures are worth: one measure for all lanes, in fp32, on the same latents, off every clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch

from gan_core.conditions import in_turn, one_hot
from gan_core.data import ImageData
from gan_core.data.label_spread import spread_labels
from gan_core.errors import RunError
from gan_core.latent_draws import draw_z
from gan_core.quality.feature_cache import cached_features
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.frechet import frechet_distance
from gan_core.quality.uncertainty import bootstrap, floor
from gan_core.race.lane_log import MetricName
from gan_core.race.results import SHOWN
from gan_core.race.settings import RaceConfig
from gan_core.shape import SampleShape
from gan_core.training.preview import decode
from gan_core.training.state import State

PORTION = 250
BOOTSTRAPS = 20
SAMPLES_SEED, SHOWN_SEED = 1, 0


class CheckpointScorer:
    """Judges every lane alike, against pictures from all of the base settings' data, whatever a lane learns from."""

    def __init__(self, config: RaceConfig, data: ImageData) -> None:
        name = config.extractor or default_for(config.base.data.name)
        self.extractor = EXTRACTORS[name]
        shape = SampleShape(data.images.shape[1], config.base.data.image_size, 0, data.kind)
        if why := self.extractor.fits(shape, config.base.data.name) or self.extractor.absent():
            raise RunError(f"This race cannot be judged. {why}")
        order = np.random.Generator(np.random.PCG64(config.base.seed)).permutation(len(data))
        rows = np.sort(order[: 2 * config.num_samples])
        features = cached_features(name, data.images[rows])
        features = features[np.random.Generator(np.random.PCG64(config.base.seed)).permutation(len(features))]
        half = len(features) // 2
        if half <= features.shape[1]:
            raise RunError(
                f"A race is judged on {features.shape[1]} features and needs more than {2 * features.shape[1]} real "
                f"pictures, there are {len(data):,}: take more pictures, or another data set."
            )
        self.reference, self.count = features[:half], half
        self.labels = None if data.labels is None else spread_labels(data.labels, half)
        lowest = floor(frechet_distance, features, num_images=half, repeats=3).value
        self.measure = MetricName(self.extractor.title, half, config.base.data.name, lowest)

    def features(self, state: State) -> Iterator[np.ndarray]:
        """Features float32 (n, dim) of a lane's pictures, portion by portion."""
        for first in range(0, self.count, PORTION):
            yield self.extractor.features(self._drawn(state, first, min(PORTION, self.count - first)))

    def _drawn(self, state: State, first: int, count: int) -> np.ndarray:
        """Latents `first` and on, with every label as often as the data have it."""
        z = draw_z(SAMPLES_SEED, count, state.latent_dim, first)
        return pictures(state, z, None if self.labels is None else self.labels[first : first + count])

    def score(self, features: np.ndarray) -> tuple[float, float, float]:
        """The Frechet distance, and between which values it lies for other pictures of the same generator."""
        value = frechet_distance(features, self.reference)
        low, high = bootstrap(frechet_distance, features, self.reference, repeats=BOOTSTRAPS)
        return value, max(low, 0.0), high


def pictures(state: State, z: np.ndarray, labels: np.ndarray | None) -> np.ndarray:
    """uint8 (N, C, H, W) of the averaged generator, of latents and, where it knows labels, these; always in fp32."""
    device = state.execution.device
    told = one_hot(labels, state.shape.num_classes) if state.shape.is_class else in_turn(state.shape, len(z))
    y = None if told is None else torch.from_numpy(told).to(device)
    return decode(state.ema, torch.from_numpy(z).to(device), y, replace(state.execution, precision="fp32"))


def shown(state: State) -> np.ndarray:
    """The pictures to look at, the same latents in every lane that has as many of them; label after label."""
    z = draw_z(SHOWN_SEED, SHOWN, state.latent_dim)
    return pictures(state, z, np.arange(SHOWN) % max(1, state.shape.num_classes))
