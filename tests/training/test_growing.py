"""Runs of networks that grow: where they stand follows from the images shown, and all that follows from that."""

from itertools import islice
from pathlib import Path

import pytest
import torch

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.errors import SettingsError
from gan_core.events import Event, Losses, Note, Progress, Samples
from gan_core.models.growing import Growing
from gan_core.models.progressive_gan import Generator
from gan_core.recovery.settings import load_recover_config
from gan_core.store.model_card import read_card
from gan_core.training import checkpoint, estimate, gan, loop
from gan_core.training.execution import decide
from gan_core.training.growing import grow
from gan_core.training.loop import train
from gan_core.training.prepare import prepare
from gan_core.training.state import State
from gan_core.training.update import apply_gradients
from tests.conftest import grows, tiny


def ran(config: RunConfig, steps: int) -> tuple[State, list[Event]]:
    """A run after so many steps, and what it said."""
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    said: list[Event] = []
    events = train(state, data, config)
    while state.step < steps or not isinstance(said[-1], Progress):
        said.append(next(events))
    return state, said


def parts(state: State) -> list[Growing]:
    """All that grows: of the discriminator, the generator and its average."""
    drawing = [each.synthesis for each in (state.drawing, state.ema) if isinstance(each, Generator)]
    return [each for each in (state.networks["D"], *drawing) if isinstance(each, Growing)]


ALPHAS = [1.0, 1.0, 0.25, 0.5, 0.75, 1.0, 1.0, 0.25, 0.5, 0.75, 1.0, 1.0]
"""Of steps of 8 images: 8 of them at 4 px, 32 to fade in, 8 at 8 px, 32 to fade in."""


@pytest.mark.parametrize("objective", ["least_squares", "wasserstein"])
def test_alpha_is_that_of_the_schedule_with_every_game(objective: str) -> None:
    config = grows(objective__name=objective, objective__d_steps=1, recording__log_interval=1)
    state, said = ran(config, 12)
    rows = [each.values for each in said if isinstance(each, Losses)]
    assert [row["growth/alpha"] for row in rows] == ALPHAS
    assert [row["growth/size"] for row in rows] == [4] * 2 + [8] * 5 + [16] * 5
    assert [float(each.progress) for each in parts(state)] == [2.0] * 3


def test_gradient_penalty_mixes_by_numbers_of_its_own() -> None:
    state, _ = ran(grows(objective__name="wasserstein", objective__d_steps=1), 3)
    for part in parts(state):
        assert (part.level, part.fading) == (1, True)
        assert float(part.alpha_of(1).detach()) == 0.25


def test_d_sees_real_and_generated_pictures_of_the_level_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    config = grows(objective__name="relativistic", objective__diffaugment="colour,translation,cutout")
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    sizes: list[int] = []
    state.networks["D"].register_forward_pre_hook(lambda D, inputs: sizes.append(inputs[0].shape[-1]))
    for images, size in ((0, 4), (16, 8), (1000, 16)):
        state.images = images
        grow(state, config)
        gan.step(state, data, config)
        assert set(sizes) == {size}
        sizes.clear()


def test_adam_begins_anew_at_a_new_level_and_not_within_one(monkeypatch: pytest.MonkeyPatch) -> None:
    config = grows()
    gradients: dict[torch.nn.Parameter, torch.Tensor] = {}

    def watched(state: State, config: RunConfig, name: str, *rest: object) -> dict[str, torch.Tensor]:
        values = apply_gradients(state, config, name, *rest)
        gradients.update({each: each.grad for each in state.networks[name].parameters() if each.grad is not None})
        return values

    monkeypatch.setattr(gan, "apply_gradients", watched)
    counts = []
    for steps in (2, 3, 7, 8):
        state, _ = ran(config, steps)
        moments = [(p, each) for name in "GD" for p, each in state.optimisers[name].state.items()]
        counts.append(max(int(each["step"]) for _, each in moments))
        if steps in (3, 8):  # the first at 8 and 16 px: of nothing but this step's own gradient
            for parameter, each in moments:
                assert torch.allclose(each["exp_avg"], 0.5 * gradients[parameter], atol=1e-7)
                assert torch.allclose(each["exp_avg_sq"], 0.01 * gradients[parameter] ** 2, atol=1e-9)
    assert counts == [2, 1, 5, 1]


def test_average_follows_to_the_new_level() -> None:
    config = grows(training__ema_halflife_images=8)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    before = [each.clone() for each in state.ema.parameters()]
    list(islice((each for each in train(state, data, config) if isinstance(each, Progress)), 3))
    G, average = state.drawing, state.ema
    assert isinstance(G, Generator) and isinstance(average, Generator)
    assert float(average.synthesis.progress) == float(G.synthesis.progress) == 0.25
    new, fresh = average.synthesis.blocks[1].to_rgb.weight, G.synthesis.blocks[1].to_rgb.weight
    at_first = dict(zip((name for name, _ in average.named_parameters()), before, strict=True))
    old = at_first["layers.1.blocks.1.to_rgb.weight"]
    weight = 1 - 0.5 ** (8 / (0.2 * 24))  # of 8 images, with a half-life that is warmed up
    assert not torch.equal(fresh, old)
    assert torch.allclose(new, old + weight * (fresh - old), atol=1e-6)
    unused = "layers.1.blocks.2.to_rgb.weight"
    assert torch.equal(dict(average.named_parameters())[unused], at_first[unused])


def test_resumed_generator_draws_as_it_stood(tmp_path: Path) -> None:
    config = grows()
    state, _ = ran(config, 4)
    path = checkpoint.save_state(tmp_path, state, config, ())
    again, _, _ = prepare(config, decide(config.runtime), quiet)
    checkpoint.load_state(path, again)
    assert [(each.level, each.fading, float(each.progress)) for each in parts(again)] == [(1, True, 0.5)] * 3


def test_pictures_to_look_at_keep_their_size_and_real_ones_grow_with_them() -> None:
    _, said = ran(grows(), 12)
    pictures = [each for each in said if isinstance(each, Samples)]
    assert {each.images.shape for each in pictures} == {(4, 3, 16, 16)}
    for name in ("real", "samples"):
        coarse = {each.step: each.images for each in pictures if each.name == name}
        assert (coarse[0][..., ::4] == coarse[0][..., 3::4]).all()
        assert not (coarse[12][..., ::2] == coarse[12][..., 1::2]).all()


def test_new_level_is_told_once_in_the_log() -> None:
    _, said = ran(grows(), 12)
    notes = [(each.step, each.text) for each in said if isinstance(each, Note)]
    assert notes == [
        (3, "Grown to 8 x 8 pixels: its layers fade in over 32 images. Adam begins anew."),
        (8, "Grown to 16 x 16 pixels: its layers fade in over 32 images. Adam begins anew."),
    ]


def test_updates_that_fp16_skipped_are_counted_across_levels() -> None:
    state, data, _ = prepare(grows(runtime__precision="fp16"), decide(grows(runtime__precision="fp16").runtime), quiet)
    config = grows(runtime__precision="fp16")
    list(islice((each for each in train(state, data, config) if isinstance(each, Progress)), 2))
    before = {name: loop.missing_updates(state, name) for name in "GD"}
    state.images = 1000
    grow(state, config)
    assert not state.optimisers["G"].state
    assert {name: loop.missing_updates(state, name) for name in "GD"} == before


def test_compiling_what_grows_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"runtime.compile must be off for networks that grow"):
        grows(runtime__compile=True)
    assert grows(runtime__compile=True, model__stable_images=0, model__fading_images=0).runtime.compile


def test_estimate_is_of_the_full_size(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    monkeypatch.setattr(estimate, "speed_of", lambda state, *_: sizes.append(parts(state)[0].size) or 1.0)
    estimate.estimate(grows().model_dump(mode="json"))
    assert sizes == [16]


def test_fine_tuning_goes_on_at_full_size(tmp_path: Path) -> None:
    config = grows()
    state, _ = ran(config, 12)
    card = read_card(checkpoint.save_generator(tmp_path, state, config, ()))
    settings = load_recover_config({"teacher": "a", "method": "fine_tune", "student_ratio": 0.5}).student_settings(card)
    growth = settings.model.growth(card.shape)
    assert growth is not None and growth.at(0).size == 16


def test_networks_of_one_size_are_left_alone() -> None:
    config = tiny()
    state, _, _ = prepare(config, decide(config.runtime), quiet)
    assert grow(state, config) == ({}, [])
