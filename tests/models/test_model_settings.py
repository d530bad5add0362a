"""What the settings refuse, and with which words; and that they do so without torch."""

import subprocess
import sys

import pytest

from gan_core.errors import SettingsError
from gan_core.models import MODELS, ConvVaeSettings, DcganSettings, MlpVaeSettings, ResnetGanSettings
from gan_core.settings import parse
from gan_core.shape import SampleShape

GREY_28 = SampleShape(channels=1, image_size=28)
POINTS = SampleShape(channels=2, image_size=1, kind="points")


@pytest.mark.parametrize("package", ["gan_core.models", "gan_core.objectives"])
def test_importing_settings_does_not_import_torch(package):
    code = f"import sys, {package}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_models_are_named_as_their_settings_say():
    assert all(settings().name == name for name, settings in MODELS.items())


@pytest.mark.parametrize("name", MODELS)
def test_every_setting_has_a_title_and_a_sentence(name):
    settings = MODELS[name]
    assert settings.title
    assert settings.about.endswith(".")
    assert settings.paper
    for field, info in settings.model_fields.items():
        if field != "name":
            assert info.title, field
            assert info.description.endswith("."), field


@pytest.mark.parametrize("name", [name for name, each in MODELS.items() if each.family != "text_gan"])
def test_default_settings_fit_a_digit(name):
    MODELS[name]().check(GREY_28)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (DcganSettings(g_channels=(8, 8, 8)), "image_size must be a multiple of 8"),
        (ResnetGanSettings(g_channels=(8, 8, 8, 8)), "image_size must be a multiple of 8"),
        (ConvVaeSettings(channels=(8, 8, 8)), "image_size must be a multiple of 8"),
        (DcganSettings(d_channels=(8,) * 5), "d_channels must have at most 4 layers for pictures of 28 px, got 5"),
        (ResnetGanSettings(d_channels=(8,) * 5), "d_channels must have at most 4 layers"),
        (DcganSettings(conditional=True), "conditional must be off for data without labels"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(settings, words):
    with pytest.raises(ValueError, match=words):
        settings.check(GREY_28)


@pytest.mark.parametrize("name", ["dcgan", "resnet_gan", "conv_vae", "unet_flow"])
def test_convolutions_refuse_points(name):
    with pytest.raises(ValueError, match=f"{name} needs pictures, got points"):
        MODELS[name]().check(POINTS)


def test_bernoulli_refuses_points():
    with pytest.raises(ValueError, match="likelihood must be gaussian for points"):
        MlpVaeSettings().check(POINTS)


def test_building_checks_the_shape():
    with pytest.raises(ValueError, match="image_size must be a multiple of 4"):
        DcganSettings().build_generator(SampleShape(channels=1, image_size=30))


@pytest.mark.parametrize(
    "values",
    [{"g_channels": []}, {"g_channels": [8] * 7}, {"g_channels": [0]}, {"g_channels": [1025]}, {"latent_dim": 0}],
)
def test_widths_out_of_range_are_refused(values):
    with pytest.raises(SettingsError, match=next(iter(values))):
        parse(DcganSettings, values)
