"""Scores of a lane's pictures: one metric for all lanes, in fp32, on the same latents, off every clock."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import NamedTuple, Protocol, cast

import numpy as np
import torch
from torch import Tensor

from gan_core.conditions import one_hot
from gan_core.data import ImageData
from gan_core.data.held_out import held_out
from gan_core.errors import RunError, UserError
from gan_core.latent_draws import draw_z
from gan_core.models.text_gan import Generator
from gan_core.present import present
from gan_core.quality import protocol
from gan_core.quality.attribute_accuracy import asked_values, attributes_right, captions_of, real_pictures, shares
from gan_core.quality.feature_cache import cached_features
from gan_core.quality.features import EXTRACTORS, default_for
from gan_core.quality.frechet import frechet_distance
from gan_core.race.lane_log import ATTRIBUTES, HELD_OUT, OTHER_TRAINING, REAL_PICTURES, MetricName
from gan_core.race.results import SHOWN
from gan_core.race.settings import RaceConfig
from gan_core.race.time_to_target import Z95
from gan_core.shape import SampleShape
from gan_core.training.preview import decode
from gan_core.training.state import State

SAMPLES_SEED, SHOWN_SEED = 1, 0


class Score(NamedTuple):
    """A score between `low` and `high` with 95 %, and the shares that are right by attribute where those are read."""

    value: float
    low: float
    high: float
    right: dict[str, float] | None = None


class Scorer(Protocol):
    """What a race asks of a metric. `measure` says what it is; scores are less the better."""

    measure: MetricName

    def features(self, state: State) -> Iterator[np.ndarray]:
        """What is seen of a lane's pictures, (n, ...), portion by portion, so that a stop is heard in between."""

    def score(self, features: np.ndarray) -> Score:
        """Of all portions together."""


def scorer_of(config: RaceConfig, data: ImageData) -> Scorer:
    """The scorer by the metric that decides the race. Raises RunError where its network is not here."""
    return AttributeScorer(config) if config.scored_by == ATTRIBUTES else CheckpointScorer(config, data)


class AttributeScorer:
    """Scores lanes that draw shapes from sentences: by the share of attributes that samples do not show as asked.

    Every lane is asked for the same full captions, of the same latents; the floor is what real pictures of these
    captions reach.
    """

    def __init__(self, config: RaceConfig) -> None:
        reader = EXTRACTORS["shapes"]
        if why := reader.absent():
            raise RunError(f"This race cannot be scored. {why}")
        self.values = asked_values(config.num_samples, 0, unseen=False)
        self.captions = captions_of(self.values)
        real = real_pictures(self.values, config.base.data.image_size, 0)
        wrong = 1 - float(attributes_right(real, self.values).mean())
        self.measure = MetricName(
            reader.title, config.num_samples, config.base.data.name, wrong, REAL_PICTURES, metric=ATTRIBUTES
        )

    def features(self, state: State) -> Iterator[np.ndarray]:
        """bool (n, 5): which of the attributes the reader sees as they were asked for, portion by portion."""
        G, device = cast(Generator, state.ema), state.execution.device
        for first in range(0, len(self.captions), protocol.PORTION):
            some = self.captions[first : first + protocol.PORTION]
            tokens = torch.from_numpy(G.text.tokeniser.encode(some)).to(device)
            z = torch.from_numpy(draw_z(SAMPLES_SEED, len(some), state.latent_dim, first=first)).to(device)
            y = G.text.embed(tokens).float()
            images = decode(state.ema, z, y, replace(state.execution, precision="fp32"))
            yield attributes_right(images, self.values[first : first + len(some)])

    def score(self, features: np.ndarray) -> Score:
        """The share that is wrong of bool (N, 5), its 95 % for other samples of the same generator, and what is right.

        Attributes of one sample are not independent: the interval is that of the mean over samples.
        """
        wrong = 1 - features.mean(axis=1)
        least = 1 / (2 * features.size)  # no logarithm of 0: half of one attribute of one sample
        value, half = float(wrong.mean()), Z95 * float(wrong.std(ddof=1)) / math.sqrt(len(wrong))
        low, value, high = (max(each, least) for each in (value - half, value, value + half))
        return Score(value, low, high, shares(features))


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

    def score(self, features: np.ndarray) -> Score:
        """The Fréchet distance, and between which values it lies for other pictures of the same generator."""
        value = frechet_distance(features, self.reference)
        return Score(value, *protocol.interval_of(frechet_distance, features, self.reference))


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


def captions_shown(state: State) -> tuple[str, ...]:
    """What the pictures to look at are asked for, in their order; none of a lane that is told no sentences."""
    G = state.ema
    if not isinstance(G, Generator):
        return ()
    return tuple(G.text.tokeniser.decode(G.examples[number % len(G.examples)].tolist()) for number in range(SHOWN))


def shown(state: State) -> np.ndarray:
    """The pictures to look at, the same latents in every lane that has as many of them; label after label."""
    z = draw_z(SHOWN_SEED, SHOWN, state.latent_dim)
    return pictures(state, z, np.arange(SHOWN) % max(1, state.shape.num_classes))
