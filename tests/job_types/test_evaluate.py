"""An evaluation as a run and from the command line: every score with interval, floor, number and reference."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.data import load_data
from gan_core.data.digits import DigitsSettings
from gan_core.data.shapes import ShapesSettings
from gan_core.errors import DataError, RunError
from gan_core.evaluation.caption_variety import NUM_CAPTIONS
from gan_core.evaluation.reference import HELD_OUT, load_reference, unseen_of
from gan_core.evaluation.results import EVALUATION, EvaluationResult, read_result
from gan_core.evaluation.wording import reference_words
from gan_core.events import Progress
from gan_core.jobs.folder import RunFolder
from gan_core.quality.protocol import distinct, prints
from tests.evaluation.evaluated import folder_of, quick
from tests.measure.measured import trained
from tests.running import finished_run, work


def quiet(text: str, share: float | None) -> None:
    pass


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunFolder]:
    """A tiny run and a folder of real pictures, evaluated side by side; the tests of this file only read it."""
    root = tmp_path_factory.mktemp("runs")
    pictures = root / "pictures"
    pictures.mkdir()
    for index, each in enumerate(ShapesSettings(num_images=100, seed=9, image_size=16).load().images[:90]):
        Image.fromarray(each.transpose(1, 2, 0)).save(pictures / f"{index:03}.png")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_CORE_RUNS", str(root))
        patch.setenv("XDG_CACHE_HOME", str(root / "cache"))
        subjects = [
            {"where": trained(root), "title": "tiny"},
            {"kind": "pictures", "where": str(pictures), "title": "real ones"},
            {"where": "digits-gan", "title": "digits-gan"},
        ]
        folder = folder_of(root, quick(subjects=subjects))
        assert work(folder) == "done", folder.status().reason
        yield folder


@pytest.fixture
def found(evaluated: RunFolder) -> EvaluationResult:
    return read_result(evaluated)


def test_every_score_has_interval_floor_ceiling_number_and_reference(found: EvaluationResult) -> None:
    scores = found.evaluation.scores
    assert len(scores) == 6 and len(found.evaluation.protocols()) == 3
    for score in scores:
        assert score.low <= score.value <= score.high and score.floor is not None and score.ceiling is not None
        assert (score.protocol.num_images, score.protocol.resolution) == (80, "16x16x3")
        assert reference_words(score.protocol) == "Coloured shapes, held out"
        assert score.curve[-1] == (80, score.value, score.floor)


def test_real_pictures_score_better_than_those_of_an_untrained_model(found: EvaluationResult) -> None:
    for protocol in found.evaluation.protocols():
        sign = 1 if protocol.measure == "precision" else -1
        real, made = (found.evaluation.score(name, protocol).value for name in ("real ones", "tiny"))
        assert sign * real > sign * made


def test_pictures_of_another_size_are_refused_with_a_sentence(found: EvaluationResult) -> None:
    (refused,) = [each for each in found.evaluation.portraits if each.subject == "digits-gan"]
    assert "28x28 grey" in refused.why and "cannot be compared" in refused.why
    assert not [score for score in found.evaluation.scores if score.subject == "digits-gan"]


def test_the_copying_test_knows_what_was_learned_from(found: EvaluationResult) -> None:
    (tiny,) = [each for each in found.evaluation.portraits if each.subject == "tiny"]
    assert tiny.seen == 0 and tiny.copying.num_training == 100 and len(tiny.near) == 8 and not tiny.copying.copies


def test_made_pictures_and_the_nearest_ones_are_kept(evaluated: RunFolder) -> None:
    with evaluated.record() as record:
        assert {name for _, _, name, _ in record.pictures()} == {"made-0", "near-0", "made-1"}


def test_too_few_for_a_frechet_distance_is_a_sentence_and_kid_goes_on(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick(trained(runs_root), num=40, measures=["frechet", "kid"], copying=False))
    assert work(folder) == "done"
    frechet, kid = read_result(folder).evaluation.scores
    assert frechet.value is None and "needs at least 65 pictures" in frechet.why and kid.value is not None


def test_a_stop_is_heard_and_what_was_found_stays(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick(trained(runs_root), trained(runs_root, "other")))

    def stop(event: object) -> None:
        if isinstance(event, Progress) and read_result(folder).evaluation.scores:
            folder.ask_once("stop")

    assert work(folder, stop) == "stopped"
    assert 0 < len(read_result(folder).evaluation.scores) < 6


def test_a_damaged_file_is_a_sentence(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick("shapes-gan"))
    assert not read_result(folder).evaluation.scores
    (folder.path / EVALUATION).write_text("{")
    with pytest.raises(RunError, match="damaged"):
        read_result(folder)


def test_reference_and_others_share_no_picture_and_none_was_learned_from() -> None:
    config = quick("shapes-gan", num=500)
    from gan_core.store.model_card import PRETRAINED, read_card

    card = read_card(PRETRAINED / "shapes-gan")
    found = load_reference(config, card, quiet)
    first, second = set(prints(found.images)), set(prints(found.others))
    assert len(first) == len(second) == 500 and not first & second
    assert found.role == HELD_OUT and not first & set(prints(load_data(card.config.data).images[:2000]))


def test_pictures_of_ones_own_are_a_reference_as_they_are_and_four_are_too_few(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for index in range(50):
        Image.fromarray(rng.integers(256, size=(8, 8), dtype=np.uint8)).save(tmp_path / f"{index}.png")
    config = quick("shapes-gan", reference="folder", reference_path=str(tmp_path), num=20)
    found = load_reference(config, None, quiet)
    assert reference_words(found) == "My own pictures, as they are" and found.notes == () and len(found.images) == 20
    for path in list(tmp_path.glob("*.png"))[4:]:
        path.unlink()
    with pytest.raises(DataError, match="4 different pictures: at least 40"):
        load_reference(config, None, quiet)


def test_pictures_that_occur_twice_are_taken_once() -> None:
    images = np.arange(12, dtype=np.uint8).reshape(3, 1, 2, 2)[[0, 1, 0, 2]]
    assert distinct(images).tolist() == [0, 1, 3]
    assert distinct(images, besides=set(prints(images[1:2]))).tolist() == [0, 3]


def test_where_all_was_learned_from_nothing_is_held_out_and_a_fraction_leaves_the_rest() -> None:
    whole, part = DigitsSettings(), DigitsSettings(fraction=0.5)
    assert unseen_of(whole, load_data(whole), 2000) is None
    known = load_data(part)
    rest = unseen_of(part, known, 2000)
    assert len(rest) > 800 and not set(prints(rest.images)) & set(prints(known.images))


def test_the_command_line_prints_scores_as_json(
    runs_root: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(runs_root / "cache"))
    name = trained(runs_root)
    command = ["evaluate", name, "--num", "100", "--extractor", "pixels", "--measure", "kid", "sliced", "--no-copies"]
    assert main([*command, "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["scores"]
    assert [each["measure"] for each in scores] == ["kid", "sliced"]
    for each in scores:
        assert {"value", "interval", "extractor", "num_images", "reference", "floor"} <= set(each)
        assert each["interval"][0] <= each["value"] <= each["interval"][1] and each["num_images"] == 100
    assert main(command) == 0
    shown = capsys.readouterr().out
    assert "Against Coloured shapes, held out: 100 pictures per subject" in shown and "lower is better" in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing-here"], "nothing-here is neither a run or checkpoint"),
        (["shapes-gan", "--reference", "atlantis"], "--reference must be one of shapes"),
        (["shapes-gan", "--reference", "digits", "--measure", "kid", "--num", "50"], "is blind|knows|28x28|32x32"),
    ],
)
def test_the_command_line_says_what_is_wrong(
    runs_root: Path, capsys: pytest.CaptureFixture, arguments: list[str], words: str
) -> None:
    import re

    assert main(["evaluate", *arguments]) == 1
    assert re.search(words, capsys.readouterr().err)


@pytest.mark.parametrize(("num", "told"), [(150, True), (60, False)])
def test_a_floor_of_training_pictures_is_said_to_be_one(num: int, told: bool) -> None:
    from gan_core.store.model_card import PRETRAINED, read_card

    card = read_card(PRETRAINED / "shapes-gan")
    data = DigitsSettings(fraction=0.9)  # some 180 are held out
    card = dataclasses.replace(card, config=card.config.model_copy(update={"data": data}))
    found = load_reference(quick("shapes-gan", num=num), card, quiet)
    assert found.role == HELD_OUT and len(found.images) == len(found.others) == num
    assert any("comes from training pictures" in note for note in found.notes) == told


def test_text_model_is_told_what_it_draws_of_its_captions_and_within_one(runs_root: Path) -> None:
    finished_run(runs_root, "text_gan")
    folder = folder_of(runs_root, quick("tiny-run", copying=False))
    assert work(folder) == "done", folder.status().reason
    (portrait,) = read_result(folder).evaluation.portraits
    assert portrait.attributes is not None and portrait.variety is not None
    assert 0 <= portrait.attributes["all"] <= portrait.attributes["colour"] <= 1
    assert portrait.variety["captions"] == NUM_CAPTIONS and portrait.variety["full/real_recall"] > 0.5
