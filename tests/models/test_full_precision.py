"""What must keep its digits is computed in fp32 also under autocast: posteriors, raw outputs, logits."""

import pytest
import torch
from torch import nn

from gan_core.models import ConvVaeSettings, DcganSettings, MlpVaeSettings
from gan_core.models.conditioning import ProjectionHead
from gan_core.models.full_precision import in_fp32
from gan_core.models.vae import GaussianHead
from gan_core.recovery.hidden import draw
from gan_core.shape import SampleShape

SHAPE = SampleShape(channels=1, image_size=16)
VAES = [
    ConvVaeSettings(channels=(4, 8)),
    ConvVaeSettings(channels=(4, 8), upsample="resize", norm="batch"),
    MlpVaeSettings(widths=(16, 8)),
]


def bf16():
    return torch.autocast("cpu", dtype=torch.bfloat16)


def io_of(layer: nn.Module) -> list:
    """What enters and leaves the layer from now on."""
    seen = []
    layer.register_forward_hook(lambda module, inputs, output: seen.append((inputs[0], output)))
    return seen


def test_without_autocast_a_layer_computes_in_its_own_type():
    layer = nn.Linear(4, 3).to(torch.bfloat16)
    assert in_fp32(layer, torch.randn(2, 4, dtype=torch.bfloat16)).dtype == torch.bfloat16


def test_posterior_under_autocast_is_the_heads_fp32_result():
    head, h = GaussianHead(32, 4), torch.randn(8, 32)
    plain = head(h)
    with bf16():
        mu, logvar = head(h)
    assert torch.equal(mu, plain[0])
    assert torch.equal(logvar, plain[1])


@pytest.mark.parametrize("settings", VAES)
def test_first_and_last_layer_of_a_decoder_work_in_fp32_under_autocast(settings):
    vae = settings.build_vae(SHAPE).eval()
    z = torch.randn(8, vae.latent_dim)
    ends = [(layer, io_of(layer)) for layer in (vae.project, vae.last_layer)]
    with torch.no_grad(), bf16():
        raw = vae.decode(z)
    assert raw.dtype == torch.float32
    for layer, ((x, y),) in ends:
        with torch.no_grad():
            torch.testing.assert_close(y, layer(x), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("settings", VAES)
def test_fine_tuning_draws_as_the_vae_does_under_autocast(settings):
    vae = settings.build_vae(SHAPE).eval()
    z = torch.randn(8, vae.latent_dim)
    with torch.no_grad(), bf16():
        assert torch.equal(draw(vae, z, None)[0], vae.picture(vae.decode(z)))


@pytest.mark.parametrize("settings", VAES)
def test_inner_layers_of_a_decoder_keep_autocast(settings):
    vae = settings.build_vae(SHAPE).eval()
    inner = next(each for each in vae.encoder if isinstance(each, nn.Linear | nn.Conv2d))
    seen = io_of(inner)
    with torch.no_grad(), bf16():
        vae.encode(torch.randn(2, 1, 16, 16))
    assert seen[0][1].dtype == torch.bfloat16


@pytest.mark.parametrize("num_classes", [0, 3])
def test_logits_under_autocast_are_the_heads_fp32_result(num_classes):
    head, h = ProjectionHead(32, num_classes), torch.randn(8, 32)
    y = torch.eye(3)[torch.arange(8) % 3] if num_classes else None
    plain = head(h, y)
    with bf16():
        assert torch.equal(head(h, y), plain)


def test_discriminators_last_layer_works_in_fp32_under_autocast():
    D = DcganSettings(d_channels=(4, 8)).build_discriminator(SHAPE).eval()
    seen = io_of(D.head.linear)
    with torch.no_grad(), bf16():
        D(torch.randn(4, 1, 16, 16))
    assert seen[0][0].dtype == torch.float32
    assert seen[0][1].dtype == torch.float32
