"""Each page alone and through the navigation, with a title each time, and its main action."""

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.errors import UserError
from gan_core.jobs.folder import RunFolder
from gan_core.presets import PRESETS
from tests.conftest import tiny
from tests.running import finished_run, write_record
from tests.ui.opened import IdleLauncher, click, idle_launcher, page, visible  # noqa: F401 - the launcher is a fixture
from tests.unprivileged import read_only
from ui import estimates, server, state

PROJECT = Path(__file__).resolve().parents[2]
PAGES = {
    "train.py": "Watch networks learn to draw",
    "runs.py": "Runs",
    "compare.py": "Compare: which setting learns better?",
    "latent.py": "Latent space: walk through it",
    "optimise.py": "Optimise: which promise holds?",
    "race.py": "Race: which setting gets there first?",
    "doctor.py": "Doctor: what is wrong with this run?",
    "job.py": "Long work",
}
SCRIPTS = sorted(path.name for path in (PROJECT / "pages").glob("*.py"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_page_opens_alone(name: str) -> None:
    test = page(name)
    assert not test.exception and len(test.title) == 1
    assert test.title[0].value == PAGES.get(name, test.title[0].value)


def test_navigation_opens_train_first() -> None:
    test = AppTest.from_file(str(PROJECT / "ui" / "navigation.py"), default_timeout=30).run()
    assert not test.exception and test.title[0].value == PAGES["train.py"]


@pytest.mark.parametrize("name", [name for name in SCRIPTS if name != "train.py"])
def test_navigation_switches_to_every_page(name: str) -> None:
    test = AppTest.from_file(str(PROJECT / "ui" / "navigation.py"), default_timeout=30).run()
    test.switch_page(str(PROJECT / "pages" / name)).run()
    assert not test.exception and test.title[0].value == PAGES.get(name, page(name).title[0].value)


def test_every_preset_has_a_card_and_train_queues_a_run(runs_root: Path) -> None:
    test = page("train.py")
    assert len([button for button in test.button if visible(button) == "Train"]) == len(PRESETS)
    click(test, "Train")
    assert not test.exception
    statuses = server.launcher().index.statuses()
    assert [status.state for status in statuses] == ["queued"]
    assert test.query_params["run"] == [statuses[0].name] or test.query_params["run"] == statuses[0].name


def test_customise_opens_the_form_and_a_bad_setting_is_named() -> None:
    test = click(page("train.py"), "Customise")
    assert not test.exception
    channels = next(each for each in test.text_input if each.label == "Generator channels")
    channels.set_value("64, zero").run()
    assert not test.exception
    assert any("Generator channels" in error.value for error in test.error)
    assert next(button for button in test.button if visible(button) == "Train").disabled


def test_form_starts_a_run_with_the_changed_settings(runs_root: Path) -> None:
    test = click(page("train.py"), "Customise")
    next(each for each in test.number_input if each.label == "Batch size").set_value(48).run()
    next(each for each in test.text_input if each.label == "Name of the run").set_value("Mine").run()
    click(test, "Train")
    folder = RunFolder(runs_root / server.launcher().index.statuses()[0].name)
    assert folder.config()["training"]["batch_size"] == 48 and folder.status().title == "Mine"


def test_form_follows_a_model_of_the_other_family() -> None:
    test = click(page("train.py"), "Customise")
    model = next(each for each in test.selectbox if each.label == "Model")
    model.set_value("conv_vae").run()
    assert not test.exception and not test.error
    assert next(each for each in test.selectbox if each.label == "Objective").value == "elbo"
    assert not [each for each in test.number_input if each.label == "Learning rate of D"]


def test_own_pictures_without_a_zip_cannot_be_trained_and_close_stays() -> None:
    test = click(page("train.py"), "Customise")
    next(each for each in test.selectbox if each.label == "Data").set_value("folder").run()
    assert not test.exception
    assert "Choose a zip of pictures first" in test.error[0].value
    assert next(button for button in test.button if visible(button) == "Train").disabled
    click(test, "Close")
    assert len([button for button in test.button if visible(button) == "Train"]) == len(PRESETS)


def test_failed_estimate_is_told_and_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def refuse(self, question: str, value: object) -> dict:
        asked.append(question)
        raise UserError("this device is not here")

    monkeypatch.setattr(IdleLauncher, "ask", refuse)
    test = click(page("train.py"), "Customise")
    next(each for each in test.number_input if each.label == "Batch size").set_value(63).run()
    estimates.pool.submit(lambda: None).result()  # whatever was asked has been answered
    count = len(asked)
    for _ in range(3):
        test.run()
    assert len(asked) == count
    assert any("this device is not here" in each.value for each in test.warning)


def test_delete_asks_first_in_its_own_place(runs_root: Path) -> None:
    finished_run(runs_root)
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    click(test, "Delete…")
    click(test, "Keep it")
    assert (runs_root / "tiny-run").exists()
    click(test, "Delete…")
    assert next(button for button in test.button if button.label == ":red[Delete]").proto.type != "primary"
    click(test, ":red[Delete]")
    assert not (runs_root / "tiny-run").exists()
    click(test, "Undo")
    assert (runs_root / "tiny-run").exists()


def test_full_quota_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GAN_CORE_QUOTA_GB", "0.000001")
    test = page("train.py")
    click(test, "Train")
    test = page("train.py")
    click(test, "Train")
    assert not test.exception and any("Delete some of your runs" in error.value for error in test.error)


def test_open_run_shows_its_buttons(runs_root: Path) -> None:
    finished_run(runs_root)
    test = page("train.py", run="tiny-run")
    assert not test.exception and test.title[0].value == "Tiny run"
    assert "Duplicate and edit" in [button.label for button in test.button]


def test_unknown_run_is_a_sentence() -> None:
    for name in ("nowhere", "../../etc/passwd"):
        test = page("train.py", run=name)
        assert not test.exception and "There is no run called" in test.error[0].value


def test_runs_page_lists_and_renames(runs_root: Path) -> None:
    finished_run(runs_root)
    test = page("runs.py")
    assert "No runs of yours yet" in test.info[0].value and test.button[0].label == "Train one"
    test.segmented_control[0].set_value("All").run()
    assert any("Tiny run" in each.value for each in test.markdown)
    test.text_input[0].set_value("*Renamed*").run()
    assert RunFolder(runs_root / "tiny-run").status().title == "*Renamed*"
    assert not test.exception


def test_deleted_run_can_be_undone(runs_root: Path) -> None:
    finished_run(runs_root)
    server.launcher().delete("tiny-run")
    test = AppTest.from_file(str(PROJECT / "pages" / "runs.py"), default_timeout=30)
    test.session_state[state.DELETED] = ("tiny-run", "Tiny run")
    click(test.run(), "Undo")
    assert (runs_root / "tiny-run").exists() and not test.exception


def test_latent_page_opens_a_run_and_a_shipped_model(runs_root: Path) -> None:
    finished_run(runs_root, model__conditional=True)
    test = page("latent.py", model="tiny-run")
    assert not test.error and not test.exception
    assert test.selectbox[0].value == "tiny-run"
    test.selectbox[0].select("shapes-vae").run()
    assert not test.error and not test.exception
    assert "shapes-vae" in test.query_params["model"]


def test_latent_page_says_when_a_model_is_gone_or_damaged(runs_root: Path) -> None:
    folder = finished_run(runs_root)
    test = page("latent.py", model="gone")
    assert any("no longer exists" in each.value for each in test.warning)
    weights = next(folder.path.glob("checkpoints/*/generator.safetensors"))
    weights.write_bytes(b"nonsense")
    test = page("latent.py", model="tiny-run")
    assert not test.exception and any("damaged" in each.value for each in test.error)


def test_renaming_a_run_that_is_gone_is_a_sentence(runs_root: Path) -> None:
    finished_run(runs_root)
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    shutil.rmtree(runs_root / "tiny-run")
    test.text_input[0].set_value("Renamed").run()
    assert not test.exception and "There is no run" in test.toast[0].value


def test_damaged_runs_take_no_page_down_and_can_be_deleted(runs_root: Path) -> None:
    finished_run(runs_root)
    for name, (key, value) in {"a": ("created", "null"), "b": ("energy", "{}"), "c": ("pid", '"x"')}.items():
        folder = RunFolder.create(runs_root / name, tiny().model_dump(mode="json"), title="Broken")
        write_record(folder, "INSERT OR REPLACE INTO status VALUES (?, ?)", key, value)
    for each in PAGES:
        assert not page(each).exception, each
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    assert not test.exception
    assert sum("Damaged" in each.value for each in test.markdown) == 3
    assert sum("can be deleted" in each.value for each in test.caption) == 3
    test.button(key="delete-b").click().run()
    test.button(key="really-b").click().run()
    assert not test.exception and not (runs_root / "b").exists()


def test_copied_run_is_renamed_with_one_press(runs_root: Path) -> None:
    folder = finished_run(runs_root)
    shutil.copytree(folder.path, runs_root / "shp copy")
    test = page("runs.py")
    assert any("shp copy" in each.value for each in test.markdown)
    click(test, "Rename it")
    assert not test.exception and (runs_root / "shp-copy").is_dir()
    assert "shp-copy" in {status.name for status in server.launcher().index.statuses()}


def test_full_quota_has_a_button_for_the_bin_and_a_word_for_who_has_no_runs(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = finished_run(runs_root)
    monkeypatch.setenv("GAN_CORE_QUOTA_GB", "0.00001")
    assert "Empty the bin" not in [button.label for button in page("runs.py").button]
    server.launcher().delete(folder.name)
    test = page("runs.py")
    assert any("ask the person who runs this server" in each.value for each in test.caption)
    click(test, "Empty the bin")
    assert not test.exception and list((runs_root / ".trash").iterdir()) == []


def test_pages_open_and_tell_where_nothing_can_be_written(runs_root: Path) -> None:
    finished_run(runs_root)
    with read_only(runs_root):
        for each in PAGES:
            assert not page(each).exception, each
        test = page("train.py", run="tiny-run")
        assert not test.exception and not test.error
        test = click(page("train.py"), "Train")
        assert not test.exception and any("cannot be written to" in error.value for error in test.error)
        test = page("runs.py")
        test.segmented_control[0].set_value("All").run()
        click(test, "Delete…")
        click(test, ":red[Delete]")
        assert not test.exception and any("cannot be deleted" in error.value for error in test.error)
