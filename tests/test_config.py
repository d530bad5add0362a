"""RunConfig: what it allows, and the sentences that refuse."""

import pytest

from gan_core.config import LIVE, RunConfig, live_values, load_config
from gan_core.errors import SettingsError
from gan_core.presets import PRESETS, find_preset
from tests.conftest import tiny


def refused(**changes: object) -> str:
    with pytest.raises(SettingsError) as caught:
        tiny(**changes)
    return str(caught.value)


def test_json_round_trip_gives_the_same_config() -> None:
    for preset in PRESETS.values():
        assert load_config(preset.config.model_dump(mode="json")) == preset.config


def test_bad_values_are_named_with_what_is_allowed() -> None:
    assert refused(data__image_size=30) == "data.image_size must be a multiple of 4, got 30"
    assert refused(training__batch_size=1) == "training.batch_size must be at least 2, got 1"
    assert "optimiser.lr must be more than 0" in refused(optimiser__lr=0)
    assert "there is no setting called training.batchsize" in refused(training__batchsize=3)
    assert "there is no setting called trainig.batch_size" in refused(trainig__batch_size=3)
    assert refused(model__g_channels=[0, 4]) == "model.g_channels.0 must be at least 1, got 0"


def test_unknown_choice_lists_what_there_is() -> None:
    text = refused(objective__name="hunge")
    assert "objective.name must be one of" in text and "'hinge'" in text


def test_objective_of_the_other_family_is_refused() -> None:
    assert "does not train a GAN" in refused(objective__name="elbo")


def test_batch_norm_with_gradient_penalty_is_refused_with_the_reason() -> None:
    text = refused(model__d_norm="batch", objective__name="wasserstein")
    assert "one sample at a time" in text and text.startswith("d_norm must be spectral, layer or none")


def test_cosine_without_an_end_is_refused() -> None:
    assert "must have a known end" in refused(optimiser__schedule="cosine", training__num_steps=0)


def test_picture_too_small_for_the_layers_is_refused() -> None:
    assert "multiple of 64" in refused(model__g_channels=[8] * 6)


def test_changing_the_name_brings_the_new_variants_defaults() -> None:
    changed = tiny(model__d_norm="layer").with_changes({"objective.name": "wasserstein"})
    assert (changed.objective.d_steps, changed.objective.gradient_penalty) == (5, 10)


def test_changing_the_family_brings_an_objective_that_fits() -> None:
    assert tiny().with_changes({"model.name": "conv_vae"}).objective.name == "elbo"


def test_config_is_frozen() -> None:
    with pytest.raises(Exception, match="frozen"):
        tiny().seed = 3


def test_live_settings_are_settings() -> None:
    text = PRESETS["draw-what-i-say"].config.model_dump()
    assert all(name.split(".")[1] in text[name.split(".")[0]] for name in LIVE)


def test_live_settings_of_a_run_are_those_that_it_has() -> None:
    assert list(live_values(tiny().model_dump())) == [name for name in LIVE if not name.startswith("objective.")]


def test_every_setting_says_what_it_does() -> None:
    from gan_core.config import choices, groups

    models = [*groups().values(), *(each for variants in choices().values() for each in variants.values())]
    silent = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if name != "name" and not field.description
    ]
    assert silent == []


def test_unknown_preset_lists_the_known() -> None:
    with pytest.raises(SettingsError, match="quick-digits"):
        find_preset("nonsense")


def test_presets_end_and_have_distinct_titles() -> None:
    configs: list[RunConfig] = [preset.config for preset in PRESETS.values()]
    assert all(c.training.seconds or c.training.num_steps or c.training.num_images for c in configs)
    assert len({preset.title for preset in PRESETS.values()}) == len(PRESETS)
