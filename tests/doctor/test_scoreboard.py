"""The doctor on recorded histories of real runs; `python -m benchmarks.doctor_histories --write` makes them again."""

import pytest

from gan_core.doctor import FAILURE_MODES, diagnose, recordings
from gan_core.doctor.history import Curve, History
from gan_core.doctor.scoreboard import score
from gan_core.doctor.starts import FAILING, SOUND

RECORDED = {name: recordings.load(name) for name in recordings.names()}


def test_each_failure_mode_that_settings_bring_about_has_a_recording() -> None:
    assert len(FAILING) >= 13 and set(FAILING) < set(FAILURE_MODES)
    assert set(RECORDED) == {*FAILING, *(f"well-{name}" for name in SOUND)} and len(SOUND) == 8


def test_doctor_names_at_least_eleven_of_thirteen_and_leaves_all_eight_sound_ones_alone() -> None:
    board = score(RECORDED)
    assert board.named >= 11, board.lines()
    assert board.silent == 8, board.lines()


@pytest.mark.parametrize("name", recordings.names())
def test_recording_is_small_and_of_the_run_that_is_started(name: str) -> None:
    assert (recordings.FOLDER / f"{name}.json").stat().st_size < 30_000
    start = FAILING.get(name) or SOUND[name.removeprefix("well-")]
    recorded, started_failure = RECORDED[name].config.model_dump(mode="json"), start.config().model_dump(mode="json")
    for group in ("data", "model", "objective", "optimiser", "training"):
        assert recorded[group] == started_failure[group]


@pytest.mark.parametrize("name", recordings.names())
def test_doctor_is_silent_at_the_beginning(name: str) -> None:
    whole = RECORDED[name]
    begun = {
        key: Curve(each.steps[each.steps <= 100], each.values[each.steps <= 100]) for key, each in whole.curves.items()
    }
    assert diagnose(History(whole.config, begun)) == []


@pytest.mark.parametrize("name", FAILING)
def test_findings_have_evidence_from_the_run_and_a_valid_remedy(name: str) -> None:
    history = RECORDED[name]
    for finding in diagnose(history):
        assert 0 <= finding.since_step <= history.step
        assert all(len(history.curve(each.curve)) for each in finding.evidence)
        for remedy in finding.remedies:
            history.config.with_changes(remedy.changes)
