"""The trade-off of quality against cost: what a width is called and costs, where its worth comes from, who gets "
"widths."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gan_core.errors import CheckpointError
from gan_core.jobs.folder import RunFolder
from gan_core.latent_draws import draw_z
from gan_core.measure.quality import Quality, to_json
from gan_core.measure.results import QUALITY
from gan_core.measure.settings import load_measure_config
from gan_core.recovery.settings import load_recover_config
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import PRETRAINED, read_card
from gan_core.variants.width_onnx import load_at
from tests.ui.opened import click, idle_launcher, page  # noqa: F401 - a fixture for every test here
from ui import server
from ui.cost_slider.prices import price_of
from ui.cost_slider.worth import width_recipes, worth_of
from ui.lab.generators import model_of
from ui.lab.widths import parted, referred

MODEL = "shapes-any-cost"
FOLDER = PRETRAINED / MODEL
RATIOS = (0.25, 0.5, 0.75, 1.0)


def test_a_reference_names_a_width_and_comes_apart_again() -> None:
    assert parted(referred("my-run@1000", 0.25)) == ("my-run@1000", 0.25)
    assert parted("my-run") == ("my-run", 1.0)
    with pytest.raises(CheckpointError, match="a number after ~, above 0 and up to 1, got 'half'"):
        parted("my-run~half")
    for share in ("nan", "inf", "0", "1.5"):
        with pytest.raises(CheckpointError, match="above 0 and up to 1"):
            parted(f"my-run~{share}")


def test_the_routes_draw_a_width_of_the_open_model() -> None:
    z = draw_z(0, 2, 32)
    drawn = model_of(f"{MODEL}~0.5", fingerprint(FOLDER)).decode(z)
    np.testing.assert_array_equal(drawn, load_at(FOLDER, 0.5).decode(z))
    assert model_of(f"{MODEL}~0.5") is model_of(f"{MODEL}~0.5")
    with pytest.raises(CheckpointError, match="not with 30 %"):
        model_of(f"{MODEL}~0.3")


def test_a_price_is_counted_from_the_file_that_draws() -> None:
    price = price_of(FOLDER, fingerprint(FOLDER), 0.5)
    assert price.file_bytes == len(load_at(FOLDER, 0.5).files["decode"])
    assert price.for_page()["file_bytes"] == {"value": price.file_bytes, "text": f"{price.file_bytes / 1e3:.0f} kB"}


def test_worth_is_first_what_the_card_says_and_then_what_was_measured_here(runs_root: Path) -> None:
    card = read_card(FOLDER)
    known = worth_of(MODEL, card, RATIOS)
    assert {ratio: each.frechet for ratio, each in known.items()} == {
        ratio: card.figures["widths"][f"{ratio:g}"]["frechet_shape_reader"] for ratio in RATIOS
    }
    assert known[0.25].source == "shape reader, 5,000 pictures"
    recipes = width_recipes(MODEL, RATIOS)
    config = load_measure_config({"model": MODEL, "recipes": [each.model_dump(mode="json") for each in recipes]})
    folder = RunFolder.create(runs_root / "ledger", config.model_dump(mode="json"), title="Widths", job_type="measure")
    rows = [
        Quality(name, None, 1.0, None, "Pixels", frechet=float(index), num_images=300, reference="shapes")
        for index, name in enumerate(config.variants())
    ]
    (folder.path / QUALITY).write_text(to_json(rows))
    assert worth_of(MODEL, card, RATIOS)[0.5].source == "shape reader, 5,000 pictures"  # not finished yet
    with folder.record() as record:
        record.put(state="done")
    measured = worth_of(MODEL, card, RATIOS)
    assert [measured[ratio].frechet for ratio in (1.0, 0.25, 0.5, 0.75)] == [0, 1, 2, 3]
    assert "as many of shapes, measured on this server" in measured[1.0].how


def test_of_a_moment_that_the_run_has_removed_meanwhile_nothing_is_measured(tmp_path: Path) -> None:
    gone = replace(read_card(FOLDER), path=tmp_path / "step-000000001", figures={})
    assert worth_of("my-run", gone, RATIOS) == {}


def test_a_model_with_widths_shows_the_slider_open() -> None:
    test = page("optimise.py", model=MODEL)
    assert not test.exception and not test.error
    (part,) = [each for each in test.expander if each.label == "Trade-off: quality against cost (Anycost)"]
    assert part.proto.expanded
    assert not [each for each in test.button if each.label in ("Measure every width", "Teach this model four widths")]


def test_a_model_without_widths_says_so_and_can_be_taught(runs_root: Path) -> None:
    test = page("optimise.py", model="shapes-gan")
    (part,) = [each for each in test.expander if each.label == "Trade-off: quality against cost (Anycost)"]
    assert not part.proto.expanded and "with all of its channels only" in part.markdown[0].value
    click(test, "Teach this model four widths")
    (status,) = server.launcher().index.statuses()
    config = load_recover_config(RunFolder(runs_root / status.name).config())
    assert (status.job_type, config.method, config.teacher) == ("recover", "any_cost", "shapes-gan")
    assert json.loads(config.model_dump_json())["widths"] == list(RATIOS)
