"""A recovery among the runs: its page opens, its buttons fit, and it is followed like a training run."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.errors import RunError
from gan_core.job_types.registry import load_settings
from gan_core.recovery.settings import RecoverConfig
from tests.recovery.teachers import distillation, make_student, saved
from tests.running import work
from tests.ui.opened import idle_launcher  # noqa: F401
from ui.controls import longer_budget
from ui.live.news import news
from ui.run_view import grid_ratio

PROJECT = Path(__file__).resolve().parents[2]


def opened(name: str) -> AppTest:
    test = AppTest.from_file(str(PROJECT / "pages" / "train.py"), default_timeout=30)
    test.query_params["run"] = name
    return test.run()


def labels(page: AppTest) -> set[str]:
    return {button.label for button in page.button}


@pytest.mark.parametrize(("method", "how"), [("distil", "distilled"), ("fine_tune", "fine-tuned")])
def test_finished_recovery_opens_without_what_only_training_has(runs_root: Path, method: str, how: str) -> None:
    work(make_student(runs_root, distillation(saved(runs_root), num_steps=3, method=method)))
    page = opened("lesson")
    assert not page.exception, page.exception
    assert "Duplicate and edit" not in labels(page)
    words = " ".join(each.value for each in page.markdown).replace("\\", "")  # as the page shows it, without escapes
    assert f"pruned 50 % (magnitude), {how}" in words and "dcgan-teacher" in words


def test_paused_recovery_offers_whole_steps_only(runs_root: Path) -> None:
    from gan_core.jobs import process

    folder = make_student(runs_root, distillation(saved(runs_root), num_steps=3))
    with folder.record() as record:
        record.put(state="paused", **process.identity())
    page = opened("lesson")
    assert not page.exception
    assert {"Resume", "Step", "Stop"} <= labels(page) and not {"D only", "G only"} & labels(page)


def test_live_view_is_told_of_a_recovery(runs_root: Path) -> None:
    folder = make_student(runs_root, distillation(saved(runs_root), num_steps=3))
    work(folder)
    told = news(folder, epoch="", after=0, pictures_after=0, log_after=0)
    assert told["status"]["job_type"] == "recover" and "distil/psnr" in told["rows"]["values"]
    assert set(told["pictures"]["kinds"]) == {"samples"}


def test_room_is_kept_for_the_rows_to_come(runs_root: Path) -> None:
    recording = {"num_samples": 48, "sample_interval": 4, "log_interval": 2}
    assert grid_ratio(distillation(saved(runs_root), recording=recording)) == "7 / 6"
    assert grid_ratio(distillation("digits-gan", recording=recording)) == "10 / 4"
    assert grid_ratio(distillation("gone", recording=recording)) == "7 / 6"


def test_a_recovery_that_ended_can_go_on_for_longer(runs_root: Path) -> None:
    config = distillation(saved(runs_root), optimiser={"schedule": "cosine"})
    folder = make_student(runs_root, config)
    work(folder)
    longer = longer_budget(config, folder.status(), folder.status().seconds)
    assert longer["training.num_steps"] == 24


def test_settings_are_read_by_the_kind_of_job(runs_root: Path) -> None:
    values = distillation("shapes-gan").model_dump(mode="json")
    assert isinstance(load_settings("recover", values), RecoverConfig)
    with pytest.raises(RunError, match="not a training run"):
        load_settings("measure", {})
