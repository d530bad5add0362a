"""The loop, its state and its data, on cases whose answer is known."""

import math
from itertools import islice

import numpy as np
import pytest
import torch

from gan_core.data import ImageData, load_data, quiet
from gan_core.data.augment import flip, shift
from gan_core.errors import CheckpointError, SettingsError, UserError
from gan_core.events import Losses, Progress, Samples
from gan_core.generators import load as generator
from gan_core.quality.digit_classifier import read_digits
from gan_core.run_settings import RuntimeConfig
from gan_core.store.model_card import PRETRAINED, read_card, shipped
from gan_core.training.batches import Batches
from gan_core.training.execution import decide
from gan_core.training.loop import is_drawn, train
from gan_core.training.prepare import prepare
from gan_core.training.state import rate_factor, share_done, update_ema
from tests.conftest import tiny


def prepared(config):
    return prepare(config, decide(config.runtime), quiet)


def batches(count: int = 10, batch_size: int = 4, **settings) -> Batches:
    images = np.arange(count, dtype=np.uint8)[:, None, None, None].repeat(16, 2).repeat(16, 3)
    data = ImageData(images, np.arange(count) % 2, ("even", "odd"))
    config = tiny(**{f"data__{name}": value for name, value in settings.items()}).data
    return Batches(data, config, batch_size=batch_size, seed=0, device="cpu", conditional=True)


def levels(x: torch.Tensor) -> list[int]:
    return x[:, 0, 0, 0].add(1).mul(127.5).round().int().tolist()


def test_every_epoch_shows_each_picture_once_in_a_new_order() -> None:
    data, rng = batches(), torch.Generator()
    seen = [level for _ in range(5) for level in levels(data.next(rng)[0])]
    assert sorted(seen[:10]) == sorted(seen[10:]) == list(range(10))
    assert seen[:10] != seen[10:]


def test_labels_belong_to_their_pictures_and_values_lie_in_range() -> None:
    x, y = batches().next(torch.Generator())
    assert y.argmax(dim=1).tolist() == [level % 2 for level in levels(x)]
    assert x.dtype == torch.float32
    assert x.min() >= -1


def test_batch_larger_than_the_data_is_cut_to_it() -> None:
    data = batches(count=10, batch_size=64)
    assert sorted(levels(data.next(torch.Generator())[0])) == list(range(10))


def test_flip_mirrors_about_half_of_the_pictures() -> None:
    x = torch.arange(4.0).expand(1000, 1, 4, 4)
    flipped = flip(x, torch.Generator().manual_seed(0))[:, 0, 0, 0] == 3
    assert 0.4 < flipped.float().mean() < 0.6


def test_shift_moves_by_at_most_so_many_pixels() -> None:
    x = torch.zeros(200, 1, 9, 9)
    x[:, :, 4, 4] = 1
    moved = shift(x, 2, torch.Generator().manual_seed(0))
    place = moved.flatten(1).argmax(dim=1)
    assert moved.sum(dim=(1, 2, 3)).tolist() == [1.0] * 200
    assert {int(each) // 9 for each in place} == {int(each) % 9 for each in place} == {2, 3, 4, 5, 6}


def test_one_step_is_one_g_update_with_its_d_updates() -> None:
    config = tiny(objective__d_steps=3)
    state, data, _ = prepared(config)
    steps = (event for event in train(state, data, config) if isinstance(event, Progress))
    list(islice(steps, 2))
    assert (state.step, state.g_updates, state.d_updates, state.images) == (2, 2, 6, 48)


def test_run_ends_with_its_budget() -> None:
    for budget in ({"num_steps": 5}, {"num_images": 33}):
        config = tiny(training__num_steps=0).with_changes({f"training.{k}": v for k, v in budget.items()})
        state, data, _ = prepared(config)
        list(train(state, data, config))
        assert state.step == 5


def test_rates_warm_up_and_fall_along_a_cosine() -> None:
    config = tiny(optimiser__warmup_steps=4, optimiser__schedule="cosine", training__num_steps=100)
    state, _, _ = prepared(config)
    state.step = 1
    assert rate_factor(state, config) == pytest.approx(2 / 4 * 0.5 * (1 + math.cos(math.pi * 0.01)))
    state.step = 50
    assert rate_factor(state, config) == pytest.approx(0.5)
    state.step = 100
    assert rate_factor(state, config) == pytest.approx(0.0, abs=1e-12)


def test_average_of_weights_and_statistics_moves_half_way_in_its_halflife_and_counters_are_copied() -> None:
    config = tiny(training__ema_halflife_images=80)
    state, _, _ = prepared(config)
    state.images = 10**6  # long after the warm-up
    with torch.no_grad():
        for average, source in zip(state.ema.parameters(), state.networks["G"].parameters(), strict=True):
            average.zero_()
            source.fill_(1.0)
        for average, source in zip(state.ema.buffers(), state.networks["G"].buffers(), strict=True):
            average.zero_()
            source.fill_(6)
    for _ in range(10):  # ten batches of eight: one half-life
        update_ema(state, config, 8)
    assert next(state.ema.parameters()).flatten()[0].item() == pytest.approx(0.5, abs=1e-5)
    statistics = {name.rpartition(".")[2]: each.flatten()[0].item() for name, each in state.ema.named_buffers()}
    expected = {"running_mean": 3.0, "running_var": 3.0, "num_batches_tracked": 6}
    assert statistics == pytest.approx(expected, abs=1e-4)


def test_first_samples_come_before_the_first_step_and_then_ever_more_rarely() -> None:
    config = tiny()
    state, data, _ = prepared(config)
    first = list(islice(train(state, data, config), 2))
    assert [(event.name, event.step) for event in first if isinstance(event, Samples)] == [("real", 0), ("samples", 0)]
    assert [step for step in range(1, 101) if is_drawn(step, 25)] == [1, 2, 4, 8, 16, 25, 50, 75, 100]


def test_losses_add_up_to_the_bound_of_a_vae() -> None:
    config = tiny("vae", objective__beta=2.0)
    state, data, _ = prepared(config)
    for event in train(state, data, config):
        if isinstance(event, Losses):
            parts = event.values
            assert parts["VAE/loss"] == pytest.approx(parts["VAE/reconstruction"] + 2 * parts["VAE/kl"], rel=1e-4)


def test_endless_run_has_no_share() -> None:
    state, _, _ = prepared(tiny(training__num_steps=0))
    assert share_done(state) == -1.0


def test_unknown_device_is_refused_with_what_there_is() -> None:
    if torch.backends.mps.is_available():
        pytest.skip("this machine has mps")
    with pytest.raises(SettingsError, match=r"is not on this machine: choose auto or .*cpu"):
        decide(RuntimeConfig(device="mps"))


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.name)
def test_shipped_model_loads_draws_and_is_small(path) -> None:
    card = read_card(path)
    loaded = generator.load(path.name)
    z = np.zeros((2, loaded.latent_dim), np.float32)
    x = loaded.decode(z, loaded.labels_for(2))
    assert x.shape == (2, *card.shape.dims)
    assert x.dtype == np.float32
    assert np.abs(x).max() <= 1
    assert (path / "generator.safetensors").stat().st_size < 5 * 2**20
    assert card.figures["parameters"] == sum(each.numel() for each in loaded.module.parameters())
    assert path.name in card.command


def test_shipped_models_are_what_was_promised() -> None:
    cards = [read_card(path) for path in shipped()]
    assert len(cards) >= 4
    assert any(card.config.model.family == "vae" for card in cards)
    assert any(card.config.model.conditional for card in cards)
    assert any(
        card.shape.dims == (3, 32, 32) and getattr(card.config.model, "upsample", "") == "resize" for card in cards
    )
    total = sum(file.stat().st_size for file in PRETRAINED.rglob("*") if file.is_file())
    assert total < 16 * 2**20


def test_classifier_reads_real_digits_and_not_noise() -> None:
    digits = load_data(tiny().with_changes({"data.name": "digits"}).data)
    report = read_digits(digits.images[:500])
    assert report.recognised > 0.85
    assert report.missing == ()
    noise = np.random.default_rng(0).integers(0, 256, (200, 1, 28, 28), dtype=np.uint8)
    assert read_digits(noise).recognised < 0.05
    for level in (0, 3, 128, 255):
        assert read_digits(np.full((10, 1, 28, 28), level, np.uint8)).recognised == 0


def test_wrong_latents_and_labels_are_refused_in_words() -> None:
    name = next(path.name for path in shipped() if read_card(path).shape.num_classes)
    loaded = generator.load(name)
    z = np.zeros((2, loaded.latent_dim), np.float32)
    with pytest.raises(UserError, match="takes latents of"):
        loaded.decode(z[:, :-1])
    with pytest.raises(UserError, match="say which label"):
        loaded.decode(z)
    with pytest.raises(UserError, match="knows the labels 0 to"):
        loaded.labels_for(2, 99)
    with pytest.raises(UserError, match="no encoder"):
        loaded.encode(np.zeros((1, *loaded.card.shape.dims), np.float32))


def test_model_that_is_not_there_or_damaged_is_a_sentence(tmp_path) -> None:
    with pytest.raises(CheckpointError, match="nor a shipped model"):
        generator.load(tmp_path / "nowhere")
    (tmp_path / "generator.safetensors").write_bytes(b"{}")
    for content in ("", "[]", "{}", '{"config": 3}', "\x00"):
        (tmp_path / "meta.json").write_text(content)
        with pytest.raises(UserError):
            generator.load(tmp_path)
