"""A run on points in the interface: its heaps in the live view, and a sentence where pictures are needed."""

from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gan_core.cli.main import main
from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.data.ring import RingSettings
from gan_core.jobs.folder import RunFolder
from gan_core.presets import find_preset
from gan_core.training import checkpoint
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from ui.live import news as live_state

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def config() -> RunConfig:
    changes = {"data.num_points": 100, "runtime.device": "cpu", "model.g_widths": [4], "model.d_widths": [4]}
    return find_preset("ring-of-eight").config.with_changes(changes)


@pytest.fixture
def run(config: RunConfig, runs_root: Path) -> RunFolder:
    folder = RunFolder.create(runs_root / "ring", config.model_dump(mode="json"), title="Ring", state="done")
    state, _, labels = prepare(config, decide(config.runtime), quiet)
    checkpoint.save_state(folder.checkpoints, state, config, labels)
    return folder


def test_live_view_is_told_the_heaps_by_name(run: RunFolder) -> None:
    with run.record() as record:
        found = {"modes/east": 0.25, "modes/north-east": 0.0, "modes/recognised": 0.25, "modes/kinds": 1.0}
        record.add_row(1, 128, 0.1, found)
        names = RingSettings.class_names
        record.put(facts={"watch/points": {"names": names, "num_points": 2500}})
    said = live_state.news(run, epoch="", after=0, pictures_after=0, log_after=0)
    assert said["points"] is True
    assert said["kinds"]["names"] == list(names)
    assert said["kinds"]["shares"] == [0.25, 0, 0, 0, 0, 0, 0, 0]
    assert said["kinds"]["number"] == 2500


def test_lab_says_that_it_is_for_pictures(run: RunFolder) -> None:
    test = AppTest.from_file(str(PROJECT / "pages" / "latent.py"), default_timeout=30)
    test.query_params["model"] = run.name
    test.run()
    assert not test.exception
    assert any("makes points in the plane" in each.value for each in test.error)


def test_interactive_export_of_points_is_refused(run: RunFolder, capsys: pytest.CaptureFixture) -> None:
    assert main(["interactive-export", str(run.path), "--out", "page.html"]) != 0
    assert "download its film" in capsys.readouterr().err


def test_sampled_points_are_a_picture_or_numbers(run: RunFolder, tmp_path: Path) -> None:
    for name in ("points.png", "points.npz"):
        assert main(["sample", str(run.path), "--num", "50", "--out", str(tmp_path / name)]) == 0
    points = np.load(tmp_path / "points.npz")["points"]
    assert points.shape == (50, 2) and points.dtype == np.float32
