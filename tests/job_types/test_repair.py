"""A repair training as a run: networks and scores, a pause, a stop that keeps them, damage that is told."""

import json
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from gan_core.cli.main import main
from gan_core.errors import CheckpointError, RunError, SettingsError
from gan_core.jobs.folder import RunFolder
from gan_core.repair.findings import read_result
from gan_core.repair.one_picture import damage_one, repair_one
from gan_core.repair.saved import WEIGHTS, find_repair, load_networks, read_model, shipped_models, why_unfit
from gan_core.repair.settings import load_repair_config
from gan_core.shape import SampleShape
from gan_core.store.own_files import own_path
from tests.repair.trained import quick, trained_run
from tests.running import make, wait_until, work


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return trained_run(tmp_path_factory.mktemp("runs"), data=quick().data.model_dump(mode="json"))


def test_both_networks_are_scored_on_every_task_beside_the_damaged_pictures(trained: RunFolder) -> None:
    found = read_result(trained).findings
    tasks, pictures = ("denoise", "fill", "double"), ("damaged", "mse", "adversarial")
    assert [(each.task, each.pictures) for each in found.scores] == [(a, b) for a in tasks for b in pictures]
    assert (found.num, found.reader, found.learned) == (20, "shapes", False)
    assert [each.step for each in found.history] == [1, 2, 3]


def test_its_networks_repair_a_picture(trained: RunFolder) -> None:
    model = read_model(trained.path)
    assert (model.step, model.shape.dims) == (3, (3, 16, 16)) and -1 <= model.ground <= 1
    picture = np.zeros((3, 16, 16), np.float32)
    spoiled = damage_one("fill", picture, strength=0.5, hole=None, seed=0)
    found = repair_one(load_networks(model), spoiled, picture, "shapes")
    assert set(found.pictures) == {"damaged", "mse", "adversarial"} and found.opinions["mse"].psnr is not None


def test_a_sheet_of_pictures_is_there_for_each_task(trained: RunFolder) -> None:
    with trained.record() as record:
        assert all(record.newest_picture(f"repaired-{task}") for task in ("denoise", "fill", "double"))


def test_a_stop_keeps_the_networks_that_it_has(tmp_path: Path) -> None:
    folder = make(tmp_path, quick(num_steps=25), "stopped")

    def listener(_: object) -> None:
        if (folder.path / WEIGHTS).is_file():
            folder.ask("stop")

    assert work(folder, listener) == "stopped"
    model = read_model(folder.path)
    assert 0 < model.step < 25 and len(load_networks(model)) == 2
    assert read_result(folder).findings.scores == ()


def test_it_waits_while_it_is_paused_and_then_goes_on_to_its_end(tmp_path: Path) -> None:
    folder = make(tmp_path, quick(num_steps=3), "paused")
    states: list[str] = []

    def go_on() -> None:
        wait_until(lambda: folder.status().state == "paused")
        states.append(folder.status().state)
        folder.ask("resume")

    folder.ask("pause")
    other = Thread(target=go_on)
    other.start()
    assert work(folder) == "done"
    other.join()
    assert states == ["paused"] and read_model(folder.path).step == 3


def test_links_and_damaged_files_are_refused(trained: RunFolder, tmp_path: Path) -> None:
    (tmp_path / WEIGHTS).symlink_to(trained.path / WEIGHTS)
    with pytest.raises(RunError, match="elsewhere"):
        own_path(tmp_path, WEIGHTS)
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "meta.json").write_text((trained.path / "meta.json").read_text("utf-8"), "utf-8")
    (copy / WEIGHTS).write_bytes(b"no safetensors")
    with pytest.raises(CheckpointError, match="missing or damaged"):
        load_networks(read_model(copy))
    (copy / "meta.json").write_text("[]", "utf-8")
    with pytest.raises(CheckpointError, match="choose another repair network"):
        read_model(copy)


def test_shipped_networks_are_found_by_name_and_are_small() -> None:
    models = {each.name: each for each in shipped_models()}
    assert set(models) == {"shapes-repair", "digits-repair"}
    for model in models.values():
        assert (model.path / WEIGHTS).stat().st_size < 1_000_000 and len(model.findings.scores) == 9
        assert len(load_networks(find_repair(model.name))) == 2


@pytest.mark.parametrize("where", ["", "no-such-run", "shapes-gan", "../x"])
def test_what_holds_no_networks_is_said(where: str) -> None:
    with pytest.raises(CheckpointError, match=r"holds no repair networks.*digits-repair, shapes-repair"):
        find_repair(where)


@pytest.mark.parametrize(
    ("shape", "data", "words"),
    [
        (SampleShape(3, 32), "shapes", ""),
        (SampleShape(3, 32), "cifar10", "has learned from Coloured shapes only"),
        (SampleShape(1, 28), "mnist", "repairs pictures of 3 x 32 x 32, and these have 1 x 28 x 28"),
        (SampleShape(2, 1, kind="points"), "ring", "Points are not pictures"),
    ],
)
def test_which_pictures_networks_repair(shape: SampleShape, data: str, words: str) -> None:
    found = why_unfit(find_repair("shapes-repair"), shape, data)
    assert words in found and bool(words) == bool(found)


def test_networks_of_mnist_repair_the_built_in_digits_too() -> None:
    assert why_unfit(find_repair("digits-repair"), SampleShape(1, 28), "digits") == ""


def test_points_cannot_be_learned_from() -> None:
    with pytest.raises(SettingsError, match="data must be pictures, got points"):
        load_repair_config({"data": {"name": "ring"}})


def test_the_command_for_any_job_trains_and_prints_json(runs_root: Path, capsys: pytest.CaptureFixture) -> None:
    settings = ["data.name=shapes", "data.num_images=100", "data.image_size=16", "num_steps=2", "num=20"]
    assert main(["job", "repair", "--json", *(f"--set={each}" for each in settings)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert len(found["scores"]) == 9 and found["scores"][0]["task"] == "denoise"
