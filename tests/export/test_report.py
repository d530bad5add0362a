"""The report stands alone: no address outside it, charts that are whole SVG, words that nobody can inject."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from gan_core.cli.main import main
from gan_core.compare.lines import Line
from gan_core.errors import CheckpointError
from gan_core.export.report import report
from gan_core.export.svg_chart import svg_chart, ticks
from gan_core.runs.origin import Origin
from tests.compare.recorded import compared, recorded

ROWS = [(step, {"G/loss": 1.0 / step, "D/loss": 1.0}) for step in range(1, 30)]


def nothing_saved(path: Path) -> None:
    raise CheckpointError("Nothing is here.")


def test_report_asks_nothing_of_the_network_and_runs_no_title(runs_root: Path) -> None:
    folder = recorded(runs_root, "one", ROWS)
    with folder.record() as record:
        record.put(title="<script>alert(1)</script>")
    page = report(compared(folder, recorded(runs_root, "two", ROWS, optimiser__lr=1e-4)), nothing_saved)
    assert not re.search(r"(https?:)?//[a-z]", re.sub(r"(?m)^//.*$", "", page))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page
    assert "optimiser.lr" in page and len(page) < 2_000_000
    for drawn in re.findall(r"<svg.*?</svg>", page):
        ET.fromstring(drawn)
    assert page.count("<svg") == 9, "two losses and the speed, over three axes"


def test_chart_reaches_from_edge_to_edge() -> None:
    drawn = svg_chart([Line(np.array([0.0, 10.0]), np.array([1.0, 3.0]))], title="t", x_title="Steps")
    assert "points='56.0,260.0 550.0,10.0'" in drawn


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0, 10, [0, 2, 4, 6, 8, 10]), (0.13, 0.71, [0.2, 0.3, 0.4, 0.5, 0.6, 0.7]), (3, 3, [3])],
)
def test_ticks_are_round_numbers(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high) == pytest.approx(expected)


def test_command_line_compares(runs_root: Path, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    recorded(runs_root, "one", ROWS)
    recorded(
        runs_root, "two", ROWS, objective__name="hinge", origin=Origin("one", "One", 5, {"objective.name": "hinge"})
    )
    page = tmp_path / "report.html"
    assert main(["compare", "one", "two", "--json", "--html", str(page)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["settings"]["objective.name"] == ["least_squares", "hinge"]
    assert found["figures"]["step"] == {"One": 29, "Two": 29} and "G/loss" not in found["figures"]
    assert any("G/loss" in each["values"].values() for each in found["refused"])
    assert "Family tree" in page.read_text("utf-8")
    assert main(["compare", "one", "nobody"]) == 1 and "nobody" in capsys.readouterr().err
