"""The drawing of a network tells the truth about its layers."""

import pytest
import torch

from gan_core.families import family_of
from gan_core.models import MODELS, DcganSettings
from gan_core.models.drawing import count_parameters, describe, draw
from gan_core.shape import SampleShape

SHAPE = SampleShape(channels=1, image_size=28, num_classes=10)


@pytest.mark.parametrize("conditional", [False, True])
@pytest.mark.parametrize("name", [name for name, each in MODELS.items() if each.family != "text_gan"])
def test_rows_add_up_to_all_parameters(name, conditional):
    settings = MODELS[name](conditional=conditional)
    drawing = draw(settings, SHAPE)
    built = {name: each.build(settings, SHAPE) for name, each in family_of(settings).networks.items()}
    for part, rows in drawing.items():
        assert sum(row.num_parameters for row in rows) == count_parameters(built[part])


def test_rows_of_a_text_model_add_up_with_what_no_latent_runs_through():
    settings, shape = MODELS["text_gan"](), SampleShape(channels=3, image_size=32, condition_width=64)
    drawing = draw(settings, shape)
    assert sum(row.num_parameters for row in drawing["G"]) == count_parameters(settings.build_generator(shape))
    assert sum(row.num_parameters for row in drawing["D"]) == count_parameters(settings.build_discriminator(shape))
    assert [(row.kind, row.output_shape) for row in drawing["G"][:3]] == [
        ("Text network", (64,)),
        ("Picture encoder", (64,)),
        ("Linear", (64,)),
    ]


def test_dcgan_generator_is_drawn_in_three_rows():
    rows = draw(DcganSettings(), SHAPE)["G"]
    assert [(row.kind, row.output_shape) for row in rows] == [
        ("Linear · BatchNorm · ReLU", (64, 7, 7)),
        ("ConvTranspose 4x4, stride 2 · BatchNorm · ReLU", (32, 14, 14)),
        ("ConvTranspose 4x4, stride 2 · Tanh", (1, 28, 28)),
    ]


def test_spectral_norm_is_drawn():
    rows = draw(DcganSettings(d_norm="spectral"), SHAPE)["D"]
    assert all("spectral norm" in row.kind for row in rows)


def test_looking_changes_nothing():
    D = DcganSettings(d_norm="spectral").build_discriminator(SHAPE)
    D.layers[0].eval()
    before, modes = {k: v.clone() for k, v in D.state_dict().items()}, [m.training for m in D.modules()]
    random_state = torch.get_rng_state()
    describe(D, torch.zeros(2, 1, 28, 28))
    draw(DcganSettings(d_norm="spectral"), SHAPE)
    assert all(torch.equal(value, before[key]) for key, value in D.state_dict().items())
    assert [m.training for m in D.modules()] == modes
    assert torch.equal(torch.get_rng_state(), random_state)
    assert not any(m._forward_hooks for m in D.modules())


def test_drawing_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="multiple of 4"):
        draw(DcganSettings(), SampleShape(channels=1, image_size=30))


@pytest.mark.parametrize("name", [name for name, each in MODELS.items() if each.family == "gan"])
def test_label_branch_of_d_is_drawn_before_the_output(name):
    rows = draw(MODELS[name](conditional=True), SHAPE)["D"]
    assert [row.name for row in rows[-2:]] == ["head.embed", "head.linear"]
    assert rows[-2].kind.startswith("Labels") and not rows[-1].kind.startswith("Labels")
