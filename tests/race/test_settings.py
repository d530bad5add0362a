"""What may race, and what is refused with a sentence."""

import pytest

from gan_core.errors import SettingsError
from gan_core.presets import PRESETS
from gan_core.race.presets import RACE_PRESETS, race_of, why_not
from gan_core.race.settings import RaceConfig, load_race_config
from tests.conftest import tiny

TEXT_RACES = ("text-network", "mismatched", "contrastive", "sentence-penalty")


def config(*lanes: dict, base=None, **more) -> RaceConfig:
    base = (base or tiny()).model_dump(mode="json")
    named = [{"name": f"lane {index}", "changes": changes} for index, changes in enumerate(lanes)]
    return load_race_config({"base": base, "lanes": named, **more})


def test_lanes_share_all_but_their_changes_and_end_by_the_races_clock() -> None:
    race = config({}, {"training.batch_size": 16, "runtime.precision": "bf16"})
    first, second = (race.lane_config(lane) for lane in race.lanes)
    assert (first.training.batch_size, second.training.batch_size) == (8, 16)
    assert first.seed == second.seed == race.base.seed
    assert not (second.training.num_steps or second.training.num_images or second.training.seconds)
    assert race.lane_config(race.lanes[1]).with_changes(
        {"training.batch_size": 8, "runtime.precision": "fp32"}
    ) == race.lane_config(race.lanes[0])


@pytest.mark.parametrize(
    ("lanes", "words"),
    [
        (({},), "lanes must be 2 to 4, got 1"),
        (({},) * 5, "lanes must be 2 to 4, got 5"),
        (({}, {"seed": 3}), "must leave seed alone"),
        (({}, {"training.num_steps": 3}), "must leave training.num_steps alone"),
        (({}, {"data.name": "digits"}), "one metric cannot score"),
        (({}, {"optimiser.speed": 3}), "there is no setting called optimiser.speed"),
        (({}, {"runtime.precision": "int8"}), "runtime.precision must be one of"),
        (({}, {"optimiser.schedule": "cosine"}), "schedule must be constant"),
    ],
)
def test_what_makes_no_race_is_refused_with_a_sentence(lanes: tuple, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        config(*lanes)


def test_names_must_differ() -> None:
    lanes = [{"name": "a"}, {"name": "a"}]
    with pytest.raises(SettingsError, match="different names"):
        load_race_config({"base": tiny().model_dump(mode="json"), "lanes": lanes})


def test_compiling_under_a_second_order_penalty_is_refused_with_the_reason() -> None:
    base = tiny(model__d_norm="none", objective__name="relativistic")
    with pytest.raises(SettingsError, match="gradients of gradients"):
        base.with_changes({"runtime.compile": True})
    assert "gradients of gradients" in why_not("compile", base)
    assert tiny(runtime__compile=True).runtime.compile and not tiny().runtime.compile


@pytest.mark.parametrize("preset", PRESETS)
def test_every_ready_race_can_be_run_over_every_preset_or_says_why_not(preset: str) -> None:
    base = PRESETS[preset].config
    for name in RACE_PRESETS:
        if problem := why_not(name, base):
            hangs_on_base = ("both", "channels-last", "diffaugment", "compile", *TEXT_RACES)
            sensible = base.data.kind == "image" and name not in hangs_on_base
            sensible = sensible and not (name == "families" and base.data.captioned)
            sensible = sensible and base.family.has_prior  # without one nothing can be scored as it learns
            assert problem.endswith(".") and not sensible, problem
        else:
            race = race_of(name, base)
            assert load_race_config(race.model_dump(mode="json")) == race


def test_wide_and_narrow_really_are() -> None:
    lanes = {lane.name: lane.changes for lane in race_of("width", tiny()).lanes}
    assert lanes["Half as wide"]["model.g_channels"] == [4, 2] and lanes["Twice as wide"]["model.d_channels"] == [8, 16]


def test_race_of_sentences_makes_sense_for_models_that_are_told_some_and_for_no_others() -> None:
    assert [why_not(name, tiny("text_gan")) for name in TEXT_RACES] == ["", "", "", ""]
    assert {why_not(name, tiny()) for name in TEXT_RACES} == {
        "Tiny is told no sentences: choose a run that draws from captions."
    }


def test_lanes_of_a_text_race_differ_in_what_they_say() -> None:
    configs = {name: race_of(name, tiny("text_gan")) for name in TEXT_RACES}
    lanes = {name: [race.lane_config(lane) for lane in race.lanes] for name, race in configs.items()}
    assert [(each.model.text_network, each.objective.text_path) for each in lanes["text-network"]] == [
        ("transformer", "joint"),
        ("transformer", "frozen"),
        ("bag_of_words", "joint"),
    ]
    assert [each.objective.mismatched for each in lanes["mismatched"]] == [True, False]
    assert [each.objective.contrastive for each in lanes["contrastive"]] == [0.5, 0]
    assert [each.objective.sentence_r1_gamma for each in lanes["sentence-penalty"]] == [0.2, 0]


def test_switch_that_is_off_in_the_run_is_on_in_the_lane_that_has_it() -> None:
    base = tiny("text_gan", objective__contrastive=0, model__text_network="bag_of_words")
    with_it, without = (race_of("contrastive", base).lane_config(each) for each in race_of("contrastive", base).lanes)
    assert (with_it.objective.contrastive, without.objective.contrastive) == (0.5, 0)
    joint = race_of("text-network", base)
    assert joint.lane_config(joint.lanes[0]).model.text_network == "transformer"


def test_shapes_from_sentences_are_scored_by_attributes_and_all_else_by_distance() -> None:
    text, plain = race_of("mismatched", tiny("text_gan")), race_of("batch", tiny())
    assert (text.scored_by, plain.scored_by) == ("attributes", "frechet")
    assert race_of("mismatched", tiny("text_gan"), measure="frechet").scored_by == "frechet"
    with pytest.raises(SettingsError, match="measure must be frechet or empty, got 'attributes'"):
        race_of("batch", tiny(), measure="attributes")
