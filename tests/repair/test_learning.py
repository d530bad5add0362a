"""Two networks from one: the same until they part, the loss as by hand, the same settings the same result."""

import numpy as np
import pytest
import torch

from gan_core.errors import RunError
from gan_core.repair.damage import TASKS
from gan_core.repair.findings import ADVERSARIAL, MSE
from gan_core.repair.learning import Learning, Losses, distance, trained
from tests.repair.trained import quick


@pytest.fixture
def images() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (12, 3, 16, 16), np.uint8)


def learned(images: np.ndarray, **changes: object) -> Learning:
    learning = Learning(images, quick(**changes))
    for _ in learning.steps(log_every=1):
        pass
    return learning


def same(first: torch.nn.Module, second: torch.nn.Module) -> bool:
    return all(
        torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values(), strict=True)
    )


def test_the_distance_is_each_pictures_mean_error_times_its_weight() -> None:
    repaired, whole = torch.zeros(2, 1, 2, 2), torch.zeros(2, 1, 2, 2)
    whole[0] = 1.0  # an error of 1 everywhere
    whole[1, 0, 0, 0] = 0.5  # of a half in a quarter
    assert distance(repaired, whole, torch.tensor([1.0, 6.0])).item() == pytest.approx((1 * 1 + 6 * 0.25 * 0.25) / 2)


def test_a_batch_has_a_part_of_each_task(images: np.ndarray) -> None:
    spoiled, whole = Learning(images, quick(batch_size=9)).batch()
    assert spoiled.told[:, : len(TASKS)].sum(axis=0).tolist() == [3, 3, 3] and whole.shape == (9, 3, 16, 16)


def test_until_they_part_there_is_one_network_and_no_verdict(images: np.ndarray) -> None:
    learning = Learning(images, quick(num_steps=10))
    seen = [each.values for each in learning.steps(1) if isinstance(each, Losses)]
    assert [f"{ADVERSARIAL}/MSE" in values for values in seen] == [False] * 6 + [True] * 4
    assert learning.apart_from == 6 and not same(*trained(learning).values())


def test_before_they_part_both_are_the_same(images: np.ndarray) -> None:
    learning = Learning(images, quick(num_steps=10))
    for done in learning.steps(100):
        if done == 4:
            break
    assert same(*trained(learning).values())


def test_with_an_adversarial_weight_of_nothing_both_learn_the_same(images: np.ndarray) -> None:
    learning = learned(images, num_steps=8, adversarial=0.0)
    assert same(learning.networks[MSE], learning.networks[ADVERSARIAL])


def test_the_same_settings_learn_the_same_and_the_adversarial_weight_leaves_l1_alone_as_it_is(
    images: np.ndarray,
) -> None:
    first, second, other = (learned(images, num_steps=5, adversarial=weight) for weight in (0.1, 0.1, 0.5))
    assert same(first.networks[ADVERSARIAL], second.networks[ADVERSARIAL])
    assert same(first.networks[MSE], other.networks[MSE])
    assert not same(first.networks[ADVERSARIAL], other.networks[ADVERSARIAL])


def test_what_is_learned_is_nearer_than_before() -> None:
    even = np.repeat(np.random.default_rng(1).integers(0, 256, (20, 3, 1, 1), np.uint8), 16, 2).repeat(16, 3)
    learning = Learning(even, quick(num_steps=60, batch_size=12))
    losses = [each.values["mse/MSE"] for each in learning.steps(10) if isinstance(each, Losses)]
    assert losses[-1] < 0.75 * losses[0]


def test_losses_that_are_no_numbers_end_in_a_sentence(images: np.ndarray) -> None:
    learning = Learning(images, quick())
    with torch.no_grad():
        learning.networks[MSE].last.weight.fill_(float("nan"))
    with pytest.raises(RunError, match="no longer numbers at step 1: choose a smaller learning rate"):
        list(learning.steps(1))
