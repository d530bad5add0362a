"""The style-based GAN against the formulas of its papers; what is often copied wrongly has a test of its own."""

import math

import pytest
import torch
from torch.nn.functional import conv2d

from gan_core.models.equalised import EqualConv2d, EqualLinear, rectified
from gan_core.models.style_gan import MinibatchStddev, ModulatedConv, StyledLayer, normalised
from gan_core.models.style_gan_settings import StyleGanSettings
from gan_core.presets import PRESETS
from gan_core.shape import SampleShape

SMALL = StyleGanSettings(latent_dim=6, g_channels=(8, 6), d_channels=(4, 8), style_width=5)
SHAPE = SampleShape(channels=3, image_size=8, num_classes=0)


def test_weights_are_used_at_the_size_he_gives_and_kept_at_one() -> None:
    layer = EqualLinear(400, 300)
    assert float(layer.weight.detach().std()) == pytest.approx(1, rel=0.02)
    assert torch.allclose(layer(torch.eye(400)), layer.weight.T / 20)
    assert EqualConv2d(10, 4, kernel_size=3).scale == pytest.approx(1 / math.sqrt(90))


def test_slow_layer_is_as_strong_at_first_and_moves_a_hundredth_as_far() -> None:
    x = torch.randn(5, 64)
    torch.manual_seed(0)
    usual = EqualLinear(64, 64)
    torch.manual_seed(0)
    slow = EqualLinear(64, 64, lr_mul=0.01)
    at_first = usual(x), slow(x)
    assert torch.allclose(*at_first, atol=1e-4)
    for layer in (usual, slow):
        with torch.no_grad():
            layer.weight += 1.0  # what Adam does to every weight, whatever its gradient
    moved = [
        float((layer(x) - before).detach().abs().mean()) for layer, before in zip((usual, slow), at_first, strict=True)
    ]
    assert moved[1] / moved[0] == pytest.approx(0.01, rel=1e-2)


def test_rectifier_keeps_the_size_of_a_signal() -> None:
    x = torch.tensor([-1.0, 2.0])
    assert torch.allclose(rectified(x), torch.tensor([-0.2, 2.0]) * 2**0.5)


def test_latents_are_normalised_by_row() -> None:
    z = normalised(torch.randn(4, 7) * torch.tensor([[1.0], [10.0], [0.1], [5.0]]))
    assert torch.allclose(z.square().mean(dim=1), torch.ones(4), atol=1e-5)


def test_length_of_z_says_nothing() -> None:
    G = SMALL.build_generator(SHAPE).eval()
    z = torch.randn(3, 6)
    assert torch.allclose(G(z), G(7 * z), atol=1e-5)


def test_modulated_convolution_is_that_of_the_paper() -> None:
    layer = ModulatedConv(3, 4, kernel_size=3, style_width=5)
    x, w = torch.randn(2, 3, 6, 6), torch.randn(2, 5)
    found = layer(x, w)
    for sample in range(2):
        weight = layer.conv.weight * layer.conv.scale * layer.style(w)[sample][None, :, None, None]
        weight = weight / (weight.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8).sqrt()
        assert torch.allclose(found[sample], conv2d(x[sample][None], weight, padding=1)[0], atol=1e-5)


def test_a_style_twice_as_strong_draws_the_same_where_it_is_demodulated() -> None:
    x = torch.randn(1, 3, 6, 6)
    for demodulate in (True, False):
        layer = ModulatedConv(3, 4, kernel_size=3, style_width=5, demodulate=demodulate)
        with torch.no_grad():
            layer.style.weight.zero_()
            once = layer(x, torch.zeros(1, 5))
            layer.style.bias.mul_(2)
            twice = layer(x, torch.zeros(1, 5))
        assert torch.allclose(twice, once if demodulate else 2 * once, atol=1e-5)


def test_what_draws_the_picture_is_not_demodulated() -> None:
    synthesis = SMALL.build_generator(SHAPE).synthesis
    assert all(layer.conv.demodulate for layer in synthesis.layers)
    assert not any(layer.demodulate for layer in synthesis.to_rgb)


def test_noise_is_not_scaled_by_the_layers_own_style() -> None:
    layer = StyledLayer(3, 4, size=6, style_width=5, up=False)
    x, w, noise = torch.zeros(1, 3, 6, 6), torch.randn(1, 5), torch.randn(1, 1, 6, 6)
    assert layer.strength.item() == 0.0 and torch.equal(layer(x, w, noise), layer(x, w, None))
    with torch.no_grad():
        layer.strength.fill_(0.5)
    assert torch.allclose(layer(x, w, noise), rectified(0.5 * noise).expand(1, 4, 6, 6))
    assert torch.equal(layer(x, w, noise), layer(x, 9 * w, noise))


def test_stddev_is_over_the_samples_of_a_group() -> None:
    layer = MinibatchStddev(2)
    a, b, c = torch.zeros(2, 3, 3), torch.full((2, 3, 3), 2.0), torch.full((2, 3, 3), 10.0)
    found = layer(torch.stack([a, b, b, c]))  # the groups are (0, 2) and (1, 3): as far apart as the groups are many
    assert found.shape == (4, 3, 3, 3)
    assert found[:, 2, 0, 0].tolist() == pytest.approx([1.0, 4.0, 1.0, 4.0], abs=1e-3)


def test_stddev_of_samples_that_are_all_alike_is_nothing() -> None:
    x = torch.randn(1, 2, 3, 3).expand(8, -1, -1, -1)
    assert MinibatchStddev(4)(x)[:, 2].abs().max() < 1e-3


@pytest.mark.parametrize("count", [1, 3, 5, 7])
def test_stddev_takes_batches_that_no_group_divides(count: int) -> None:
    assert MinibatchStddev(4)(torch.randn(count, 2, 3, 3)).shape == (count, 3, 3, 3)


def test_nothing_squashes_what_d_sees_and_what_is_drawn_lies_in_range() -> None:
    G = SMALL.build_generator(SHAPE)
    with torch.no_grad():
        G.synthesis.rgb_bias.fill_(5.0)
    assert G(torch.randn(2, 6)).max() > 1
    assert G.eval().draw(torch.randn(2, 6)).max() == 1


def test_truncation_draws_towards_the_average_style() -> None:
    G = SMALL.build_generator(SHAPE).eval()
    with torch.no_grad():
        G.average.copy_(torch.randn(5))
    w = G.map(torch.randn(3, 6))
    assert torch.allclose(G.truncated(w, 0.0), G.average.expand(3, -1))
    assert torch.allclose(G.truncated(w, 0.5), (w + G.average) / 2, atol=1e-6)
    assert torch.allclose(G.truncated(w, 1.0), w, atol=1e-6)


def test_average_style_follows_the_styles_of_training_alone() -> None:
    G = SMALL.build_generator(SHAPE)
    z = torch.randn(64, 6)
    G(z)
    assert torch.allclose(G.average, 0.005 * G.map(z).mean(dim=0), atol=1e-6)
    before = G.average.clone()
    G.eval()(torch.randn(8, 6))
    assert torch.equal(G.average, before)
    G.train()(torch.randn(8, 6))
    assert not torch.equal(G.average, before)


def test_each_layer_may_be_told_a_style_of_its_own() -> None:
    G = SMALL.build_generator(SHAPE).eval()
    one, other = G.map(torch.randn(2, 6)).split(1)
    mixed = torch.stack([one, *[other] * (G.synthesis.num_styles - 1)], dim=1)
    assert torch.equal(G.synthesise(torch.stack([one] * G.synthesis.num_styles, dim=1)), G.synthesise(one))
    assert not torch.allclose(G.synthesise(mixed), G.synthesise(one))
    assert not torch.allclose(G.synthesise(mixed), G.synthesise(other))


def test_noise_is_fixed_outside_training_and_fresh_within() -> None:
    G = SMALL.build_generator(SHAPE)
    with torch.no_grad():
        for layer in G.synthesis.layers:
            layer.strength.fill_(1.0)
    z = torch.randn(2, 6)
    assert not torch.allclose(G(z), G(z))
    assert torch.equal(G.eval()(z), G(z))


@pytest.mark.parametrize(("channels", "size", "start"), [((8, 6, 4), 28, 7), ((8, 6, 4, 4), 32, 4), ((8, 6), 16, 8)])
def test_first_map_is_what_the_doublings_leave(channels: tuple[int, ...], size: int, start: int) -> None:
    settings = StyleGanSettings(g_channels=channels, d_channels=(4, 8))
    G = settings.build_generator(SampleShape(channels=1, image_size=size, num_classes=0))
    assert G.synthesis.first.shape[2] == start
    assert G(torch.randn(2, 32)).shape == (2, 1, size, size)


def test_first_map_of_another_size_is_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="must be 4 to 16: one entry for that and one for each doubling"):
        StyleGanSettings(g_channels=(8, 6)).check(SampleShape(channels=3, image_size=64, num_classes=0))


def test_preset_weighs_r1_as_the_authors_do_for_small_pictures() -> None:
    config = PRESETS["shapes-in-styles"].config
    gamma = 0.0002 * config.data.image_size**2 / config.training.batch_size
    assert config.objective.r1_gamma == pytest.approx(gamma) == 0.0064
