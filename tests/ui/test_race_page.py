"""The Race page: opens, begins a race, shows one that is finished, cancelled, foreign or damaged."""

from dataclasses import replace
from pathlib import Path

import pytest

from gan_core.jobs.folder import RunFolder
from gan_core.presets import PRESETS
from gan_core.race.lane_log import ATTRIBUTES, REAL_PICTURES, MetricName, Race, to_json
from gan_core.race.presets import RACE_PRESETS, race_of
from gan_core.race.results import RACE
from gan_core.race.settings import load_race_config
from gan_core.text.grammar import KINDS
from tests.conftest import tiny
from tests.race.lane_logs import falling, race, track
from tests.ui.opened import click, idle_launcher, page, texts, visible  # noqa: F401 - a fixture for every test here
from ui import server, state
from ui.race.curves import octave_axis

OF_SENTENCES = {"text-network", "mismatched", "contrastive", "sentence-penalty"}
TITLE = "Race: which setting gets there first?"


def raced(root: Path, status: str = "done") -> RunFolder:
    config = race_of("both", tiny())
    folder = RunFolder.create(
        root / "a-race", config.model_dump(mode="json"), title=config.title, job_type="race", state=status
    )
    known = race(track("slow", falling(4.0), watts=9.0), track("fast", falling(1.0), watts=9.0))
    (folder.path / RACE).write_text(to_json(known))
    return folder


def test_every_question_has_its_card_and_what_makes_no_sense_is_greyed_out_with_the_reason() -> None:
    test = page("race.py", preset="relativistic")
    assert not test.exception and [each.value for each in test.title] == [TITLE]
    buttons = {each.key: each for each in test.button if visible(each) == "Race"}
    assert set(buttons) == {f"race-{name}" for name in RACE_PRESETS}
    assert {name for name in RACE_PRESETS if buttons[f"race-{name}"].disabled} == {"compile", *OF_SENTENCES}
    assert "gradients of gradients" in texts(test)


def test_race_queues_the_question_and_the_address_names_it(runs_root: Path) -> None:
    test = page("race.py")
    test.button(key="race-batch").click().run()
    assert not test.exception
    (status,) = server.launcher().index.statuses()
    config = load_race_config(RunFolder(runs_root / status.name).config())
    assert (status.job_type, status.state) == ("race", "queued")
    assert [lane.changes["training.batch_size"] for lane in config.lanes] == [16, 32, 64, 128]
    assert config.base.model == PRESETS["quick-digits"].config.model
    assert test.query_params[state.RACE_PARAM] in (status.name, [status.name])
    assert "place 1 in the queue" in texts(test)
    click(test, "Cancel")
    assert server.launcher().index.statuses()[0].state == "stopped" and not test.exception


@pytest.mark.parametrize("way", ["one", "written"])
def test_an_own_race_starts_with_the_lanes_that_were_put_together(runs_root: Path, way: str) -> None:
    test = page("race.py")
    next(each for each in test.segmented_control if each.key == "own-way").set_value(way).run()
    click(test, "Start this race")
    assert not test.exception and not test.error
    (status,) = server.launcher().index.statuses()
    lanes = load_race_config(RunFolder(runs_root / status.name).config()).lanes
    assert [lane.name for lane in lanes] == (
        ["Precision auto", "Precision fp32"] if way == "one" else ["plain", "quick", "large"]
    )


def test_choices_are_there_again_after_a_look_at_a_race(runs_root: Path) -> None:
    raced(runs_root)
    test = page("race.py")
    test.number_input(key="race.seconds").set_value(8.0)
    test.number_input(key="race-seed").set_value(7)
    test.selectbox(key="own-setting").set_value("training.batch_size").run()
    test.text_input(key="own-values-training.batch_size").set_value("8; 24").run()
    test.query_params[state.RACE_PARAM] = "a-race"
    test.run()
    click(test, "All races")
    assert not test.exception
    assert (test.number_input(key="race.seconds").value, test.number_input(key="race-seed").value) == (8.0, 7)
    assert test.text_input(key="own-values-training.batch_size").value == "8; 24"


def test_what_can_still_come_is_not_called_missing_while_a_race_goes_on(runs_root: Path) -> None:
    folder = raced(runs_root, "queued")
    (folder.path / RACE).write_text(to_json(race(track("slow", falling(4.0)), track("fast", lambda _: 256.0))))
    test = page("race.py", race="a-race")
    assert not test.exception and "Images/s" in texts(test)
    assert "not reached" not in texts(test) and "unavailable" not in texts(test)


def test_a_race_that_goes_on_shows_who_leads_on_a_track(runs_root: Path) -> None:
    raced(runs_root, "queued")
    test = page("race.py", race="a-race")
    assert not test.exception
    assert "After 16.0 s of training each, fast leads. Fréchet distance: fast 0.00391, slow 16." in texts(test)
    assert texts(test).count("class='runner") == 2 and texts(test).count("runner leads") == 1


def test_a_finished_race_tells_who_was_first_in_words_and_figures(runs_root: Path) -> None:
    raced(runs_root)
    test = page("race.py", race="a-race")
    shown = texts(test)
    assert not test.exception and not test.error
    first = "fast reached a distance of 16 after 4.0 s"
    assert test.subheader[0].value.replace("\\", "").startswith(first)
    for words in (first, "4.0x sooner", "4.00x sooner", "assumed power", "Made-up features"):
        assert words in shown, words
    assert {"CSV", "JSON"} <= {each.label for each in test.get("download_button")}
    test = page("race.py")
    assert "Earlier races" in texts(test)
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    assert "Race ·" in texts(test) and not any(each.label == "Resume" for each in test.button)


def test_a_finished_race_is_raced_again_from_the_next_seed_and_a_cancelled_one_from_the_same(runs_root: Path) -> None:
    folder = raced(runs_root)
    seed = load_race_config(folder.config()).base.seed
    for state_before, wanted in (("done", seed + 1), ("stopped", seed)):
        with folder.record() as record:
            record.put(state=state_before)
        test = page("race.py", race="a-race")
        test.button(key="again").click().run()
        assert not test.exception
        newest = server.launcher().index.statuses()[0]
        assert newest.title.endswith(f", seed {wanted}")
        assert load_race_config(RunFolder(runs_root / newest.name).config()).base.seed == wanted


def test_a_curve_of_one_height_has_an_axis_of_one_octave() -> None:
    assert octave_axis([300.0, 300.0]) == {"min": 256.0, "max": 512.0} and octave_axis([256.0])["max"] == 512.0
    assert octave_axis([]) == octave_axis([0.0]) == {}


def test_a_cancelled_race_says_so_and_a_foreign_or_damaged_one_is_a_sentence(runs_root: Path) -> None:
    folder = raced(runs_root, "stopped")
    assert "What was seen until then is below" in texts(page("race.py", race="a-race"))
    (folder.path / RACE).write_text("{")
    assert "damaged" in texts(page("race.py", race="a-race"))
    RunFolder.create(runs_root / "a-run", tiny().model_dump(mode="json"), title="A run", state="done")
    test = page("race.py", race="a-run")
    assert "is a training run, not a race" in texts(test)
    click(test, "Back to the choice")
    assert not test.exception and state.RACE_PARAM not in test.query_params


def attribute_race(root: Path, name: str = "a-race") -> RunFolder:
    config = race_of("text-network", tiny("text_gan"))
    folder = RunFolder.create(root / name, config.model_dump(mode="json"), title=config.title, job_type="race")
    with folder.record() as record:
        record.put(state="done")
    measure = MetricName("Shape reader", 200, "shapes", 0.01, REAL_PICTURES, metric=ATTRIBUTES)
    lanes = []
    for lane_name, halflife in (("Joint", 2.0), ("Frozen", 8.0)):
        lane = track(lane_name, falling(halflife, 0.8))
        right = [dict.fromkeys((*KINDS, "all"), 1 - each.value) for each in lane.looks]
        looks = tuple(replace(each, right=share) for each, share in zip(lane.looks, right, strict=True))
        lanes.append(replace(lane, looks=looks))
    (folder.path / RACE).write_text(to_json(Race(tuple(lanes), measure, {}, ("a red star", "a blue disc"))))
    return folder


def test_race_of_text_models_is_headed_by_accuracy_per_attribute(runs_root: Path) -> None:
    attribute_race(runs_root)
    test = page("race.py", race="a-race")
    assert not test.exception
    shown = texts(test)
    assert "Joint draws as asked: shape 100 %, colour 100 %" in shown
    assert "Frozen draws as asked: shape 80 %" in shown
    assert "Frozen reached 80.0 % of attributes right after" in shown
    assert "Higher is better. Attributes drawn right (Shape reader), 200 samples of full captions" in shown
    assert "istance" not in shown
    assert "<li>a red star</li><li>a blue disc</li>" in shown
    heads = shown.partition("<thead>")[2].partition("</thead>")[0]
    assert [heads.index(f">{title}<") for title in ("Shape", "Colour", "Place", "All five", "Attributes right")]
    assert ">Seconds to 80.0 % right<" in heads


def test_race_cards_of_a_text_model_come_first_and_behind_the_others_elsewhere() -> None:
    keys = [
        each.key for each in page("race.py", preset="draw-what-i-say").button if (each.key or "").startswith("race-")
    ]
    assert keys[:4] == ["race-text-network", "race-mismatched", "race-contrastive", "race-sentence-penalty"]
    test = page("race.py")
    cards = [each for each in test.button if (each.key or "").startswith("race-")]
    assert [each.disabled for each in cards] == sorted(each.disabled for each in cards)
    assert "is told no sentences" in texts(test)
