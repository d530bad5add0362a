"""A reader's own figures on the page: what is missing is a sentence, and nobody sees another's."""

from pathlib import Path

import pytest

from gan_core.jobs.folder import RunFolder
from gan_core.measure import web_files
from tests.measure.measured import folder_of, quick, trained
from tests.measure.test_browser import sent
from tests.running import work
from tests.ui.opened import idle_launcher, page, texts  # noqa: F401 - a fixture for every test here
from ui import state
from ui.optimise.in_browser import section


@pytest.fixture
def measured(runs_root: Path) -> RunFolder:
    folder = folder_of(runs_root, quick(trained(runs_root), {"name": "onnx"}, num_quality=0))
    assert work(folder) == "done"
    return folder


def test_the_section_says_what_is_missing_and_shows_what_was_measured(
    measured: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(section, "runtime_path", lambda: "")
    assert "not installed on this server" in texts(page("optimise.py", ledger=measured.name))
    monkeypatch.setattr(section, "runtime_path", lambda: "api/lab/runtime/x")
    test = page("optimise.py", ledger=measured.name)
    assert "on your machine instead" in texts(test) and "aria-label='In your browser'" not in texts(test)
    rounds = [{"original": 2.0, "ONNX Runtime": 1.0}] * 8
    heard = sent(rounds={"1": rounds, "64": rounds}, apart={"original": 0.0, "ONNX Runtime": 0.1}, failed={})
    test.session_state[state.IN_BROWSER] = {measured.name: heard}
    told = texts(test.run())
    assert not test.exception and "aria-label='In your browser'" in told
    assert "Chrome 139 on Linux, time per image" in told and "13 of 255 levels" in told and "2.0x faster" in told
    assert {"CSV of this browser", "JSON of this browser"} <= {each.label for each in test.get("download_button")}
    assert "aria-label='In your browser'" not in texts(page("optimise.py", ledger=measured.name))  # another visitor
    test.session_state[state.IN_BROWSER] = {measured.name: {"rounds": "fast"}}
    assert "sent invalid data" in texts(test.run()) and not test.exception
    (measured.path / web_files.FOLDER / web_files.INDEX).unlink()
    assert "measure again to create them" in texts(page("optimise.py", ledger=measured.name))
