"""The regularised autoencoder's loss, against sums by hand."""

import pytest
import torch

from gan_core.objectives import RaeL2
from gan_core.objectives.rae import code_length, squared_error, weight_length


def test_the_squared_error_is_summed_over_a_picture_and_averaged_over_the_batch() -> None:
    x = torch.tensor([[[[0.5, -1.0]]], [[[0.0, 1.0]]]])
    raw = torch.tensor([[[[0.0, 1.0]]], [[[3.0, 1.0]]]])
    assert float(squared_error(raw, x)) == pytest.approx((0.25 + 4 + 9 + 0) / 2)


def test_a_code_counts_half_its_squared_length() -> None:
    assert float(code_length(torch.tensor([[3.0, 4.0], [0.0, 2.0]]))) == pytest.approx((12.5 + 2) / 2)


def test_weights_count_their_squares() -> None:
    assert float(weight_length([torch.tensor([[1.0, 2.0]]), torch.tensor([-3.0])])) == 14


def test_the_loss_weighs_its_parts() -> None:
    parts = torch.tensor(10.0), torch.tensor(4.0), torch.tensor(100.0)
    assert float(RaeL2(beta=0.5, decoder_l2=0.01).loss(*parts)) == pytest.approx(13)


def test_no_weight_decays_but_the_decoders() -> None:
    """Without codes and reconstruction, what is left pulls the decoder to 0 by 2 lambda theta, and nothing else."""
    from gan_core.models import MlpRaeSettings
    from gan_core.shape import SampleShape

    net = MlpRaeSettings(latent_dim=2, widths=(4,)).build_rae(SampleShape(1, 4))
    decoder = weight_length([*net.project.parameters(), *net.decoder.parameters()])
    RaeL2(decoder_l2=0.1).loss(torch.zeros(()), torch.zeros(()), decoder).backward()
    assert net.project.weight.grad is not None
    assert torch.allclose(net.project.weight.grad, 0.2 * net.project.weight)
    assert all(each.grad is None for each in [*net.encoder.parameters(), *net.head.parameters()])
