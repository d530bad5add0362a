"""One protocol for whoever judges: what is asked for, what it is held against, what real pictures reach."""

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from gan_core.data import ImageData, quiet
from gan_core.data.digits import DigitsSettings
from gan_core.evaluation import reference as evaluated
from gan_core.evaluation import sources
from gan_core.families import FAMILIES
from gan_core.measure import quality as measured
from gan_core.monitors.fidelity import Fidelity
from gan_core.quality import protocol
from gan_core.quality.frechet import frechet_distance
from gan_core.race import scoring
from gan_core.race.settings import load_race_config
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny
from tests.evaluation.evaluated import quick

NINE_TO_ONE = 0.1
"""The share of ones among the labels."""


class Asked:
    """A conditional generator of two classes that draws noise and remembers which classes it was asked for."""

    latent_dim, num_classes, condition_width = 4, 2, 2
    family = FAMILIES["gan"]

    def __init__(self) -> None:
        self.labels: list[int] = []

    def labels_for(self, count: int, label: int | None = None) -> np.ndarray:
        return np.arange(count) % 2

    def decode(self, z: np.ndarray, condition: np.ndarray | None = None) -> np.ndarray:
        self.labels += np.asarray(condition).tolist()
        return np.zeros((len(z), 1, 28, 28), np.float32)


def unbalanced() -> ImageData:
    """Digits: nine noughts for each one."""
    data = DigitsSettings().load()
    rows = np.concatenate([np.flatnonzero(data.labels == 0)[:153], np.flatnonzero(data.labels == 1)[:17]])
    return ImageData(data.images[rows], data.labels[rows], ("0", "1"))


def asked_by_measurement(monkeypatch: pytest.MonkeyPatch, data: ImageData) -> list[int]:
    monkeypatch.setattr(measured, "load_data", lambda settings, report=quiet: data)
    model = Asked()
    model.card = SimpleNamespace(config=tiny(data__name="digits"), shape=data.shape(28, True))
    monkeypatch.setattr(measured, "default_for", lambda card: "pixels")
    found = measured.reference_of(model, 80, 0)
    list(measured.features_of(model, "pixels", found, 1))
    return model.labels


def asked_by_evaluation(monkeypatch: pytest.MonkeyPatch, data: ImageData) -> list[int]:
    monkeypatch.setattr(evaluated, "load_data", lambda settings, report=quiet: data)
    monkeypatch.setattr(evaluated, "held_out", lambda settings, num: None)
    model = Asked()
    monkeypatch.setattr(sources, "load", lambda path: model)
    found = evaluated.load_reference(quick("shapes-gan", reference="digits", num=80), None, quiet)
    list(sources.ModelSource(SimpleNamespace(path=None, shape=data.shape(28, True))).portions(found, 80, 0))
    return model.labels


def asked_by_race(monkeypatch: pytest.MonkeyPatch, data: ImageData) -> list[int]:
    seen: list[int] = []

    def drawn(state: object, z: np.ndarray, labels: np.ndarray) -> np.ndarray:
        seen.extend(labels.tolist())
        return data.images[: len(z)]

    monkeypatch.setattr(scoring, "pictures", drawn)
    base = tiny(data__name="digits", data__image_size=28).model_dump(mode="json")
    config = load_race_config({"base": base, "lanes": [{"name": "a"}, {"name": "b"}], "num_samples": 100})
    scorer = scoring.CheckpointScorer(config, data)
    list(scorer.features(SimpleNamespace(latent_dim=4, shape=SimpleNamespace(num_classes=2))))
    return seen


def asked_by_monitor(monkeypatch: pytest.MonkeyPatch, data: ImageData) -> list[int]:
    config = tiny(data__name="digits", data__image_size=28, model__conditional=True)
    state, batches, _ = prepare(config, decide(config.runtime), quiet)
    batches.images, batches.labels = torch.from_numpy(data.images), torch.from_numpy(data.labels)
    return Fidelity(state, batches, config).draws.y.argmax(dim=1).tolist()


@pytest.mark.parametrize("asked", [asked_by_measurement, asked_by_evaluation, asked_by_race, asked_by_monitor])
def test_classes_are_asked_for_as_often_as_the_data_have_them(
    asked: Callable[[pytest.MonkeyPatch, ImageData], list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    labels = asked(monkeypatch, unbalanced())
    assert len(labels) >= 80 and np.mean(labels) == pytest.approx(NINE_TO_ONE, abs=0.04)


def test_without_known_labels_classes_come_in_turn_and_without_classes_nothing_is_asked() -> None:
    assert protocol.asked_labels(None, 3, 5).tolist() == [0, 1, 2, 0, 1]
    assert protocol.asked_labels(np.array([0, 1]), 0, 5) is None


def test_a_picture_does_not_depend_on_the_portions_it_is_drawn_in() -> None:
    def drawn(portion: int) -> np.ndarray:
        parts = protocol.draw_samples(lambda z, y: z, 3, 20, seed=5, asked=None, portion=portion)
        return np.concatenate(list(parts))

    assert np.array_equal(drawn(7), drawn(20)) and len(drawn(7)) == 20


def test_no_row_is_both_held_against_and_held_out() -> None:
    reference, others = protocol.divide(50, 30, 30, seed=1)
    assert (len(reference), len(others)) == (30, 20) and len({*reference, *others}) == 50


def test_the_floor_is_that_of_real_pictures_against_the_same_reference() -> None:
    rng = np.random.default_rng(0)
    reference, others = rng.normal(size=(200, 4)), rng.normal(size=(200, 4))
    assert protocol.floor_of(frechet_distance, others, reference, 200) == pytest.approx(
        frechet_distance(others, reference)
    )
    assert protocol.floor_of(frechet_distance, others[:100], reference, 200) is None
    low, high = protocol.interval_of(frechet_distance, others, reference)
    assert low <= frechet_distance(others, reference) <= high
