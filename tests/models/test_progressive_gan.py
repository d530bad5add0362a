"""The growing GAN against the formulas of its paper; what is often copied wrongly has a test of its own."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, conv2d, interpolate, leaky_relu, linear

from gan_core.models.growing import as_shown, enlarged
from gan_core.models.growth import Growth, Stage
from gan_core.models.progressive_gan import Discriminator, Generator, PixelNorm, Synthesis
from gan_core.models.progressive_gan_settings import ProgressiveGanSettings
from gan_core.shape import SampleShape

SMALL = ProgressiveGanSettings(latent_dim=6, g_channels=(8, 6, 5), d_channels=(4, 6, 8))
SHAPE = SampleShape(channels=3, image_size=16)


def networks(progress: float) -> tuple[Generator, Discriminator]:
    """Both, put at that stage."""
    G, D = SMALL.build_generator(SHAPE), SMALL.build_discriminator(SHAPE)
    for network in (G, D):
        network.grow_to(progress)
    return G, D


def test_schedule_holds_a_size_and_then_fades_the_next_one_in() -> None:
    growth = Growth((4, 8, 16), stable_images=100, fading_images=50)
    assert [growth.at(images) for images in (0, 100, 110, 150, 249, 250, 275, 300, 10**9)] == [
        *[Stage(0, 4, 1.0)] * 2,
        *[Stage(1, 8, 0.2), Stage(1, 8, 1.0), Stage(1, 8, 1.0), Stage(1, 8, 1.0)],
        *[Stage(2, 16, 0.5), Stage(2, 16, 1.0), Stage(2, 16, 1.0)],
    ]
    assert growth.end == 300


def test_alpha_rises_by_the_share_of_the_fade_that_a_batch_is() -> None:
    growth = Growth((8, 16), stable_images=64, fading_images=640)
    alphas = [growth.at(images).alpha for images in range(96, 704, 32)]
    assert np.diff(alphas) == pytest.approx(32 / 640, abs=2e-5)


def test_sizes_may_follow_each_other_without_a_fade_or_a_rest() -> None:
    assert [Growth((4, 8), 10, 0).at(images) for images in (9, 10)] == [Stage(0, 4, 1.0), Stage(1, 8, 1.0)]
    assert Growth((4, 8, 16), 0, 10).at(15) == Stage(2, 16, 0.5)
    assert Growth((4, 8, 16), 0, 0).at(0) == Stage(2, 16, 1.0)


def test_level_that_is_saved_as_a_float32_is_the_same_level() -> None:
    growth = Growth((4, 8, 16, 32), stable_images=7, fading_images=10**6)
    for images in (*range(7, 40, 3), 10**6, 10**6 + 20, 2 * 10**6 + 30):
        saved = float(np.float32(growth.at(images).progress))
        assert math.ceil(saved) == growth.at(images).level


def test_settings_begin_and_double_as_the_picture_allows() -> None:
    assert ProgressiveGanSettings().sizes(28) == (7, 14, 28)
    assert ProgressiveGanSettings(g_channels=(8, 8, 8, 8)).sizes(32) == (4, 8, 16, 32)
    with pytest.raises(ValueError, match="d_channels must have as many entries as g_channels"):
        ProgressiveGanSettings(g_channels=(8, 8)).check(SHAPE)
    with pytest.raises(ValueError, match="must be 4 to 16: one entry for that and one for each doubling"):
        SMALL.check(SampleShape(channels=3, image_size=128))


def test_generator_fades_a_doubled_picture_into_the_new_one() -> None:
    G, _ = networks(1.3)  # 30 % of 16 px
    z, blocks = torch.randn(2, 6), G.synthesis.blocks
    h = G.layers[0](G.project(z))
    small = blocks[1](blocks[0](h))
    large = blocks[2](small)
    expected = 0.7 * interpolate(rgb(blocks[1], small), scale_factor=2, mode="nearest") + 0.3 * rgb(blocks[2], large)
    assert torch.allclose(G(z), expected, atol=1e-6)


def rgb(block: torch.nn.Module, x: Tensor) -> Tensor:
    """A 1x1 convolution that nothing squashes, its weight at the size He gives for a linear layer."""
    layer = block.to_rgb
    return conv2d(x, layer.weight / math.sqrt(x.shape[1]), layer.bias)


def test_discriminator_fades_what_it_reads_of_a_halved_picture_into_its_new_block() -> None:
    _, D = networks(1.3)
    x, (new, old, last) = torch.randn(4, 3, 16, 16), D.blocks
    h = read(new, x)
    for layer in (new.layers[0], new.layers[2]):
        weight = layer.weight * math.sqrt(2 / (9 * h.shape[1]))
        h = leaky_relu(conv2d(h, weight, layer.bias, padding=1), 0.2)
    h = 0.3 * avg_pool2d(h, 2) + 0.7 * read(old, avg_pool2d(x, 2))
    assert torch.allclose(D(x), D.head(last(old(h))), atol=1e-5)


def read(block: torch.nn.Module, x: Tensor) -> Tensor:
    layer = block.read[0]
    return leaky_relu(conv2d(x, layer.weight * math.sqrt(2 / 3), layer.bias), 0.2)


def test_real_pictures_are_faded_as_the_networks_are() -> None:
    _, D = networks(0.25)  # 25 % of 8 px
    square = torch.tensor([[0.0, 4.0], [8.0, 12.0]])  # of which the mean is 6
    at_8 = square.repeat(4, 4).expand(1, 3, 8, 8)
    full = interpolate(at_8, scale_factor=2, mode="nearest")
    shown = as_shown(D, full)
    assert shown.shape == (1, 3, 8, 8)
    assert shown[0, 0, :2, :2].tolist() == [[4.5, 5.5], [6.5, 7.5]]
    assert torch.equal(enlarged(D, shown)[..., ::2, ::2], shown)


def test_real_pictures_are_small_and_sharp_between_two_fades() -> None:
    _, D = networks(1.0)
    x = torch.randn(2, 3, 16, 16)
    assert torch.equal(as_shown(D, x), avg_pool2d(x, 2))
    D.grow_to(2.0)
    assert torch.equal(as_shown(D, x), x)


@pytest.mark.parametrize("progress", [0.0, 0.4, 1.0, 1.75, 2.0])
def test_what_is_drawn_is_what_training_makes_with_its_pixels_repeated(progress: float) -> None:
    G, D = networks(progress)
    z = torch.randn(3, 6)
    small = G(z)
    drawn = G.draw(z)
    assert drawn.shape == (3, 3, 16, 16)
    assert torch.allclose(drawn, enlarged(D, small).clamp(-1, 1), atol=1e-6)
    assert torch.allclose(D(enlarged(D, small)), D(small), atol=1e-5)


def test_only_layers_in_use_learn() -> None:
    G, D = networks(0.4)
    D(G(torch.randn(4, 6))).sum().backward()
    blocks, (unused, new, last) = G.synthesis.blocks, D.blocks
    learning = [all(each.grad is not None for each in block.parameters()) for block in (*blocks, new, last)]
    assert learning == [True, True, False, True, True]
    assert all(each.grad is None for each in (*blocks[2].parameters(), *unused.parameters()))
    G, D = networks(1.0)
    D(G(torch.randn(4, 6))).sum().backward()
    assert G.synthesis.blocks[0].to_rgb.weight.grad is None and D.blocks[2].read[0].weight.grad is None


def test_stage_is_saved_and_loaded_with_the_weights() -> None:
    for network, again in zip(networks(1.3), networks(2.0), strict=True):
        again.load_state_dict(network.state_dict())
        part = again.synthesis if isinstance(again, Generator) else again
        assert (part.level, part.fading, part.size) == (2, True, 16)
        assert float(part.alpha_of(2).detach()) == pytest.approx(0.3)
        assert float(part.alpha_of(1).detach()) == pytest.approx(0.7)


def test_latents_are_normalised_and_the_dense_layer_has_the_gain_of_the_paper() -> None:
    G, _ = networks(2.0)
    z = torch.randn(3, 6)
    direction = z / z.square().mean(dim=1, keepdim=True).sqrt()
    weight = G.project.weight * (math.sqrt(2) / 4) / math.sqrt(6)
    assert torch.allclose(G.project(z), linear(direction, weight, G.project.bias), atol=1e-5)
    assert torch.allclose(G(z), G(7 * z), atol=1e-5)


def test_features_are_normalised_over_the_channels_of_each_pixel() -> None:
    x = torch.tensor([3.0, 4.0]).reshape(1, 2, 1, 1) * torch.tensor([1.0, 10.0])  # two pixels side by side
    assert torch.allclose(PixelNorm()(x)[0, :, 0, 0], torch.tensor([3.0, 4.0]) / math.sqrt(12.5))
    assert torch.allclose(PixelNorm()(x)[..., 0], PixelNorm()(x)[..., 1])


def test_every_convolution_of_the_generator_is_rectified_and_then_normalised() -> None:
    G, _ = networks(2.0)
    h = G.layers[0](G.project(torch.randn(2, 6)))
    for block in G.synthesis.blocks:
        assert torch.allclose(h.square().mean(dim=1), torch.ones(h.shape[0], *h.shape[2:]), atol=1e-3)
        h = block(h)
        kinds = [type(layer).__name__ for layer in block.layers]
        assert "".join(kinds).count("EqualConv2dLeakyReLUPixelNorm") == kinds.count("EqualConv2d") > 0


def test_nothing_squashes_what_d_sees_and_what_is_drawn_lies_in_range() -> None:
    G, _ = networks(2.0)
    with torch.no_grad():
        G.synthesis.blocks[2].to_rgb.bias.fill_(5.0)
    assert G(torch.randn(2, 6)).max() > 1
    assert G.draw(torch.randn(2, 6)).max() == 1


def test_stddev_that_d_is_told_is_over_the_samples_of_the_batch() -> None:
    _, D = networks(2.0)
    seen: list[Tensor] = []
    D.blocks[-1].layers[1].register_forward_pre_hook(lambda layer, inputs: seen.append(inputs[0]))
    D(torch.randn(8, 3, 16, 16))
    (h,) = (each.detach().numpy() for each in seen)
    assert h.shape == (8, 9, 4, 4)
    assert h[:, 8] == pytest.approx(h[:, :8].std(axis=0).mean(), rel=1e-4)


def test_one_traced_graph_draws_at_every_stage() -> None:
    synthesis = Synthesis((4, 4), channels=1, sizes=(4, 8)).requires_grad_(False)
    x = torch.randn(2, 4, 4, 4)
    program = torch.export.export(synthesis, (x,)).module()
    for progress in (0.0, 0.3, 1.0):
        synthesis.grow_to(progress)
        program.load_state_dict(synthesis.state_dict())
        assert torch.allclose(program(x), synthesis(x), atol=1e-6)
