"""What the live view is told of measures: kinds, facts, the best generator, energy."""

import pytest

from gan_core import wording
from gan_core.energy.grids import GRIDS
from gan_core.jobs.folder import RunFolder
from ui.live import news as live_state
from ui.pickers import NEWEST, checkpoint_words

ENERGY = {"joules": 3600.0, "seconds": 60.0, "source": "a counter", "measured": True}


def told(path, values, **status):
    folder = RunFolder.create(path / "a-run", {}, title="A run", state="stopped", **status)
    with folder.record() as record:
        record.add_row(1, 32, 0.1, {"G/loss": 1.0, **values})
    return live_state.news(folder, epoch="", after=0, pictures_after=0, log_after=0)


def test_kinds_are_a_histogram_and_no_curves(tmp_path):
    facts = {"watch/modes": {"names": ["circle", "star"], "num_images": 100, "reader": "Shape reader"}}
    values = {"modes/circle": 0.75, "modes/star": 0.0, "modes/recognised": 0.75, "modes/kinds": 1.0}
    news = told(tmp_path, values, facts=facts)
    assert news["kinds"] == {
        "recognised": 0.75,
        "step": 1,
        "names": ["circle", "star"],
        "shares": [0.75, 0.0],
        "number": 100,
        "reader": "Shape reader",
    }
    assert set(news["rows"]["values"]) == {"G/loss", "modes/recognised", "modes/kinds"}


def test_run_of_an_earlier_version_still_shows_its_digits(tmp_path):
    values = {"digits/recognised": 0.5, "digits/kinds": 2.0, "digits/3": 30.0, "digits/4": 20.0}
    kinds = told(tmp_path, values)["kinds"]
    assert kinds["recognised"] == 0.5
    assert kinds["shares"][3] == pytest.approx(0.3)
    assert kinds["names"] == list("0123456789")


def test_run_whose_kinds_nobody_can_tell_has_none(tmp_path):
    assert told(tmp_path, {})["kinds"] is None


def test_best_and_what_it_was_measured_with_are_told(tmp_path):
    facts = {"best": {"by": "quality/frechet", "value": 3.0, "step": 1}, "watch/fidelity": {"num_images": 500}}
    assert told(tmp_path, {}, facts=facts)["facts"] == facts


def test_energy_is_told_with_its_source_and_its_grid(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_CORE_GRID", "France")
    energy = told(tmp_path, {}, energy=ENERGY)["status"]["energy"]
    assert energy["wh"] == 1
    assert energy["grams"] == pytest.approx(GRIDS["France"].grams_per_kwh / 1000)
    assert energy["grid"].startswith("France 2023")
    assert energy["source"] == "a counter"


def test_energy_that_nothing_counts_is_no_zero(tmp_path):
    energy = told(tmp_path, {}, energy={**ENERGY, "joules": None, "source": "unavailable: no counter"})
    assert energy["status"]["energy"]["wh"] is None
    assert energy["status"]["energy"]["grams"] is None
    assert "no counter" in energy["status"]["energy"]["source"]


def test_unknown_home_grid_is_the_world(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_CORE_GRID", "Atlantis")
    assert told(tmp_path, {}, energy=ENERGY)["status"]["energy"]["grid"].startswith("World")


def test_words_for_energy_and_moments():
    assert [wording.energy(each) for each in (3600, 36_000 * 4.5, 3.6)] == ["1 Wh", "45 Wh", "1 mWh"]
    assert [checkpoint_words(step, 1200) for step in (NEWEST, 1200, 1000)] == [
        "The newest",
        "Step 1,200 · best",
        "Step 1,000",
    ]


def test_queued_run_is_told_how_long_it_waits(tmp_path):
    from gan_core.jobs import process

    going = RunFolder.create(tmp_path / "going", {}, title="A", state="running", seconds=10.0, goal=0.25)
    with going.record() as record:
        record.put(**process.identity(), folder_inode=going.inode(), heartbeat=2e9)
    for name, queued in (("first", 1.0), ("second", 2.0)):
        folder = RunFolder.create(tmp_path / name, {"training": {"seconds": 60}}, title=name, state="queued")
        with folder.record() as record:
            record.put(queued=queued)
    waits = [RunFolder(tmp_path / name) for name in ("first", "second")]
    told = [live_state.news(each, epoch="", after=0, pictures_after=0, log_after=0)["status"]["wait"] for each in waits]
    assert told == [pytest.approx(30), pytest.approx(90)]


def test_log_calls_settings_by_their_labels(tmp_path):
    folder = RunFolder.create(tmp_path / "a-run", {}, title="A run", state="stopped")
    with folder.record() as record:
        record.log(3, "change", "optimiser.d_lr: 0.0015 → 0.03")
    (line,) = live_state.news(folder, epoch="", after=0, pictures_after=0, log_after=0)["log"]
    assert line[-1] == "Learning rate of D: 0.0015 → 0.03"
