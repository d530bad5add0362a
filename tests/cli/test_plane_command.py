"""python -m gan_core plane."""

from pathlib import Path

import pytest

from gan_core.cli.main import main
from gan_core.export.plane_page import plane_html


def test_plane_writes_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "new folder" / "plane.html"
    assert main(["plane", "--out", str(file)]) == 0
    assert file.read_bytes() == plane_html()
    assert capsys.readouterr().out.strip() == str(file)


def test_plane_wants_the_name_of_a_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["plane", "--out", str(tmp_path / "plane.txt")]) == 1
    assert "--out must end in .html, got plane.txt" in capsys.readouterr().err


def test_plane_says_where_it_cannot_write(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert main(["plane", "--out", str(tmp_path / "file" / "plane.html")]) == 1
    assert "cannot be written" in capsys.readouterr().err
