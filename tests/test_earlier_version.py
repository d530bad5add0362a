"""What an earlier version wrote opens, draws the same and goes on. fixtures/earlier/README.md says what there is."""

import csv
import io
import json
import shutil
import socket
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from gan_core.cli.main import main
from gan_core.compare.subject import subjects
from gan_core.config import load_config
from gan_core.cost.figure import How
from gan_core.cost.table import BY_BATCH, SINGLE
from gan_core.cost.timing import EnergyVerdict, Verdict
from gan_core.energy.meters import EnergyCode
from gan_core.evaluation.results import read_result as read_evaluation
from gan_core.export.film import film
from gan_core.generators import load as generator
from gan_core.generators.generator import Generator
from gan_core.generators.onnx_generator import OnnxGenerator
from gan_core.job_types.registry import load_settings
from gan_core.jobs.folder import RunFolder
from gan_core.jobs.launcher import Launcher
from gan_core.latent.direction_file import from_json as read_directions
from gan_core.latent.latent_key import from_token
from gan_core.latent_draws import draw_z
from gan_core.measure import results as measurement
from gan_core.measure.export import made
from gan_core.measure.web_files import web_file, web_index
from gan_core.race import results as race
from gan_core.runs.fork import fork
from gan_core.runs.origin import read_origin
from gan_core.store.model_card import read_card, read_meta
from gan_core.store.model_ref import resolve
from gan_core.variants.recipe import build, load_recipe
from tests.running import work
from tests.ui.opened import idle_launcher, page  # noqa: F401 - the launcher is a fixture

EARLIER = Path(__file__).parent / "fixtures" / "earlier"
DRAWN = dict(np.load(EARLIER / "drawn.npz"))
FOLDERS = [name for name in DRAWN if (EARLIER / name / "generator.safetensors").is_file()]
LEARNT = {
    **{"gan-classes": ("done", 26), "vae-stopped": ("stopped", 31), "points": ("done", 2), "fork": ("done", 34)},
    **{"diverged": ("failed", 1), "killed": ("lost", 8)},
    **{"distilled-stopped": ("stopped", 10), "fine-tuned": ("done", 4), "any-cost": ("done", 4)},
}
"""State and step of the runs in which something was learned."""
RESULTS = ("race", "measurement", "evaluation")
NEAR = 2e-3
"""Allows for float16 and for another processor's rounding; steps with forgotten moments lie 9e-3 away or more."""


@pytest.fixture(autouse=True)
def earlier(runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of everything; its runs are the app's, and were made on this machine."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    shutil.copytree(EARLIER, tmp_path, dirs_exist_ok=True)
    for run in runs_root.iterdir():
        for empty in ("checkpoints", "samples"):
            (run / empty).mkdir(exist_ok=True)
        with closing(sqlite3.connect(run / "run.sqlite")) as record, record:
            record.execute("UPDATE status SET value = ? WHERE name = 'host'", (json.dumps(socket.gethostname()),))
    return tmp_path


def draw(model: Generator) -> np.ndarray:
    """The picture of DRAWN."""
    return model.decode(draw_z(3, 1, model.latent_dim), model.labels_for(1, 1) if model.num_classes else None)


def test_fixtures_are_all_there() -> None:
    assert {path.name for path in (EARLIER / "runs").iterdir()} == {*LEARNT, *RESULTS}
    assert len(FOLDERS) == 20


def test_runs_are_listed_with_state_and_step(capsys: pytest.CaptureFixture) -> None:
    assert main(["runs", "--json"]) == 0
    listed = {run["name"]: run for run in json.loads(capsys.readouterr().out)}
    assert {name: (listed[name]["state"], listed[name]["step"]) for name in LEARNT} == LEARNT
    assert {listed[name]["state"] for name in RESULTS} == {"done"}
    assert listed["gan-classes"]["title"] == "GAN with classes" and listed["gan-classes"]["images"] == 208


@pytest.mark.parametrize("name", FOLDERS)
def test_every_saved_generator_draws_what_it_drew(name: str, earlier: Path) -> None:
    assert draw(generator.load(earlier / name)) == pytest.approx(DRAWN[name].astype(np.float32), abs=NEAR)


@pytest.mark.parametrize("name", ["gan-classes", "vae-stopped", "any-cost"])
def test_a_run_draws_the_same_in_onnx_runtime(name: str, runs_root: Path) -> None:
    newest = next(each for each in FOLDERS if each.startswith(f"runs/{name}/checkpoints"))
    model = generator.load(runs_root / name, backend="onnx")
    assert draw(model) == pytest.approx(DRAWN[newest].astype(np.float32), abs=NEAR)


def test_a_vae_encodes_as_it_did(runs_root: Path) -> None:
    picture = DRAWN["runs/vae-stopped/checkpoints/step-000000031"].astype(np.float32)
    found = generator.load(runs_root / "vae-stopped").encode(picture)
    assert np.concatenate(found) == pytest.approx(DRAWN["encoded"].astype(np.float32), abs=1e-2)  # of a rounded picture


def test_seed_and_number_name_the_latents_that_they_did() -> None:
    assert draw_z(3, 1, 4) == pytest.approx(DRAWN["z"].astype(np.float32), abs=NEAR)


@pytest.mark.parametrize("name", ["exports/onnx.onnx", "exports/onnx_int8.onnx", "models/pruned/generator-int8.onnx"])
def test_an_exported_onnx_file_draws_what_it_drew(name: str, earlier: Path) -> None:
    card = read_card(resolve("gan-classes"))
    model = OnnxGenerator(card, {"decode": (earlier / name).read_bytes()})
    assert draw(model) == pytest.approx(DRAWN[name].astype(np.float32), abs=NEAR)


def test_an_exported_zip_unpacks_into_a_model(earlier: Path) -> None:
    with zipfile.ZipFile(earlier / "exports" / "package.zip") as packed:
        packed.extractall(earlier)
    exported = earlier / "package" / "generator.safetensors"
    assert exported.read_bytes() == (earlier / "exports" / "safetensors.safetensors").read_bytes()
    expected = DRAWN["runs/gan-classes/checkpoints/step-000000026"].astype(np.float32)
    assert draw(generator.load(earlier / "package")) == pytest.approx(expected, abs=NEAR)


def test_a_shipped_model_tells_its_title_figures_and_command(earlier: Path) -> None:
    card = read_card(earlier / "models" / "shipped")
    assert (card.title, card.step, card.labels[0]) == ("Coloured shapes (tiny, two widths)", 4, "circle")
    assert card.figures["widths"]["0.5"]["psnr_db"] == 20.0 and card.command.startswith("python -m benchmarks")


def test_the_recipe_beside_a_variant_makes_it_again(earlier: Path) -> None:
    recipe = read_meta(earlier / "models" / "pruned", "meta.json")["recipe"]
    assert draw(build(load_recipe(recipe))) == pytest.approx(DRAWN["models/pruned"].astype(np.float32), abs=NEAR)


def test_a_model_of_any_cost_draws_at_half_its_width() -> None:
    recipe = load_recipe({"model": "any-cost", "steps": [{"name": "width", "ratio": 0.5}]})
    expected = DRAWN["runs/any-cost at half its width"].astype(np.float32)
    assert draw(build(recipe)) == pytest.approx(expected, abs=NEAR)


def test_best_step_and_snapshot_of_a_run_are_found_by_their_names() -> None:
    assert read_card(resolve("gan-classes@best")).step == 26
    assert read_card(resolve("gan-classes@25")).path.parent.name == "snapshots"


@pytest.mark.parametrize(("name", "first", "end"), [("vae-stopped", 32, 40), ("killed", 9, 20)])
def test_training_goes_on_as_it_would_have(name: str, first: int, end: int, runs_root: Path) -> None:
    folder = RunFolder(runs_root / name)
    assert main(["train", "--resume", str(folder.path), "--json"]) == 0
    assert (folder.status().state, folder.status().step) == ("done", end)
    with folder.record() as record:
        steps = [row[1] for row in record.rows()]
        assert any(f"Resumed at step {first - 1}" in text for *_, text in record.logs())
    assert steps == sorted(steps) and steps[0] == 1 and any(first <= each <= end for each in steps)
    assert draw(generator.load(folder.path)) == pytest.approx(DRAWN[f"gone on/{name}"].astype(np.float32), abs=NEAR)


def test_a_recovery_goes_on_as_it_would_have(runs_root: Path) -> None:
    folder = RunFolder(runs_root / "distilled-stopped")
    shutil.rmtree(runs_root / "gan-classes")  # it has kept its teacher
    assert work(folder) == "done" and folder.status().step == 20
    expected = DRAWN["gone on/distilled-stopped"].astype(np.float32)
    assert draw(generator.load(folder.path)) == pytest.approx(expected, abs=NEAR)


@pytest.mark.parametrize("name", ["gan-classes", "points"])
def test_a_finished_run_can_be_forked(name: str, runs_root: Path) -> None:
    source = RunFolder(runs_root / name)
    step = source.status().step
    child = fork(Launcher(runs_root), source, changes={"training.num_steps": step + 2})
    assert work(child) == "done" and child.status().step == step + 2
    assert read_origin(child.path).run == name


def test_a_fork_knows_where_it_came_from(runs_root: Path) -> None:
    origin = read_origin(runs_root / "fork")
    assert (origin.run, origin.title, origin.step) == ("gan-classes", "GAN with classes", 26)
    assert origin.changes == {"training.num_steps": 34, "optimiser.lr": 0.001}


@pytest.mark.parametrize("name", [name for name in LEARNT if name != "diverged"])
def test_curves_and_pictures_of_a_run_are_read(name: str, runs_root: Path) -> None:
    folder = RunFolder(runs_root / name)
    with folder.record() as record:
        rows, shown = record.rows(), record.pictures()
    assert any(value for row in rows for key, value in row[4].items() if key.endswith("/loss"))
    assert shown and all((folder.samples / file).is_file() for *_, file in shown)
    assert film(folder, "webp")[8:12] == b"WEBP"


def test_an_earlier_run_and_its_fork_are_compared(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    report = tmp_path / "report.html"
    assert main(["compare", "gan-classes", "fork", "--json", "--html", str(report)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["settings"]["optimiser.lr"] == [0.002, 0.001] and told["settings"]["training.num_steps"] == [26, 34]
    assert "Slower" in report.read_text("utf-8")


def test_recoveries_are_compared(runs_root: Path) -> None:
    compared = subjects(
        [RunFolder(runs_root / name) for name in ("distilled-stopped", "fine-tuned", "any-cost")], load_settings
    )
    assert [each.settings["method"] for each in compared] == ["distil", "fine_tune", "any_cost"]
    assert all(each.history.latest("distil/psnr") > 0 for each in compared)


def test_a_diverged_run_is_diagnosed_and_a_sound_one_is_not(capsys: pytest.CaptureFixture) -> None:
    assert main(["diagnose", "diverged", "--json"]) == 0
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert "no longer a number" in finding["sentence"] and finding["remedies"][0]["changes"] == {"optimiser.lr": 0.1}
    assert (finding["illness"], finding["message"]["code"]) == ("divergence", "ended_not_finite")
    assert main(["diagnose", "gan-classes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []


def test_a_race_is_read_with_its_lanes_and_standings(runs_root: Path) -> None:
    found = race.read_result(RunFolder(runs_root / "race"))
    assert [(lane.name, lane.changes) for lane in found.config.lanes] == [
        ("batch 8", {}),
        ("batch 16", {"training.batch_size": 16}),
    ]
    assert [len(track.looks) for track in found.race.tracks] == [4, 4]
    assert len(list(csv.DictReader(io.StringIO(race.to_csv(found))))) == 8
    assert {track.source.code for track in found.race.tracks} == {EnergyCode.ASSUMED}
    assert len(found.standings()) == 2 and found.story() and found.line > 0


def test_a_measurement_is_read_with_costs_quality_and_files(runs_root: Path) -> None:
    folder = RunFolder(runs_root / "measurement")
    found = measurement.read_result(folder)
    names = ["original", "bf16 weights", "pruned 50 % (magnitude)", "int8 static"]
    assert [row.name for row in found.cost_table.rows] == list(found.qualities) == names
    assert found.cost_table.rows[0].parameters.value == 2011 and found.cost_table.rows[2].parameters.value == 879
    assert found.cost_table.rows[1].verdict == {1: Verdict.SLOWER, 4: Verdict.SLOWER}
    assert found.cost_table.rows[0].verdict[1] == Verdict.EQUAL
    assert found.cost_table.rows[0].energy_verdict == EnergyVerdict.POWER_ASSUMED
    figures = [getattr(row, name) for row in found.cost_table.rows for name in SINGLE]
    figures += [each for row in found.cost_table.rows for name in BY_BATCH for each in getattr(row, name).values()]
    assert len(figures) > 60 and {figure.how.code for figure in figures} <= set(How)
    assert found.measured == "gan-classes@26" and "safetensors" in found.unfit["int8 static"]
    assert [row["name"] for row in csv.DictReader(io.StringIO(measurement.to_csv(found)))] == names
    away, place = made(folder, "02-safetensors")
    assert away.parity.code == "equal" and list(found.variants) == names
    assert (place / away.file).read_bytes() and (place / away.zip).read_bytes()


def test_files_of_a_measurement_for_the_browser_are_read(runs_root: Path) -> None:
    index = web_index(runs_root / "measurement")
    assert (index["latentDim"], index["numClasses"]) == (4, 6) and "int8 static" in index["variants"]
    assert all(web_file(runs_root / "measurement", f"{number}.onnx") for number in range(len(index["variants"])))


def test_an_evaluation_is_read_with_scores_and_copies(runs_root: Path) -> None:
    found = read_evaluation(RunFolder(runs_root / "evaluation"))
    assert [each.where for each in found.config.subjects] == ["gan-classes@26", "fork@34"]
    assert len(found.evaluation.scores) == 6 and len(found.evaluation.protocols()) == 3
    asked = found.evaluation.protocols()[0]
    assert (asked.extractor, asked.reference, asked.role) == ("random", "Coloured shapes", "held_out")
    assert asked.resolution == found.evaluation.against.resolution == "16x16x3"
    first = found.evaluation.scores[0]
    assert first.value == pytest.approx(409.43, abs=0.01) and first.low < first.value < first.high
    assert [each.copying.num_training for each in found.evaluation.portraits] == [300, 300]


@pytest.mark.parametrize(("name", "values"), json.loads((EARLIER / "settings.json").read_text("utf-8")).items())
def test_saved_settings_are_read(name: str, values: dict) -> None:
    config = load_config(values)
    assert (config.title, config.seed) == (values["title"], values["seed"])
    for group in ("data", "model", "objective"):
        assert getattr(config, group).name == values[group]["name"]
    assert config.model.latent_dim == values["model"]["latent_dim"]
    assert config.optimiser.lr == values["optimiser"]["lr"]
    assert config.training.batch_size == values["training"]["batch_size"]


def test_directions_from_a_file_belong_to_their_model(earlier: Path) -> None:
    found = read_directions((earlier / "directions.json").read_bytes(), read_card(resolve("gan-classes")))
    assert [each.name for each in found] == ["SeFa 1", "SeFa 2"]
    assert [float(np.linalg.norm(each.vector)) for each in found] == pytest.approx([1, 1])


@pytest.mark.parametrize("link", json.loads((EARLIER / "links.json").read_text("utf-8")))
def test_a_link_names_the_latent_that_it_named(link: dict, runs_root: Path) -> None:
    key = from_token(generator.load(runs_root / "gan-classes"), link["token"])
    assert key.z.tolist() == pytest.approx(link["z"], rel=1e-6) and key.y.tolist() == link["y"]


def written(test: AppTest) -> str:
    """All that a page says in words, as a reader sees it: without the marks that keep Markdown quiet."""
    every = [*test.title, *test.header, *test.markdown, *test.caption, *test.info, *test.warning, *test.error]
    said = "\n".join(each.value for each in every) + "".join(each.proto.body for each in test.get("html"))
    return said.replace("\\", "")


@pytest.mark.parametrize("name", LEARNT)
def test_the_page_of_a_run_opens(name: str) -> None:
    test = page("train.py", run=name)
    assert not test.exception and not test.error
    assert json.loads((EARLIER / "runs" / name / "config.json").read_text("utf-8"))["title"] in written(test)


@pytest.mark.parametrize(
    ("file", "query", "words"),
    [
        ("race.py", {"race": "race"}, "batch 16"),
        ("optimise.py", {"ledger": "measurement"}, "int8 static"),
        ("evaluate.py", {"evaluation": "evaluation"}, "slower"),
        ("doctor.py", {"run": "diverged"}, "no longer a number"),
        ("compare.py", {"runs": "gan-classes,fork"}, "Slower"),
    ],
)
def test_pages_show_what_was_written(file: str, query: dict[str, str], words: str) -> None:
    test = page(file, **query)
    assert not test.exception and not test.error
    assert words in written(test)


def test_the_list_of_runs_shows_them_all() -> None:
    test = page("runs.py")
    test.segmented_control[0].set_value("All").run()
    assert not test.exception and not test.error
    shown = written(test)
    for name in (*LEARNT, *RESULTS):
        assert json.loads((EARLIER / "runs" / name / "config.json").read_text("utf-8"))["title"] in shown


def test_latent_space_of_a_run_is_walked_through() -> None:
    test = page("latent.py", model="gan-classes")
    assert not test.exception and not test.error
    assert test.selectbox[0].value == "gan-classes"
