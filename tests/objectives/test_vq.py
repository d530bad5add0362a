"""The VQ-VAE's loss, against sums by hand."""

import math

import pytest
import torch

from gan_core.objectives import VqObjective
from gan_core.objectives.vq import code_nats, commitment


def test_commitment_is_summed_over_a_picture_and_averaged_over_the_batch() -> None:
    h = torch.tensor([[[1.0, 2.0], [0.0, 0.0]], [[0.0, 0.0], [0.0, 3.0]]], requires_grad=True)
    e = torch.zeros(2, 2, 2, requires_grad=True)
    found = commitment(h, e)
    assert float(found.detach()) == pytest.approx((1 + 4 + 9) / 2)
    found.backward()
    assert e.grad is None and torch.equal(h.grad, h.detach())


def test_nats_are_those_of_the_codes_that_came() -> None:
    """Two pictures of two places: 1/2 and 1/4 of the first one's codes, 1/4 and 1/4 of the second's."""
    log_p = torch.tensor([[[0.5, 0.25, 0.25]] * 2] * 2).log()
    nats = code_nats(log_p, torch.tensor([[0, 1], [2, 1]]))
    assert float(nats) == pytest.approx((math.log(8) + math.log(16)) / 2)


def test_the_loss_weighs_its_parts() -> None:
    parts = torch.tensor(10.0), torch.tensor(4.0), torch.tensor(3.0)
    assert float(VqObjective(commitment=0.5).loss(*parts)) == pytest.approx(15)
