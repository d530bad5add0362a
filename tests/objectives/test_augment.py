"""DiffAugment changes pictures at random, passes gradients on, and is the same again for the same generator."""

from typing import get_args

import pytest
import torch

from gan_core.objectives.augment import colour, cutout, diff_augment, translation
from gan_core.objectives.settings import Augmentation

POLICIES = [policy for policy in get_args(get_args(Augmentation)[0]) if policy != "none"]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_none_is_the_identity():
    x = torch.randn(2, 3, 8, 8)
    assert diff_augment(x, "none", seeded()) is x


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("policy", POLICIES)
def test_policy_keeps_the_shape_and_changes_the_picture(policy, channels):
    x = torch.randn(4, channels, 16, 16)
    out = diff_augment(x, policy, seeded())
    assert out.shape == x.shape
    assert not torch.equal(out, x)


@pytest.mark.parametrize("policy", POLICIES)
def test_same_generator_gives_the_same_pictures(policy):
    x = torch.randn(4, 3, 16, 16)
    assert torch.equal(diff_augment(x, policy, seeded(1)), diff_augment(x, policy, seeded(1)))
    assert not torch.equal(diff_augment(x, policy, seeded(1)), diff_augment(x, policy, seeded(2)))


@pytest.mark.parametrize("policy", POLICIES)
def test_gradient_is_right(policy):
    x = torch.randn(2, 3, 8, 8, dtype=torch.double, requires_grad=True)
    assert torch.autograd.gradcheck(lambda x: diff_augment(x, policy, seeded()), x, fast_mode=True)


@pytest.mark.parametrize("policy", POLICIES)
def test_global_randomness_is_not_touched(policy):
    before = torch.get_rng_state()
    diff_augment(torch.randn(2, 3, 8, 8, generator=seeded()), policy, seeded())
    assert torch.equal(torch.get_rng_state(), before)


def test_translation_moves_each_picture_by_whole_pixels():
    x = torch.arange(1.0, 257).reshape(1, 1, 16, 16).expand(32, -1, -1, -1)
    moved = translation(x, seeded())
    shifts = set()
    for picture in moved[:, 0]:
        y, x0 = 8, 8  # the centre is never moved in from outside
        source = int(picture[y, x0].item()) - 1
        dy, dx = source // 16 - y, source % 16 - x0
        shifts.add((dy, dx))
        rolled = torch.roll(x[0, 0], shifts=(-dy, -dx), dims=(0, 1))
        inside = picture != 0
        assert torch.equal(picture[inside], rolled[inside])
        assert inside.sum() == (16 - abs(dy)) * (16 - abs(dx))
    assert max(max(map(abs, shift)) for shift in shifts) == 2
    assert len(shifts) > 5


def test_cutout_takes_at_most_a_quarter_and_at_least_a_sixteenth():
    out = cutout(torch.ones(256, 1, 16, 16), seeded())
    gone = (out == 0).sum(dim=(1, 2, 3))
    assert gone.max() == 8 * 8
    assert gone.min() >= 4 * 4


def test_colour_of_a_flat_grey_picture_is_brightness_only():
    out = colour(torch.zeros(64, 3, 4, 4), seeded())
    assert (out - out[:, :1, :1, :1]).abs().max().item() == pytest.approx(0, abs=1e-6)
    assert out.abs().max() <= 0.5
    assert out.std() > 0.2


def test_points_are_refused():
    with pytest.raises(ValueError, match="diffaugment must be none"):
        diff_augment(torch.randn(4, 2), "translation", seeded())


def test_unknown_part_is_named():
    with pytest.raises(ValueError, match="got rotation"):
        diff_augment(torch.randn(4, 1, 8, 8), "rotation", seeded())


def test_colour_moves_brightness_saturation_and_contrast_by_as_much_as_its_paper():
    grey = torch.tensor([-0.6, 0.6]).reshape(1, 1, 1, 2)  # two pixels, without a mean
    chroma = torch.tensor([0.3, 0.0, -0.3]).reshape(1, 3, 1, 1)
    out = colour((grey + chroma).expand(4000, -1, -1, -1), seeded())
    brightness = out.mean(dim=(1, 2, 3))
    contrast = (out.mean(dim=1)[:, 0, 1] - out.mean(dim=1)[:, 0, 0]) / 1.2
    saturation = (out[:, 0, 0, 0] - out[:, 2, 0, 0]) / 0.6 / contrast
    for values, low, high in ((brightness, -0.5, 0.5), (saturation, 0, 2), (contrast, 0.5, 1.5)):
        quantiles = torch.quantile(values, torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0]))
        expected = torch.linspace(low, high, 5)  # uniform
        torch.testing.assert_close(quantiles, expected, rtol=0, atol=0.04 * (high - low))


def test_colour_draws_its_three_parts_apart_from_each_other():
    out = colour(torch.tensor([-0.6, 0.6]).reshape(1, 1, 1, 2).expand(4000, 3, -1, -1), seeded())
    brightness, contrast = out.mean(dim=(1, 2, 3)), out[:, 0, 0, 1] - out[:, 0, 0, 0]
    assert abs(torch.corrcoef(torch.stack([brightness, contrast]))[0, 1]) < 0.06
