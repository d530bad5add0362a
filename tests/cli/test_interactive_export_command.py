"""python -m gan_core interactive-export, and its alias `playground`, on shipped models."""

from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.export import interactive_export
from gan_core.store.model_card import PRETRAINED


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three small files in the place of ONNX Runtime Web."""
    for name in interactive_export.RUNTIME_FILES:
        (tmp_path / name).write_text("//", "utf-8")
    monkeypatch.setattr(interactive_export, "RUNTIME", tmp_path)


@pytest.mark.usefixtures("runtime")
def test_page_is_written_where_it_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    out = tmp_path / "new" / "page.html"
    assert main(["interactive-export", "shapes-gan", "--out", str(out), "--seed", "4"]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert out.read_bytes() == interactive_export.interactive_export(PRETRAINED / "shapes-gan", seed=4)


@pytest.mark.usefixtures("runtime")
def test_earlier_name_of_the_command_writes_the_same_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["playground", "digits-gan"]) == 0
    assert capsys.readouterr().out.strip() == "interactive-export.html"
    page = interactive_export.interactive_export(PRETRAINED / "digits-gan")
    assert (tmp_path / "interactive-export.html").read_bytes() == page


@pytest.mark.usefixtures("runtime")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("shapes-gan", "--out", "page.pdf"), "must end in .html"),
        (("shapes-gan", "--seed", "-1"), "--seed must be 0 to"),
        (("nobody",), "nor a shipped model"),
    ],
)
def test_wrong_calls_say_what_is_allowed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    words: str,
    capsys: pytest.CaptureFixture,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["interactive-export", *arguments]) == 1
    assert words in capsys.readouterr().err
    assert list(tmp_path.glob("p*")) == []


def test_without_the_runtime_the_command_that_mends_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr(interactive_export, "RUNTIME", tmp_path)
    assert main(["interactive-export", "shapes-gan", "--out", str(tmp_path / "page.html")]) == 1
    assert "npm ci --ignore-scripts" in capsys.readouterr().err
    assert not (tmp_path / "page.html").exists()
