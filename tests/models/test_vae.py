"""What a VAE's raw output means, and how a code is drawn."""

import pytest
import torch

from gan_core.models import ConvVaeSettings, MlpVaeSettings
from gan_core.shape import SampleShape

SHAPE = SampleShape(channels=1, image_size=16)


def test_bernoulli_picture_is_the_expected_pixel():
    logits = torch.linspace(-9, 9, steps=19)
    picture = MlpVaeSettings().build_vae(SHAPE).picture(logits)
    torch.testing.assert_close(picture, 2 * torch.sigmoid(logits) - 1)


def test_gaussian_picture_is_the_mean_within_what_can_be_shown():
    vae = MlpVaeSettings(likelihood="gaussian").build_vae(SHAPE)
    assert vae.picture(torch.tensor([-3.0, 0.25, 3.0])).tolist() == [-1, 0.25, 1]


def test_only_the_gaussian_learns_a_width():
    assert MlpVaeSettings().build_vae(SHAPE).log_sigma is None
    gaussian = MlpVaeSettings(likelihood="gaussian").build_vae(SHAPE)
    assert "log_sigma" in dict(gaussian.named_parameters())


def test_without_noise_the_code_is_its_mean():
    vae = ConvVaeSettings().build_vae(SHAPE).eval()
    x = torch.rand(2, 1, 16, 16)
    raw, mu, _ = vae(x)
    assert torch.equal(raw, vae.decode(mu))


def test_noise_is_scaled_by_the_standard_deviation():
    vae = ConvVaeSettings().build_vae(SHAPE).eval()
    x, eps = torch.rand(2, 1, 16, 16), torch.randn(2, 16)
    raw, mu, logvar = vae(x, None, eps)
    torch.testing.assert_close(raw, vae.decode(mu + logvar.exp().sqrt() * eps))


@pytest.mark.parametrize("norm", ["batch", "none"])
@pytest.mark.parametrize("upsample", ["transposed", "resize"])
def test_conv_vae_decodes_in_every_variant(norm, upsample):
    vae = ConvVaeSettings(channels=(4, 6, 8), norm=norm, upsample=upsample).build_vae(SHAPE)
    assert vae.decode(torch.randn(2, 16)).shape == (2, 1, 16, 16)
