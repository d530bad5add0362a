"""Watches of data whose every mode is known."""

import numpy as np
import pytest
import torch

from gan_core.config import load_config
from gan_core.data import load_data, quiet
from gan_core.data.stacked_mnist import StackedMnistSettings
from gan_core.monitors.points import Points
from gan_core.monitors.stacked import Stacked
from gan_core.presets import find_preset
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny


def of(config):
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    return state, data, config


@pytest.fixture
def ring():
    base = find_preset("ring-of-eight").config.model_dump(mode="json")
    base["data"]["num_points"] = 100
    base["runtime"] = {"device": "cpu", "num_threads": 1}
    return of(load_config(base))


def test_one_point_for_all_latents_is_one_mode_of_eight(ring):
    state, data, config = ring
    last = [each for each in state.ema.modules() if isinstance(each, torch.nn.Linear)][-1]
    last.weight.zero_()
    last.bias.copy_(torch.tensor([0.0, 1.02]))  # two sigma from the heap in the north
    watch = Points(state, data, config)
    assert watch.on and watch.prepare()["num_points"] == 2500
    seen = watch.look(state)
    assert (seen["modes/kinds"], seen["modes/recognised"], seen["modes/entropy"]) == (1, 1, 0)
    assert seen["modes/north"] == 1 and seen["modes/east"] == 0
    last.bias.copy_(torch.tensor([0.0, 1.04]))  # four sigma
    seen = watch.look(state)
    assert (seen["modes/kinds"], seen["modes/recognised"], seen["modes/entropy"]) == (0, 0, 0)


def test_watches_of_known_modes_are_silent_on_other_data():
    state, data, config = of(tiny())
    assert not Points(state, data, config).on
    assert not Stacked(state, data, config).on


def test_stacked_digits_are_counted_with_what_chance_allows(monkeypatch):
    config = tiny(data__name="stacked_mnist", data__digits="built-in", data__num_images=1000)
    state, data, config = of(config)
    watch = Stacked(state, data, config)
    assert watch.on
    assert watch.prepare()["at_best"] == pytest.approx(1000 * (1 - np.exp(-2)), abs=1)
    real = load_data(StackedMnistSettings(digits="built-in", num_images=1000)).images[:200]
    monkeypatch.setattr(watch.draws, "pictures", lambda _: real)
    seen = watch.look(state)
    assert 0.5 < seen["modes/recognised"] <= 1
    assert seen["modes/kinds"] <= 200 * seen["modes/recognised"]
    assert seen["modes/entropy"] <= np.log(200)
