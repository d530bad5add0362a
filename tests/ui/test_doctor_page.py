"""The Doctor page: findings with remedies, failure modes explained, failing runs started and diagnosed."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.config import load_config
from gan_core.doctor import FAILURE_MODES, recordings
from gan_core.doctor.starts import FAILING, failure_of
from gan_core.errors import RunError
from gan_core.jobs import process
from gan_core.jobs.folder import RunFolder, runs_in
from tests.doctor.failing_runs import recorded_run
from tests.ui.opened import idle_launcher  # noqa: F401 - a fixture for every test here
from tests.ui.opened import page as of
from ui.diagnosis.cards import apply_chosen
from ui.diagnosis.visits import visit
from ui.live import news as live_state

PAGE = Path(__file__).resolve().parents[2] / "pages" / "doctor.py"


def page(**query: str) -> AppTest:
    test = AppTest.from_file(str(PAGE), default_timeout=30)
    for key, value in query.items():
        test.query_params[key] = value
    test.run()
    assert not test.exception
    return test


def words(test: AppTest) -> str:
    return " ".join(each.value for each in (*test.markdown, *test.info, *test.success, *test.warning, *test.caption))


def click(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception
    return test


def test_examined_run_shows_its_failure_and_a_remedy(runs_root: Path) -> None:
    recorded_run(runs_root, "d_too_weak")
    test = page(run="d-too-weak")
    assert "D is too weak" in words(test) and "worse than a coin" in words(test)
    assert any(button.label.startswith("Raise D's learning rate") for button in test.button)


def test_a_run_that_is_gone_is_said_so_before_another_is_shown(runs_root: Path) -> None:
    recorded_run(runs_root, "well-vae_shapes")
    shown = words(page(run="deleted"))
    assert "no training run called “deleted” here" in shown and "Nothing found in 600 steps" in shown


def test_healthy_run_is_told_so(runs_root: Path) -> None:
    recorded_run(runs_root, "well-vae_shapes")
    assert "Nothing found in 600 steps" in words(page(run="well-vae-shapes"))


def test_page_without_runs_says_where_to_begin_and_shows_what_can_go_wrong() -> None:
    test = page()
    assert "No training run yet" in words(test) and "What helps" in words(test)
    click(test, "To the break-it lab")
    assert any(button.label == "Surprise me" for button in test.button)


@pytest.mark.parametrize("name", ["mode_collapse", "fp16_overflow", "oscillation"])
def test_failure_mode_is_explained(name: str) -> None:
    test = page(part="illnesses", illness=name)
    assert test.header[0].value == FAILURE_MODES[name].title
    assert FAILURE_MODES[name].link in words(test) and "What helps" in words(test)


def test_failing_run_is_started_under_a_number_and_diagnosed_first(runs_root: Path) -> None:
    test = click(page(part="lab"), "Surprise me")
    (folder,) = runs_in(runs_root)
    started_failure = failure_of(load_config(folder.config()))
    assert started_failure in FAILING and started_failure.replace("_", " ") not in folder.status().title.lower()
    assert len(test.radio[0].options) == 4 and "What the doctor finds" not in words(test)
    test.radio[0].set_value(started_failure)
    click(test, "This is my diagnosis")
    assert (
        "whether it is right once the run shows the failure" in words(test) and not test.success
    )  # it is queued: there is no evidence yet
    with folder.record() as record:
        record.put(state="stopped", step=10)
    test.run()
    assert any(each.value.startswith("Right") for each in test.success)
    assert "What the doctor finds" in words(test)


def test_a_diagnosis_is_not_confirmed_before_the_run_shows_it(runs_root: Path) -> None:
    folder = recorded_run(runs_root, "mode_collapse", until=80)
    with folder.record() as record:
        record.put(state="running", **process.identity())
    test = page(part="lab", patient="mode-collapse")
    test.radio[0].set_value("mode_collapse")
    click(test, "This is my diagnosis")
    assert "Your diagnosis: “Mode collapse”" in words(test) and not test.success
    assert FAILURE_MODES["mode_collapse"].about not in words(test)


def test_a_new_failing_run_does_not_wait_behind_one_that_was_left(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.run_list.own_names", lambda: ("me",))
    monkeypatch.setattr("ui.doctor.failure_lab.visitor", lambda: "me")
    click(page(part="lab"), "Surprise me")
    (first,) = runs_in(runs_root)
    click(page(part="illnesses", illness="mode_collapse"), "Break a run with it")
    assert first.status().state == "stopped"
    assert sorted(each.status().state for each in runs_in(runs_root)) == ["queued", "stopped"]


def test_a_diagnosis_needs_a_choice(runs_root: Path) -> None:
    test = click(click(page(part="lab"), "Surprise me"), "This is my diagnosis")
    assert "First choose one of the four" in words(test) and "What the doctor finds" not in words(test)


def test_a_provoked_failure_that_did_not_come_to_pass_is_said_so(runs_root: Path) -> None:
    recorded_run(runs_root, "mode_collapse", until=300)
    test = page(part="lab", patient="mode-collapse")
    test.radio[0].set_value("mode_collapse")
    click(test, "This is my diagnosis")
    assert "“Mode collapse” was started, and the doctor does not find it in this run: no two" in words(test)


def test_a_failing_run_that_was_stopped_early_is_not_called_sound_without_a_word(runs_root: Path) -> None:
    recorded_run(runs_root, "mode_collapse", state="stopped", until=300)
    test = page(part="lab", patient="mode-collapse")
    test.radio[0].set_value("mode_collapse")
    click(test, "This is my diagnosis")
    assert "it ended after 300 of 900 steps" in words(test)


def test_a_failing_run_has_the_seed_that_is_known_to_fail(runs_root: Path) -> None:
    click(page(part="illnesses", illness="mode_collapse"), "Break a run with it")
    (folder,) = runs_in(runs_root)
    assert load_config(folder.config()).seed == recordings.load("mode_collapse").config.seed


def test_list_of_runs_carries_the_doctor_s_verdict(runs_root: Path) -> None:
    recorded_run(runs_root, "quality_collapse")
    recorded_run(runs_root, "well-vae_shapes")
    cards = [each.value for each in of("runs.py", whose="All").markdown if "badge" in each.value]
    assert ["Quality collapse" in each for each in cards].count(True) == 1 and len(cards) == 2


def test_unknown_failing_run_is_a_sentence() -> None:
    assert "no run called" in page(part="lab", patient="nobody").error[0].value


def test_live_view_is_told_findings_once_for_all(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = recorded_run(runs_root, "d_too_weak", state="paused")
    seen = {"epoch": "", "after": 0, "pictures_after": 0, "log_after": 0}
    (found,) = [each for each in live_state.news(folder, **seen)["findings"] if each["illness"] == "d_too_weak"]
    assert found["remedies"] and found["sentence"].startswith("For ")
    first = visit(folder, folder.status())
    assert visit(folder, folder.status()) is first


def test_end_of_a_run_is_judged_at_once(runs_root: Path) -> None:
    folder = recorded_run(runs_root, "divergence", state="paused")
    assert visit(folder, folder.status()).findings == []
    with folder.record() as record:
        record.put(state="failed", reason=recordings.load("divergence").reason)
    assert [each.failure_mode for each in visit(folder, folder.status()).findings] == ["divergence"]


def test_remedy_pressed_in_the_live_view_reaches_a_running_run(runs_root: Path) -> None:
    folder = recorded_run(runs_root, "d_too_weak")
    with folder.record() as record:
        record.put(state="running", **process.identity())
    apply_chosen(folder, "d_too_weak:0")
    with folder.record() as record:
        (command,) = record.asked()
    assert command.name == "set" and command.value["name"] == "optimiser.d_lr"
    assert command.value["value"] == pytest.approx(1.5e-3)
    apply_chosen(folder, "d_too_weak:99")
    apply_chosen(RunFolder(folder.path), "nonsense")


def test_run_of_another_kind_has_no_findings(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "measured", {}, title="Measured", job_type="measure", state="done")
    assert visit(folder, folder.status()) is None
    from gan_core.doctor.read_history import read_history

    with pytest.raises(RunError, match="reads training runs"):
        read_history(folder)
