"""Which games go with which discriminators, and how penalties are weighed."""

import pytest

from gan_core.errors import SettingsError
from gan_core.objectives import OBJECTIVES, Hinge, LeastSquares, Relativistic, Wasserstein
from gan_core.settings import parse


def test_objectives_are_named_as_their_settings_say():
    assert all(settings().name == name for name, settings in OBJECTIVES.items())


@pytest.mark.parametrize("name", OBJECTIVES)
def test_every_setting_has_a_title_and_a_sentence(name):
    settings = OBJECTIVES[name]
    assert settings.title
    assert settings.about.endswith(".")
    assert settings.paper
    for field, info in settings.model_fields.items():
        if field != "name":
            assert info.title, field
            assert info.description.endswith("."), field


@pytest.mark.parametrize("name", OBJECTIVES)
def test_settings_survive_json(name):
    settings = OBJECTIVES[name]()
    assert OBJECTIVES[name].model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize("penalty", ["r1_gamma", "r2_gamma", "gradient_penalty"])
def test_batch_norm_is_refused_with_penalties(penalty):
    with pytest.raises(ValueError, match="d_norm must be spectral, layer or none"):
        LeastSquares(**{penalty: 0.1}).check("batch")


@pytest.mark.parametrize("d_norm", ["spectral", "layer", "none"])
def test_other_norms_go_with_penalties(d_norm):
    Relativistic().check(d_norm)
    Wasserstein().check(d_norm)


def test_batch_norm_goes_without_penalties():
    LeastSquares().check("batch")


@pytest.mark.parametrize("d_norm", ["batch", "layer", "none"])
def test_wasserstein_is_refused_when_nothing_bounds_its_critic(d_norm):
    with pytest.raises(ValueError, match="gradient_penalty must be above 0, or d_norm spectral"):
        Wasserstein(gradient_penalty=0).check(d_norm)


def test_spectral_norm_bounds_a_wasserstein_critic():
    Wasserstein(gradient_penalty=0).check("spectral")


def test_lazy_penalties_weigh_as_much_as_they_are_rare():
    game = Hinge(r1_gamma=0.5, gradient_penalty=10, penalty_interval=4)
    assert game.penalty_weights == {"r1": 1.0, "gradient_penalty": 40}
    assert [step for step in range(9) if game.penalty_due(step)] == [0, 4, 8]


def test_a_game_without_penalties_never_owes_one():
    assert not any(LeastSquares().penalty_due(step) for step in range(4))
    assert LeastSquares().penalty_weights == {}


@pytest.mark.parametrize("values", [{"d_steps": 0}, {"r1_gamma": -1}, {"r1_gamma": float("nan")}, {"diffaugment": "x"}])
def test_values_out_of_range_are_refused(values):
    with pytest.raises(SettingsError, match=next(iter(values))):
        parse(Hinge, values)
