"""What a reader's browser measured: made into figures as the server's own are, and refused where it is nonsense."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from gan_core.cost.timing import FASTER, Round, timings
from gan_core.errors import CheckpointError, UserError
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.latent_draws import draw_z
from gan_core.measure.browser import browser_name, read_browser, to_csv, to_json
from gan_core.measure.web_files import FOLDER, web_file, web_index
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model
from tests.measure.measured import BF16, MASK, folder_of, quick, trained
from tests.running import work

NAMES = ["original", "int8 static", "pruned"]
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36"


def sent(**changes: object) -> dict:
    """Ten rounds of two variants, the second twice as quick; the third did not run."""
    rounds = [{"int8 static": 6.4 + number / 100, "original": 12.8 + number / 50} for number in range(10)]
    base = {"rounds": {"64": rounds, "1": rounds}, "apart": {"original": 1e-6, "int8 static": 0.1}}
    return base | {"failed": {"pruned": "no kernel"}, "clock_step_ms": 0.1, "cores": 8, "agent": AGENT} | changes


def test_figures_are_those_of_the_servers_own_arithmetic() -> None:
    found = read_browser(sent(), NAMES)
    assert found.batches == (1, 64) and [row.name for row in found.rows] == NAMES
    rounds = [
        Round({"original": (12.8 + n / 50) / 64_000, "int8 static": (6.4 + n / 100) / 64_000}, 1.0) for n in range(10)
    ]
    known, int8 = timings(rounds)["int8 static"], found.rows[1].time[64]
    assert int8.seconds.middle == pytest.approx(known.seconds.middle)
    assert int8.ratio.middle == pytest.approx(0.5) and int8.verdict == FASTER
    assert found.rows[0].time[1].ratio.middle == 1
    assert found.rows[2].time == {} and found.rows[2].why == "no kernel"


def test_figures_say_whose_machine_it_was() -> None:
    machine = read_browser(sent(), NAMES).machine
    assert machine["browser"] == "Chrome 139 on Linux" and machine["cores"] == "8"
    assert machine["clock"] == "steps of 0.1 ms" and machine["user agent"] == AGENT


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/139.0 Safari/537.36 Edg/139.0", "Edge 139 on Windows"),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox 140 on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E1 Safari/604",
            "Safari 18 on iOS",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/139.0 Mobile Safari/537.36", "Chrome 139 on Android"),
        ("curl/8", "a browser"),
    ],
)
def test_a_browser_has_a_name(agent: str, name: str) -> None:
    assert browser_name(agent) == name


@pytest.mark.parametrize(
    "changes",
    [
        {"rounds": {"1": [{"original": -1}]}},
        {"rounds": {"1": [{"original": float("nan")}]}},
        {"rounds": {"0": [{"original": 1}]}},
        {"rounds": {"1": [{"original": 1}] * 201}},
        {"rounds": {"1": [{"original": 1, "int8 static": 1}, {"original": 1}]}},
        {"rounds": {"1": [{"original": True}]}},
        {"rounds": {"1": [{"original": "1"}]}},
        {"rounds": {"1": [{"original": 10**400}]}},
        {"rounds": "fast"},
        {"apart": {"original": "near"}},
        {"cores": None},
        {"cores": float("inf")},
        {"clock_step_ms": 0},
    ],
)
def test_nonsense_is_refused_in_words(changes: dict) -> None:
    with pytest.raises(UserError, match=r"sent invalid data.*measure again"):
        read_browser(sent(**changes), NAMES)


def test_figures_are_taken_away_whole() -> None:
    found = read_browser(sent(), NAMES)
    lines = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert [(line["name"], line["batch"]) for line in lines] == [
        (name, batch) for name in NAMES for batch in ("1", "64")
    ]
    assert float(lines[3]["seconds"]) == pytest.approx(found.rows[1].time[64].seconds.middle)
    assert lines[0]["browser"] == "Chrome 139 on Linux" and lines[5]["why"] == "no kernel" and lines[5]["seconds"] == ""
    assert json.loads(to_json(found))["rows"][1]["time"]["64"]["verdict"] == FASTER


def test_a_measurement_keeps_what_a_browser_needs(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick(trained(runs_root), MASK, BF16, {"name": "onnx"}, num_quality=0))
    assert web_index(folder.path) == {}
    assert work(folder) == "done", folder.status().reason
    index = web_index(folder.path)
    assert index["variants"] == ["original", "masked 50 %", "ONNX Runtime"]  # bf16 has no ONNX form
    card = read_card(find_model(runs_root / "tiny-run"))
    z = np.frombuffer(web_file(folder.path, "z.f32").read_bytes(), "<f4").reshape(index["numPictures"], -1)
    np.testing.assert_array_equal(z, draw_z(0, 4, index["latentDim"]))
    for number in range(3):
        model = OnnxGenerator(card, {"decode": web_file(folder.path, f"{number}.onnx").read_bytes()})
        drawn = model.decode(z, model.labels_for(4))
        theirs = np.frombuffer(web_file(folder.path, f"{number}.f32").read_bytes(), "<f4").reshape(drawn.shape)
        np.testing.assert_allclose(drawn, theirs, atol=1e-5)
    for name in ("../ledger.json", "9.onnx", "z.txt"):
        with pytest.raises(CheckpointError, match="no such file"):
            web_file(folder.path, name)
    (folder.path / FOLDER / "index.json").write_text("[1")
    with pytest.raises(UserError, match="damaged: measure again"):
        web_index(folder.path)
