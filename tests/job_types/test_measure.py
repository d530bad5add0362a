"""A measurement as a run: a worker takes it to the end, cancels it, and its files come back whole."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from gan_core.errors import RunError
from gan_core.events import Progress
from gan_core.jobs.folder import RunFolder
from gan_core.measure.results import COST_TABLE, NOTES, QUALITY, MeasurementResult, read_result, to_csv, to_json
from gan_core.measure.wording import summary
from gan_core.variants.recipe import ORIGINAL
from tests.measure.measured import BF16, MASK, folder_of, quick, trained
from tests.running import work

NAMES = [ORIGINAL, "bf16 weights", "masked 50 %"]


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunFolder]:
    """A finished measurement that the tests of this file only read."""
    root = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_CORE_RUNS", str(root))
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        # 40 pictures are too few for a covariance of 64 features: the cost table has to say so and go on
        folder = folder_of(root, quick(trained(root), BF16, MASK))
        assert work(folder) == "done", folder.status().reason
        yield folder


@pytest.fixture
def found(measured: RunFolder) -> MeasurementResult:
    return read_result(measured)


def test_every_variant_has_its_row_with_size_time_memory_and_start(found: MeasurementResult) -> None:
    assert [row.name for row in found.cost_table.rows] == NAMES
    for row in found.cost_table.rows:
        assert set(row.time) == set(row.verdict) == {1, 2}
        for figure in (row.parameters, row.file_size, row.peak_memory, row.start_up, *row.time.values()):
            assert figure.value > 0, figure


def test_bf16_halves_the_file_and_a_mask_does_not(found: MeasurementResult) -> None:
    original, half, masked = (row.file_size.value for row in found.cost_table.rows)
    assert half < 0.75 * original and masked == pytest.approx(original, rel=0.01)


def test_the_original_is_equal_to_itself_and_the_mask_is_not(found: MeasurementResult) -> None:
    first, masked = found.qualities[ORIGINAL], found.qualities["masked 50 %"]
    assert first.psnr is None and first.ssim == pytest.approx(1) and first.feature == pytest.approx(0, abs=1e-6)
    assert masked.psnr is not None and masked.ssim < 1 and masked.feature > 0


def test_too_few_pictures_for_a_frechet_distance_are_a_sentence_beside_a_kid(found: MeasurementResult) -> None:
    for row in found.qualities.values():
        assert row.frechet is None and "needs at least 65 pictures" in row.why
        assert row.kid_low <= row.kid <= row.kid_high and (row.num_images, row.reference) == (40, "shapes")


def test_a_row_of_pictures_for_each_variant(measured: RunFolder) -> None:
    with measured.record() as record:
        assert [(name, file[:7]) for _, _, name, file in record.pictures()] == [("samples", "samples")]
    assert list(read_result(measured).notes) == NAMES


def test_energy_is_never_zero_and_an_assumed_one_has_no_verdict(found: MeasurementResult) -> None:
    for row in found.cost_table.rows:
        assert row.energy.value != 0
        assert row.energy.kind != "assumed" or row.energy_ratio.value is None


def test_csv_and_json_hold_costs_and_quality_of_every_variant(found: MeasurementResult) -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert [line["name"] for line in lines] == NAMES
    assert float(lines[2]["quality: ssim"]) == pytest.approx(found.qualities["masked 50 %"].ssim)
    whole = json.loads(to_json(found))
    assert [row["name"] for row in whole["ledger"]["rows"]] == [row["name"] for row in whole["quality"]] == NAMES


def test_the_story_names_size_and_likeness(found: MeasurementResult) -> None:
    told = summary(found.cost_table, "bf16 weights", found.qualities)
    assert "smaller file" in told and "batches of 2" in summary(found.cost_table, ORIGINAL, found.qualities)
    assert "a file of the same size" in summary(found.cost_table, "masked 50 %", found.qualities)


@pytest.mark.parametrize("name", [COST_TABLE, QUALITY, NOTES])
@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff\xfe"])
def test_a_damaged_file_is_a_sentence(runs_root: Path, name: str, content: bytes) -> None:
    folder = folder_of(runs_root, quick("shapes-gan"))
    (folder.path / name).write_bytes(content)
    with pytest.raises(RunError, match=f"{name} of this measurement is damaged"):
        read_result(folder)


def test_nothing_measured_yet_is_no_error(runs_root: Path) -> None:
    empty = read_result(folder_of(runs_root, quick("shapes-gan")))
    assert empty.cost_table is None and not empty.qualities and not empty.unbuilt


def test_a_variant_that_cannot_be_built_is_named_and_the_others_are_measured(runs_root: Path) -> None:
    model = trained(runs_root)
    twice = {"model": model, "steps": [MASK, MASK]}
    folder = folder_of(runs_root, quick(model, recipes=[twice], num_quality=0))
    assert work(folder) == "done", folder.status().reason
    found = read_result(folder)
    assert [row.name for row in found.cost_table.rows] == [ORIGINAL]
    assert "already in the list" in found.unbuilt["masked 50 % → masked 50 %"]


def test_a_model_that_is_gone_ends_it_with_a_sentence(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick("gone"))
    assert work(folder) == "failed" and "no longer exists" in folder.status().reason


def test_a_cancelled_measurement_keeps_what_it_has(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick(trained(runs_root), MASK))

    def cancel(event: object) -> None:
        if isinstance(event, Progress) and (folder.path / COST_TABLE).exists():
            folder.ask_once("stop")

    assert work(folder, cancel) == "stopped"
    assert [row.name for row in read_result(folder).cost_table.rows] == [ORIGINAL, "masked 50 %"]
