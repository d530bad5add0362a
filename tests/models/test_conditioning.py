"""Labels are weights: a one-hot row is a class, a mixture of rows is a mixture of classes."""

import pytest
import torch
from torch.nn.functional import one_hot

from gan_core.models import MODELS
from gan_core.models.conditioning import ProjectionHead, with_condition
from gan_core.shape import SampleShape

SHAPE = SampleShape(channels=1, image_size=16, num_classes=3)


@pytest.mark.parametrize("name", ["mlp_gan", "dcgan", "resnet_gan"])
def test_generator_takes_a_label_as_one_hot_or_as_weights(name):
    G = MODELS[name](conditional=True).build_generator(SHAPE).eval()
    z = torch.randn(2, 16)
    as_class = G(z, one_hot(torch.tensor([2, 2]), num_classes=3))
    as_weights = G(z, torch.tensor([[0.0, 0.0, 1.0]]).expand(2, -1))
    assert torch.equal(as_class, as_weights)
    assert not torch.equal(as_class, G(z, torch.tensor([[1.0, 0.0, 0.0]]).expand(2, -1)))


def test_half_and_half_is_between_two_classes_before_the_first_activation():
    G = MODELS["dcgan"](conditional=True).build_generator(SHAPE)
    z, rows = torch.randn(1, 16), torch.eye(3)
    first, second = (G.project(with_condition(z, rows[i : i + 1], 3)) for i in (0, 1))
    between = G.project(with_condition(z, torch.tensor([[0.5, 0.5, 0.0]]), 3))
    torch.testing.assert_close(between, (first + second) / 2)


def test_projection_adds_the_inner_product_with_the_class():
    head, h = ProjectionHead(4, 3), torch.randn(3, 4)
    plain = head(h, torch.zeros(3, 3))
    expected = plain + (head.embed.weight.T * h).sum(dim=1)
    torch.testing.assert_close(head(h, torch.eye(3)), expected)


def test_projection_is_linear_in_the_label():
    head, h, a, b = ProjectionHead(4, 3), torch.randn(5, 4), torch.rand(5, 3), torch.rand(5, 3)
    torch.testing.assert_close(head(h, a) + head(h, b), 2 * head(h, (a + b) / 2))


def test_conditional_network_says_that_a_label_is_missing():
    with pytest.raises(ValueError, match=r"y must be weights of shape \(N, 3\)"):
        MODELS["dcgan"](conditional=True).build_generator(SHAPE)(torch.randn(2, 16))


@pytest.mark.parametrize("part", ["generator", "discriminator"])
def test_unconditional_network_refuses_a_label(part):
    network = getattr(MODELS["dcgan"](), f"build_{part}")(SHAPE)
    given = torch.randn(2, 16) if part == "generator" else torch.randn(2, 1, 16, 16)
    with pytest.raises(ValueError, match="y must be None"):
        network(given, torch.eye(3)[:2])
