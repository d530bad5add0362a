"""What watches see, where the answer is known beforehand."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from gan_core.config import RunConfig
from gan_core.data import load_data, quiet
from gan_core.data.held_out import held_out
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.monitors.dead_units import DeadUnits
from gan_core.monitors.fidelity import Fidelity
from gan_core.monitors.held_out import HeldOut
from gan_core.monitors.modes import Modes
from gan_core.monitors.monitor import Monitor
from gan_core.monitors.nearest import Nearest
from gan_core.monitors.reconstruction import Reconstruction
from gan_core.training import execution as executions
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny

DIGITS = tiny(data__name="digits", data__image_size=28)


class Copier(DrawingNetwork):
    """Draws the given pictures, in order, whatever the latents are."""

    def __init__(self, images: torch.Tensor) -> None:
        super().__init__()
        self.images, self.at = images.float() / 127.5 - 1, 0

    def forward(self, z: torch.Tensor, y: torch.Tensor | None = None) -> torch.Tensor:
        rows = (self.at + torch.arange(len(z))) % len(self.images)
        self.at += len(z)
        return self.images[rows]


def seen_by(watch: type[Monitor], config: RunConfig, **changes: Any) -> dict[str, float]:
    """What the watch sees when networks (`G`, `D`, `ema`) are replaced by what `changes` make of the data."""
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    for name, make in changes.items():
        if name == "ema":
            state.ema = make(data)
        else:
            state.networks[name] = make(data)
    with torch.no_grad():
        looker = watch(state, data, config)
        looker.prepare()
        return looker.look(state)


def test_copies_of_training_pictures_have_distance_zero_and_the_data_s_spread() -> None:
    found = seen_by(Nearest, DIGITS, ema=lambda data: Copier(data.images[::17]))
    assert found["G/nearest"] == pytest.approx(0, abs=1e-3)
    assert found["G/spread"] == pytest.approx(1, abs=0.05)


def test_pictures_of_the_same_kind_that_are_no_copies_have_distance_one() -> None:
    config = tiny(data__num_images=2000)
    further = torch.from_numpy(config.data.further(100).images)
    assert seen_by(Nearest, config, ema=lambda data: Copier(further))["G/nearest"] == pytest.approx(1, abs=0.15)


def test_one_picture_again_and_again_has_no_spread() -> None:
    found = seen_by(Nearest, DIGITS, ema=lambda data: Copier(data.images[:1]))
    assert found["G/spread"] == pytest.approx(0, abs=1e-3)


def test_real_pictures_stand_at_the_floor_and_cover_the_data() -> None:
    config = tiny(data__num_images=1000, data__image_size=32)
    further = torch.from_numpy(config.data.further(500).images)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    state.ema = Copier(further)
    watch = Fidelity(state, data, config)
    floor, found = watch.prepare()["floor"], watch.look(state)
    assert found["quality/frechet"] == pytest.approx(floor, rel=0.5)
    assert found["quality/kid"] == pytest.approx(0, abs=0.1)
    assert min(found[f"quality/{name}"] for name in ("precision", "recall", "coverage")) > 0.7


def test_the_floor_is_of_as_many_pictures_as_are_drawn_against_the_same_reference() -> None:
    config = tiny(data__num_images=2500, data__image_size=32)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    watch = Fidelity(state, data, config)
    told = watch.prepare()
    assert told["floor_of"] == "held-out pictures" and told["num_reference"] == 1000
    reached = []
    for seed in range(4):
        further = torch.from_numpy(config.data.model_copy(update={"seed": 100 + seed}).load().images[:500])
        state.ema = Copier(further)
        reached.append(watch.look(state)["quality/frechet"])
    assert told["floor"] == pytest.approx(np.mean(reached), rel=0.2)  # of 500 against 500 it is 1.4 times as high


def test_without_held_out_pictures_the_floor_is_of_training_pictures_and_says_so(monkeypatch) -> None:
    monkeypatch.setattr("gan_core.monitors.fidelity.held_out", lambda settings, most: None)
    config = tiny(data__num_images=2500, data__image_size=32)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    assert Fidelity(state, data, config).prepare()["floor_of"] == "other training pictures"


def test_of_too_few_real_pictures_there_is_no_floor(monkeypatch) -> None:
    monkeypatch.setattr("gan_core.monitors.fidelity.held_out", lambda settings, most: None)
    config = tiny(data__num_images=1200, data__image_size=32)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    told = Fidelity(state, data, config).prepare()
    assert (told["floor"], told["floor_of"]) == (None, "")


def test_kinds_are_counted() -> None:
    found = seen_by(Modes, DIGITS, ema=lambda data: Copier(data.images[:100]))
    assert found["modes/kinds"] == 10
    assert sum(found[f"modes/{digit}"] for digit in range(10)) == pytest.approx(found["modes/recognised"])
    assert found["modes/entropy"] == pytest.approx(np.log(10), abs=0.1)


def half_dead(data: Any) -> nn.Module:
    """Four channels, two of which a ReLU holds shut."""
    convolution = nn.Conv2d(data.images.shape[1], 4, 1)
    nn.init.constant_(convolution.weight, 0.01)
    convolution.bias = nn.Parameter(torch.tensor([1.0, 1.0, -5.0, -5.0]))
    return Judge(convolution)


class Judge(nn.Module):
    def __init__(self, convolution: nn.Module) -> None:
        super().__init__()
        self.convolution, self.relu = convolution, nn.ReLU()

    def forward(self, x: torch.Tensor, y: torch.Tensor | None = None) -> torch.Tensor:
        return self.relu(self.convolution(x)).mean(dim=(1, 2, 3))


def test_units_behind_a_shut_relu_are_dead() -> None:
    found = seen_by(DeadUnits, tiny(), D=half_dead)
    assert found["D/dead"] == 0.5
    assert found["G/dead"] == 0


def test_units_of_a_compiled_vae_are_heard_and_its_statistics_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executions, "COMPILER", "eager")  # calls are rerouted as ever, and nothing takes time
    monkeypatch.setattr(executions, "has_compiler", lambda: True)
    config = tiny("vae", runtime__compile=True)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    before = {name: each.clone() for name, each in state.networks["VAE"].state_dict().items()}
    with torch.no_grad():
        looker = DeadUnits(state, data, config)
        looker.prepare()
        assert 0 <= looker.look(state)["VAE/dead"] < 1
    assert all(torch.equal(each, before[name]) for name, each in state.networks["VAE"].state_dict().items())


class Brightness(nn.Module):
    def forward(self, x: torch.Tensor, y: torch.Tensor | None = None) -> torch.Tensor:
        return x.mean(dim=(1, 2, 3))


def test_held_out_and_seen_logits_are_of_those_pictures() -> None:
    config = tiny(data__num_images=100)
    found = seen_by(HeldOut, config, D=lambda data: Brightness())
    further = config.data.further(256).images[:100]
    assert found["D/held_out"] == pytest.approx(further.mean() / 127.5 - 1, abs=1e-4)
    assert found["D/seen"] == pytest.approx(load_data(config.data).images.mean() / 127.5 - 1, abs=1e-4)


def test_held_out_watch_has_nothing_to_say_where_all_is_learned_from() -> None:
    state, data, _ = prepare(DIGITS, decide(DIGITS.runtime), quiet)
    watch = HeldOut(state, data, DIGITS)
    assert watch.on
    assert watch.prepare() == {"num_images": 0}
    assert not watch.on


def test_vae_whose_code_never_moves_has_no_active_units() -> None:
    config = tiny("vae", model__latent_dim=3)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    with torch.no_grad():
        for linear in (state.ema.head.mu, state.ema.head.logvar):
            linear.weight.zero_()
            linear.bias.zero_()
        watch = Reconstruction(state, data, config)
        facts, found = watch.prepare(), watch.look(state)
    assert facts == {"num_images": 256, "held_out": True, "dynamic_range": 1}
    assert (found["VAE/active_units"], found["VAE/kl_units"]) == (0, 0)
    assert found["VAE/elbo"] < 0
    assert -1 <= found["VAE/ssim"] <= 1


def test_held_out_pictures_are_none_of_the_training_s() -> None:
    stacked = tiny(data__name="stacked_mnist", data__digits="built-in", data__num_images=1000).data
    ring = tiny(data__name="ring", model__name="mlp_gan").data
    for config in (tiny().data, DIGITS.with_changes({"data.fraction": 0.2}).data, stacked, ring):
        learned = {image.tobytes() for image in load_data(config).images}
        kept = held_out(config, 50)
        assert 40 <= len(kept) <= 50
        assert not learned & {image.tobytes() for image in kept.images}
    assert held_out(DIGITS.data, 50) is None
