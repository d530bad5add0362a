"""The networks of a repair: what is known stays, sizes fit, and an untrained one corrects nothing."""

import pytest
import torch

from gan_core.repair.damage import TOLD
from gan_core.repair.unet import DATA_SIGMA, PatchDiscriminator, RepairNetwork


def given(channels: int, size: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    rng = torch.Generator().manual_seed(0)
    x = torch.rand(2, channels, size, size, generator=rng) * 2 - 1
    return x, torch.zeros(2, 1, size, size), torch.zeros(2, TOLD)


@pytest.mark.parametrize(("channels", "size"), [(1, 28), (3, 32), (3, 64), (1, 20)])
def test_a_repaired_picture_is_as_large_as_the_damaged_one(channels: int, size: int) -> None:
    x, hole, told = given(channels, size)
    assert RepairNetwork(channels)(x, hole, told).shape == x.shape


def test_before_training_nothing_is_corrected() -> None:
    x, hole, told = given(3, 16)
    assert torch.equal(RepairNetwork(3)(x, hole, told), x)


def test_of_noise_so_much_is_kept_as_tells_most_of_the_picture() -> None:
    x, hole, told = given(1, 16)
    told[:, -1] = DATA_SIGMA  # as much noise as picture: half is what is nearest
    assert torch.allclose(RepairNetwork(1)(x, hole, told), x / 2)


def test_what_is_known_around_a_hole_stays_as_it_is() -> None:
    x, hole, told = given(1, 16)
    network = RepairNetwork(1)
    torch.nn.init.normal_(network.last.weight)
    hole[0, :, 4:8, 4:8] = 1
    repaired = network(x, hole, told)
    outside = hole[0, 0] == 0
    assert torch.equal(repaired[0, 0][outside], x[0, 0][outside])
    assert not torch.equal(repaired[0, 0][~outside], x[0, 0][~outside])
    assert not torch.equal(repaired[1], x[1])  # without a hole all of it is corrected


def test_the_discriminator_has_a_logit_for_each_patch() -> None:
    x, hole, _ = given(3, 32)
    assert PatchDiscriminator(3)(x, x, hole).shape == (2, 4, 4)
    assert PatchDiscriminator(1)(*(given(1, 28)[i] for i in (0, 0, 1))).shape == (2, 3, 3)
