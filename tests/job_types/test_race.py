"""A race as a run: a worker takes it to the end or is stopped, and what it saw comes back whole."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from gan_core.cli.main import main
from gan_core.data import load_data, quiet
from gan_core.energy.meters import EnergyCode
from gan_core.errors import RunError, UserError
from gan_core.events import Progress
from gan_core.jobs.folder import RunFolder, runs_in
from gan_core.present import present
from gan_core.quality import protocol
from gan_core.quality.feature_cache import cached_features
from gan_core.race import scoring as look
from gan_core.race.lane_log import ATTRIBUTES, HELD_OUT, OTHER_TRAINING, MetricName
from gan_core.race.presets import race_of
from gan_core.race.racer import Racer
from gan_core.race.results import RACE, SHOWN, RaceResult, read_result, to_csv, to_json
from gan_core.race.settings import RaceConfig, load_race_config
from gan_core.race.wording import floor_words
from gan_core.text.grammar import KINDS
from tests.conftest import tiny
from tests.running import make, work

QUICK = {"seconds": 0.6, "slice_seconds": 0.1, "num_looks": 3, "num_samples": 100}


def short(*lanes: dict, **more) -> RaceConfig:
    """Over in some seconds."""
    base = tiny(data__num_images=240, optimiser__lr=1e-3).model_dump(mode="json")
    named = [{"name": f"lane {index}", "changes": changes} for index, changes in enumerate(lanes)]
    return load_race_config({"base": base, "lanes": named, "extractor": "random", **QUICK, **more})


def folder_of(root: Path, config: RaceConfig, name: str = "race") -> RunFolder:
    return make(root, config, name)


@pytest.fixture(scope="module")
def raced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunFolder]:
    """A finished race that the tests of this file only read."""
    root = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        patch.setattr(protocol, "DRAWS", 4)
        folder = folder_of(root, short({}, {"training.batch_size": 16}))
        assert work(folder) == "done", folder.status().reason
        yield folder


@pytest.fixture(autouse=True)
def few_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "DRAWS", 4)


@pytest.fixture
def found(raced: RunFolder) -> RaceResult:
    return read_result(raced)


def test_pictures_are_asked_for_with_labels_as_often_as_the_data_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    config = short({}, {"optimiser.lr": 2e-3})
    data = load_data(config.base.data, quiet)
    uneven = replace(data, labels=np.array([0] * 180 + [1] * 60))  # three to one
    asked = []

    def drawn(state: object, z: np.ndarray, labels: np.ndarray) -> np.ndarray:
        asked.append(labels)
        return data.images[: len(z)]

    monkeypatch.setattr(look, "pictures", drawn)
    monkeypatch.setattr(protocol, "PORTION", 30)
    looker = look.CheckpointScorer(config, uneven)
    list(looker.features(SimpleNamespace(latent_dim=4, shape=SimpleNamespace(num_classes=2))))
    shares = [np.mean(each == 0) for each in asked]
    assert len(np.concatenate(asked)) == looker.count and shares == pytest.approx([0.75] * len(shares), abs=0.07)


def test_each_lane_has_its_own_clock_and_is_looked_at_at_equal_distances_of_it(found: RaceResult) -> None:
    for track in found.race.tracks:
        assert len(track.looks) > 1 and track.looks[0].seconds == track.looks[0].step == 0
        for before, after in pairwise(track.looks):  # a slow step may carry a lane past two of them at once
            assert any(before.seconds + 1e-6 < due <= after.seconds + 1e-6 for due in (0.2, 0.4, 0.6))
        assert track.looks[-1].seconds >= 0.6
        assert sum(turn.seconds for turn in track.turns) == pytest.approx(track.looks[-1].seconds)
        assert sum(turn.images for turn in track.turns) == track.looks[-1].images


def test_both_begin_as_the_same_network_and_learn_with_their_own_batches(found: RaceResult) -> None:
    small, large = found.race.tracks
    assert small.looks[0].value == large.looks[0].value
    assert small.looks[-1].images == 8 * small.looks[-1].step
    assert large.looks[-1].images == 16 * large.looks[-1].step
    assert min(each.value for each in small.looks[1:]) < small.looks[0].value and "G/loss" in small.looks[-1].losses


def test_an_energy_is_never_a_silent_zero(found: RaceResult) -> None:
    for track in found.race.tracks:
        assert track.source.code in list(EnergyCode) and (track.looks[-1].joules is None or track.looks[-1].joules > 0)
        assert track.measured or track.source.code not in (EnergyCode.RAPL, EnergyCode.NVML)


def test_its_pictures_stand_side_by_side_and_lane_by_lane(raced: RunFolder) -> None:
    with raced.record() as record:
        assert all(record.newest_picture(name) for name in ("samples", "lane_a", "lane_b"))
    status = raced.status()
    assert status.seconds >= 1.2 and status.goal == pytest.approx(1)


def test_what_one_takes_away_says_what_it_was_measured_on(found: RaceResult) -> None:
    lines = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert len(lines) == sum(len(each.looks) for each in found.race.tracks) and {
        line["extractor"] for line in lines
    } == {"Random network"}
    told = json.loads(to_json(found))
    assert told["finishing_line"] == pytest.approx(found.line) and len(told["standings"]) == 2 and told["story"]


def test_a_lane_that_diverges_gives_up_and_the_others_go_on(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stretch = Racer.stretch

    def doomed(self: Racer, seconds: float) -> None:
        if self.lane.name == "lane 1" and self.state.step > 3:
            next(self.state.networks["G"].parameters()).data.fill_(float("nan"))
        stretch(self, seconds)

    monkeypatch.setattr(Racer, "stretch", doomed)
    folder = folder_of(runs_root, short({}, {}))
    assert work(folder) == "done", folder.status().reason
    first, second = read_result(folder).race.tracks
    assert not first.why_out and first.looks[-1].seconds >= 0.6
    assert "no longer a number" in second.why_out and len(second.looks) < 4
    assert any("lane 1 had to give up" in line for line in read_result(folder).story())


def test_a_race_that_is_stopped_keeps_what_it_saw(runs_root: Path) -> None:
    folder = folder_of(runs_root, short({}, {}, seconds=600))

    def stop(event: object) -> None:
        if isinstance(event, Progress) and event.step > 20:
            folder.ask_once("stop")

    assert work(folder, stop) == "stopped"
    assert all(len(track.looks) == 1 for track in read_result(folder).race.tracks)
    (folder.path / RACE).write_text("{")
    with pytest.raises(RunError, match="damaged"):
        read_result(folder)


def test_too_few_real_pictures_to_judge_by_are_a_sentence(runs_root: Path) -> None:
    config = short({}, {})
    few = config.base.with_changes({"data.num_images": 100}).model_dump(mode="json")
    folder = folder_of(runs_root, load_race_config(config.model_dump(mode="json") | {"base": few}))
    assert work(folder) == "failed" and "needs more than 128 real pictures" in folder.status().reason


def test_a_race_from_the_command_line_prints_what_it_found(runs_root: Path, capsys: pytest.CaptureFixture) -> None:
    small = [f"--set={name}={value}" for name, value in (("data.image_size", 16), ("model.g_channels", "[8,4]"))]
    small += ["--set=model.d_channels=[4,8]", "--set=data.num_images=240", "--set=objective.name=least_squares"]
    lanes = ["--lane", "as it is:", "--lane", "fp32: runtime.precision=fp32 training.batch_size=16"]
    call = [
        "race",
        "--preset",
        "colour-shapes",
        *small,
        *lanes,
        "--seconds",
        "1",
        "--slice-seconds",
        "0.2",
        "--looks",
        "3",
        "--samples",
        "100",
    ]
    assert main([*call, "--extractor", "random", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in told["standings"]] == ["as it is", "fp32"]
    assert [each.status().job_type for each in runs_in(runs_root)] == ["race"]
    assert main(["race", "--lane", "no colon", "--lane", "b:"]) == 1
    assert "a name, a colon" in capsys.readouterr().err


def test_nothing_measured_is_nothing_to_take_away(runs_root: Path) -> None:
    found = read_result(folder_of(runs_root, short({}, {})))
    with pytest.raises(UserError, match="Nothing has been measured"):
        to_csv(found)
    assert found.line is None and found.story() == []


@pytest.mark.parametrize(("name", "of"), [("shapes", HELD_OUT), ("digits", OTHER_TRAINING)])
def test_floor_is_what_held_out_pictures_reach_where_there_are_any(
    name: str, of: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = short({}, {"optimiser.lr": 2e-3})
    config = config.model_copy(update={"base": config.base.with_changes({"data.name": name})})
    data = load_data(config.base.data, quiet)
    seen: list[np.ndarray] = []

    def features(extractor: str, images: np.ndarray) -> np.ndarray:
        seen.append(images)
        return cached_features(extractor, images)

    monkeypatch.setattr(look, "cached_features", features)
    measure = look.CheckpointScorer(config, data).measure
    reference, others = (set(protocol.prints(each)) for each in seen)
    learned = set(protocol.prints(data.images))
    assert reference <= learned and not others & reference and measure.floor_of == of
    assert (others <= learned) is (of == OTHER_TRAINING)
    assert floor_words(measure).endswith(f"reach {measure.floor:.3g} against the same ones.")


def test_race_of_before_says_only_that_its_floor_is_of_real_pictures() -> None:
    assert floor_words(MetricName("Shape reader", 500, "shapes", 1.25)) == (
        "Other real pictures reach 1.25 against the same ones."
    )


def text_race(image_size: int = 16, **more) -> RaceConfig:
    base = tiny("text_gan", data__num_images=240, data__image_size=image_size)
    return race_of("text-network", base, **{**QUICK, **more})


def test_race_of_text_models_is_scored_by_what_they_draw_as_asked(runs_root: Path) -> None:
    folder = folder_of(runs_root, text_race())
    assert work(folder) == "done", folder.status().reason
    found = read_result(folder)
    assert found.metric == present(found.race.measure).metric == ATTRIBUTES
    names = [track.name for track in found.race.tracks]
    assert names == ["Joint", "Frozen", "Bag of words"]
    for track in found.race.tracks:
        for each in track.looks:
            assert set(each.right) == {*KINDS, "all"}
            assert each.value == pytest.approx(1 - sum(each.right[kind] for kind in KINDS) / 5)
            assert each.low <= each.value <= each.high
    assert len(found.race.captions) == SHOWN and all(each.startswith("a") for each in found.race.captions)
    told = found.story()
    assert all(f"{name} draws as asked: shape " in line for name, line in zip(names, told, strict=False))
    rows = list(csv.DictReader(io.StringIO(to_csv(found))))
    assert float(rows[0]["attributes_wrong"]) == pytest.approx(found.race.tracks[0].looks[0].value)
    assert float(rows[0]["colour_right"]) == pytest.approx(found.race.tracks[0].looks[0].right["colour"])
    assert "frechet_distance" not in rows[0]


def test_real_pictures_of_the_captions_are_the_floor_and_score_as_nearly_all_right() -> None:
    scorer = look.AttributeScorer(text_race(32, num_samples=200))
    assert present(scorer.measure.floor) < 0.02
    assert floor_words(scorer.measure).endswith(" % are read right.")


def test_score_of_attributes_is_the_share_that_is_wrong_with_its_sampling() -> None:
    scorer = look.AttributeScorer(text_race(num_samples=100))
    right = np.ones((400, 5), bool)
    right[:100, :2] = False  # a quarter of the samples have two of five wrong
    score = scorer.score(right)
    half = 1.96 * np.std([0.4] * 100 + [0.0] * 300, ddof=1) / 20
    assert (score.value, score.low, score.high) == pytest.approx((0.1, 0.1 - half, 0.1 + half))
    shares = {"shape": 0.75, "colour": 0.75, "size": 1, "place": 1, "background": 1, "all": 0.75}
    assert score.right == pytest.approx(shares)
    perfect = scorer.score(np.ones((400, 5), bool))
    assert perfect.low == perfect.value == perfect.high == 1 / 4000  # it has a logarithm
