"""A run that wants what this machine has not: its page says so, and offers the way on in place of Resume."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest

from gan_core.jobs.folder import RunFolder
from tests.conftest import tiny
from tests.jobs.test_machine_settings import own, pictures
from tests.running import make, work
from tests.ui.opened import click, idle_launcher, page  # noqa: F401 (the launcher is a fixture)

USE = "Use these from now on"


def labels(test) -> list[str]:
    assert not test.exception
    return [each.label for each in test.button]


@pytest.mark.parametrize("state", ["done", "stopped"])
def test_run_of_a_gpu_can_go_on_with_what_is_here(runs_root: Path, monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    run = make(runs_root, tiny())
    assert work(run) == "done"
    with run.record() as record:
        record.put(state=state)
    config = json.loads((run.path / "config.json").read_text())
    config["runtime"]["device"] = "cuda"
    (run.path / "config.json").write_text(json.dumps(config))
    monkeypatch.setattr("gan_core.store.machine_settings.has_gpu", lambda: False)
    test = page("train.py", run="tiny")
    assert "Resume at step 12" not in labels(test) and any("cuda" in each.value for each in test.caption)
    click(test, USE)
    assert run.config()["runtime"]["device"] == "auto" and run.status().state == state
    assert USE not in labels(test) and ("Continue training" if state == "done" else "Resume at step 12") in labels(test)


def test_pictures_that_are_gone_can_be_chosen_again(runs_root: Path, tmp_path: Path) -> None:
    run: RunFolder = own(runs_root, pictures(tmp_path / "here"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in (tmp_path / "here").iterdir():
            archive.write(file, file.name)
    shutil.rmtree(tmp_path / "here")
    test = page("train.py", run="tiny")
    assert USE in labels(test)
    test.file_uploader[0].upload("again.zip", packed.getvalue(), "application/zip").run()
    click(test, USE)
    assert Path(run.config()["data"]["path"]).is_file() and USE not in labels(test)
    assert work(run) == "done" and run.status().reason == ""
