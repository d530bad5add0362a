"""The part Export of the latent page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.export import interactive_export

PROJECT = Path(__file__).resolve().parents[2]


def away() -> AppTest:
    test = AppTest.from_file(str(PROJECT / "pages" / "latent.py"), default_timeout=30)
    test.query_params["model"] = "digits-vae"
    test.query_params["part"] = "away"
    return test.run()


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of ONNX Runtime Web."""
    folder = tmp_path / "dist"
    folder.mkdir()
    monkeypatch.setattr(interactive_export, "RUNTIME", folder)
    return folder


@pytest.mark.usefixtures("runtime")
def test_without_the_runtime_the_command_that_mends_it_is_shown() -> None:
    test = away()
    assert not test.exception
    assert [info.value for info in test.info] == [interactive_export.MISSING]


def test_with_the_runtime_the_size_is_told(runtime: Path) -> None:
    for name in interactive_export.RUNTIME_FILES:
        (runtime / name).write_bytes(b"0" * 10_000_000)
    test = away()
    assert not test.exception
    assert not test.info
    words = [caption.value for caption in test.caption if "MB" in caption.value]
    assert words == ["The interactive export is about 12 MB and takes a few seconds to create."]
