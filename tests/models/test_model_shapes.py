"""Every architecture gives the right shape and range, for every kind of data it says it fits."""

import pytest
import torch

from gan_core.families import family_of
from gan_core.models import MODELS, DcganSettings, GanSettings, MlpGanSettings, MlpVaeSettings, TextGanSettings
from gan_core.shape import SampleShape

SMALL = {
    "mlp_gan": {"g_widths": (8, 12), "d_widths": (12, 8)},
    "dcgan": {"g_channels": (8, 4), "d_channels": (4, 8)},
    "resnet_gan": {"g_channels": (8, 6, 4), "d_channels": (4, 8)},
    "style_gan": {"g_channels": (8, 6, 4), "d_channels": (4, 8), "style_width": 6, "latent_dim": 16},
    "progressive_gan": {"g_channels": (8, 6, 4), "d_channels": (4, 6, 8), "latent_dim": 16},
    "mlp_vae": {"widths": (12, 8)},
    "conv_vae": {"channels": (4, 8)},
    "mlp_rae": {"widths": (12, 8)},
    "conv_rae": {"channels": (4, 8)},
}
GANS = [name for name, settings in MODELS.items() if settings.family == "gan"]
VAES = [name for name, settings in MODELS.items() if settings.family == "vae"]
CODERS = [*VAES, *(name for name, settings in MODELS.items() if settings.family == "rae")]
WITH_NORMS = [name for name in GANS if name not in ("style_gan", "progressive_gan")]
"""Those whose discriminator can be normalised in every way."""
D_NORMS = ["batch", "spectral", "layer", "none"]


def small(name, **values):
    return MODELS[name](**{**SMALL[name], **values})


def weights(num, num_classes):
    return torch.rand(num, num_classes).softmax(dim=1) if num_classes else None


def data(channels, size, conditional):
    return SampleShape(channels=channels, image_size=size, num_classes=5 if conditional else 0)


@pytest.mark.parametrize("conditional", [False, True])
@pytest.mark.parametrize("size", [16, 28, 32, 64])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", GANS)
def test_gan_gives_images_in_range_and_one_logit_each(name, channels, size, conditional):
    settings, shape = small(name, conditional=conditional), data(channels, size, conditional)
    y = weights(3, shape.num_classes)
    x = settings.build_generator(shape).draw(100 * torch.randn(3, settings.latent_dim), y)
    assert x.shape == (3, channels, size, size)
    assert x.abs().max() <= 1
    assert settings.build_discriminator(shape)(x, y).shape == (3,)


@pytest.mark.parametrize("conditional", [False, True])
@pytest.mark.parametrize("size", [16, 28, 32, 64])
@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", CODERS)
def test_vae_gives_codes_and_pictures_in_range(name, channels, size, conditional):
    settings, shape = small(name, conditional=conditional), data(channels, size, conditional)
    vae, y = family_of(settings).build_drawing(settings, shape), weights(3, shape.num_classes)
    mu, logvar = vae.encode(torch.rand(3, *shape.dims) * 2 - 1, y)
    assert mu.shape == logvar.shape == (3, settings.latent_dim)
    picture = vae.picture(vae.decode(100 * mu, y))
    assert picture.shape == (3, channels, size, size)
    assert picture.abs().max() <= 1


@pytest.mark.parametrize("upsample", ["transposed", "resize"])
@pytest.mark.parametrize("layers", [(8,), (8, 6, 4)])
def test_each_generator_layer_doubles_the_size(layers, upsample):
    settings, shape = DcganSettings(g_channels=layers, upsample=upsample), SampleShape(channels=1, image_size=16)
    G = settings.build_generator(shape)
    assert G.project.out_features == layers[0] * (16 // 2 ** len(layers)) ** 2
    assert G(torch.randn(2, 16)).shape == (2, 1, 16, 16)


def test_default_dcgan_is_the_measured_recipe():
    G = DcganSettings().build_generator(SampleShape(channels=1, image_size=28))
    assert {name: tuple(p.shape) for name, p in G.named_parameters() if p.ndim > 1} == {
        "project.weight": (64 * 7 * 7, 16),
        "layers.3.weight": (64, 32, 4, 4),
        "layers.6.weight": (32, 1, 4, 4),
    }


def test_mlp_gan_makes_unbounded_points():
    shape = SampleShape(channels=2, image_size=1, kind="points")
    settings = MlpGanSettings(latent_dim=2, g_norm="none")
    x = settings.build_generator(shape)(1000 * torch.randn(64, 2))
    assert x.shape == (64, 2)
    assert x.abs().max() > 1
    assert settings.build_discriminator(shape)(x).shape == (64,)


def test_mlp_vae_makes_unbounded_points():
    shape = SampleShape(channels=2, image_size=1, kind="points")
    vae = MlpVaeSettings(latent_dim=2, likelihood="gaussian").build_vae(shape)
    x = vae.picture(vae.decode(1000 * torch.randn(64, 2)))
    assert x.shape == (64, 2)
    assert x.abs().max() > 1


@pytest.mark.parametrize(
    ("name", "d_norm"), [*((name, norm) for name in WITH_NORMS for norm in D_NORMS), ("style_gan", "none")]
)
def test_gradient_reaches_every_gan_parameter(name, d_norm):
    settings, shape = small(name, conditional=True, d_norm=d_norm), data(3, 16, conditional=True)
    G, D, y = settings.build_generator(shape), settings.build_discriminator(shape), weights(32, 5)
    D(G(torch.randn(32, settings.latent_dim), y), y).square().sum().backward()
    for parameter in [*G.parameters(), *D.parameters()]:
        assert parameter.grad is not None
        assert parameter.grad.abs().sum() > 0


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
@pytest.mark.parametrize("name", VAES)
def test_gradient_reaches_every_vae_network_parameter(name, likelihood):
    settings, shape = small(name, conditional=True, likelihood=likelihood), data(3, 16, conditional=True)
    vae, x = settings.build_vae(shape), torch.rand(32, *shape.dims)
    raw, mu, logvar = vae(x, weights(32, 5), torch.randn(32, settings.latent_dim))
    (raw.square().sum() + mu.square().sum() + logvar.square().sum()).backward()
    for parameter in vae.parameters():
        if parameter is not vae.log_sigma:  # it enters with the loss
            assert parameter.grad.abs().sum() > 0


@pytest.mark.parametrize("name", [*GANS, *CODERS])
def test_model_runs_under_bf16_and_channels_last(name):
    settings, shape = (
        small(name, **({"d_norm": "spectral"} if name in WITH_NORMS else {})),
        data(3, 16, conditional=False),
    )
    x, z = torch.rand(4, *shape.dims), torch.randn(4, settings.latent_dim)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        if isinstance(settings, GanSettings):
            G = settings.build_generator(shape).to(memory_format=torch.channels_last)
            D = settings.build_discriminator(shape).to(memory_format=torch.channels_last)
            out = D(G(z))
        else:
            coder = family_of(settings).build_drawing(settings, shape).to(memory_format=torch.channels_last)
            out = coder(x, None, z)[1]
    assert out.dtype == torch.float32
    out.sum().backward()


@pytest.mark.parametrize("name", WITH_NORMS)
def test_spectral_norm_bounds_every_weight(name):
    D = small(name, d_norm="spectral").build_discriminator(data(1, 16, conditional=False))
    bound = [module for module in D.modules() if hasattr(module, "parametrizations")]
    for _ in range(30):  # power iterations go on in training mode
        D(torch.randn(2, 1, 16, 16))
    for module in bound:
        largest = torch.linalg.matrix_norm(module.weight.detach().flatten(start_dim=1), ord=2)
        assert largest.item() == pytest.approx(1, abs=0.05)
    assert all(name.endswith(("original", "bias")) for name, _ in D.named_parameters())


@pytest.mark.parametrize("name", [*GANS, *VAES])
def test_model_is_rebuilt_from_its_json(name):
    settings, shape = small(name, conditional=True, latent_dim=7), data(3, 16, conditional=True)
    again = MODELS[name].model_validate_json(settings.model_dump_json())
    assert again == settings
    parts = ["generator", "discriminator"] if name in GANS else ["vae"]
    for part in parts:
        first, second = getattr(settings, f"build_{part}")(shape), getattr(again, f"build_{part}")(shape)
        assert {k: v.shape for k, v in first.state_dict().items()} == {
            k: v.shape for k, v in second.state_dict().items()
        }


@pytest.mark.parametrize("name", GANS)
def test_generator_can_be_exported_for_any_batch_size(name):
    settings, shape = small(name, conditional=True), data(3, 16, conditional=True)
    G, num = settings.build_generator(shape).eval(), torch.export.Dim("num", min=1)
    program = torch.export.export(G, (torch.randn(2, 16), weights(2, 5)), dynamic_shapes=({0: num}, {0: num}))
    z, y = torch.randn(7, 16), weights(7, 5)
    torch.testing.assert_close(program.module()(z, y), G(z, y))


TOLD = SampleShape(channels=3, image_size=16, condition_width=16)


def small_text(**values):
    few = {
        "text_width": 16,
        "g_channels": (8, 6, 4),
        "d_channels": (4, 8),
        "picture_channels": (4, 8),
        "vocabulary": 20,
    }
    return TextGanSettings(**{**few, "vocabulary": 20, **values})


@pytest.mark.parametrize("text_network", ["transformer", "gru", "bag_of_words"])
@pytest.mark.parametrize("size", [16, 32])
@pytest.mark.parametrize("channels", [1, 3])
def test_text_gan_gives_images_in_range_and_one_logit_each(channels, size, text_network):
    settings, shape = small_text(text_network=text_network), SampleShape(channels, size, condition_width=16)
    G, D = settings.build_generator(shape), settings.build_discriminator(shape)
    y = G.text.embed(torch.tensor([[1, 4, 5, 2], [1, 2, 0, 0], [1, 4, 4, 2]]))
    x = G(100 * torch.randn(3, settings.latent_dim), y)
    assert x.shape == (3, channels, size, size)
    assert x.abs().max() <= 1
    assert D(x, y).shape == (3,)
    assert torch.equal(D.score(D.encode(x), y), D(x, y))
    assert G.pictures(x).shape == G.match(y).shape == (3, 16)


def test_text_gan_runs_under_bf16_and_channels_last():
    settings = small_text()
    G = settings.build_generator(TOLD).to(memory_format=torch.channels_last)
    D = settings.build_discriminator(TOLD).to(memory_format=torch.channels_last)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        y = G.text.embed(torch.tensor([[1, 4, 2], [1, 5, 2]]))
        out = D(G(torch.randn(2, settings.latent_dim), y), y)
    assert out.dtype == torch.float32
    out.sum().backward()
    assert G.text.embed_words.weight.grad.abs().sum() > 0


def test_text_gan_is_rebuilt_from_its_json():
    settings = small_text(latent_dim=7)
    again = TextGanSettings.model_validate_json(settings.model_dump_json())
    first, second = settings.build_generator(TOLD).state_dict(), again.build_generator(TOLD).state_dict()
    assert {k: v.shape for k, v in first.items()} == {k: v.shape for k, v in second.items()}


def test_text_gan_must_be_told():
    with pytest.raises(ValueError, match="conditional must be on for text_gan"):
        small_text(conditional=False).check(TOLD)
