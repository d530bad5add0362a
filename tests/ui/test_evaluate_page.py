"""The Evaluate page: opens alone, refuses unlike models, begins an evaluation, shows one that is finished."""

import dataclasses
import io
import zipfile
from pathlib import Path

import pytest

from gan_core.evaluation.caption_variety import SORTS
from gan_core.evaluation.evaluation import to_json
from gan_core.evaluation.results import EVALUATION, read_result
from gan_core.evaluation.settings import load_evaluate_config
from gan_core.jobs.folder import RunFolder
from gan_core.text.grammar import KINDS
from tests.evaluation.evaluated import folder_of, quick
from tests.measure.measured import trained
from tests.running import work
from tests.ui.opened import click, idle_launcher, page, texts  # noqa: F401 - a fixture for every test here
from ui import server, state

TITLE = "Evaluate: how good are the pictures?"


@pytest.fixture
def finished(runs_root: Path, monkeypatch: pytest.MonkeyPatch) -> RunFolder:
    monkeypatch.setenv("XDG_CACHE_HOME", str(runs_root / "cache"))
    folder = folder_of(runs_root, quick(trained(runs_root)))
    assert work(folder) == "done", folder.status().reason
    return folder


def test_evaluate_queues_what_is_chosen_and_the_address_names_it(runs_root: Path) -> None:
    test = page("evaluate.py", subjects="shapes-gan,shapes-vae")
    assert not test.exception and [each.value for each in test.title] == [TITLE]
    click(test, "Evaluate")
    assert not test.exception and not test.error
    (status,) = server.launcher().index.statuses()
    config = load_evaluate_config(RunFolder(runs_root / status.name).config())
    assert (status.job_type, status.state) == ("evaluate", "queued")
    assert [each.where for each in config.subjects] == ["shapes-gan", "shapes-vae"] and config.reference == ""
    assert test.query_params[state.EVALUATION_PARAM] in (status.name, [status.name])
    click(test, "Cancel")
    assert server.launcher().index.statuses()[0].state == "stopped" and not test.exception


def test_unlike_models_are_refused_with_a_sentence_before_anything_begins() -> None:
    test = page("evaluate.py", subjects="shapes-gan,digits-gan")
    assert "32x32 colour and digits-gan of 28x28 grey" in texts(test) and "cannot be compared" in texts(test)
    assert next(button for button in test.button if button.label == "Evaluate").disabled


def test_without_a_measure_it_says_where_to_choose_one() -> None:
    test = page("evaluate.py", subjects="shapes-gan")
    next(each for each in test.multiselect if each.label == "Metrics").set_value([]).run()
    assert "Choose at least one metric" in texts(test) and not test.error


def zipped(num: int) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for index in range(num):
            picture = io.BytesIO()
            Image.new("L", (9 + index, 30), index).save(picture, "PNG")
            archive.writestr(f"{index}.png", picture.getvalue())
    return file.getvalue()


def test_uploaded_pictures_are_counted_named_and_refused_where_they_are_too_few(runs_root: Path) -> None:
    test = page("evaluate.py", subjects="shapes-gan")
    test.file_uploader[0].upload("few.zip", zipped(4), "application/zip").run()
    assert "4 pictures are checked and ready" in texts(test) and "at least 20 are needed" in texts(test)
    test.file_uploader[0].upload("many.zip", zipped(25), "application/zip").run()
    assert "too few" not in texts(test) and not test.exception
    click(test, "Evaluate")
    (status,) = server.launcher().index.statuses()
    config = load_evaluate_config(RunFolder(runs_root / status.name).config())
    assert [each.title for each in config.subjects] == ["shapes-gan", "Your pictures (many.zip)"]


def test_a_finished_evaluation_tells_score_floor_and_noise_in_words(finished: RunFolder) -> None:
    test = page("evaluate.py", evaluation=finished.name)
    shown = texts(test)
    assert not test.exception and not test.error
    for words in (
        "where real pictures reach",
        "N = 80",
        "held out",
        "95 % interval",
        "sign of copying",
    ):
        assert words in shown, words
    assert {"CSV", "JSON"} <= {each.label for each in test.get("download_button")}


def test_an_evaluation_of_another_number_is_laid_beside_it_in_columns_of_its_own(
    finished: RunFolder, runs_root: Path
) -> None:
    from gan_core.evaluation.results import read_result

    other = folder_of(runs_root, quick("tiny-run"), name="other")
    found = read_result(finished).evaluation
    scores = tuple(
        dataclasses.replace(each, protocol=dataclasses.replace(each.protocol, num_images=500)) for each in found.scores
    )
    (other.path / EVALUATION).write_text(to_json(dataclasses.replace(found, scores=scores)))
    with other.record() as record:
        record.put(state="done")
    test = page("evaluate.py", evaluation=finished.name)
    test.multiselect(key=f"beside-{finished.name}").select("other").run()
    assert "different numbers of pictures" in texts(test) and "(80 and 500)" in texts(test)
    assert texts(test).count("N = 500") and not test.exception


def test_a_damaged_evaluation_can_be_left(runs_root: Path) -> None:
    folder = folder_of(runs_root, quick("shapes-gan"))
    (folder.path / EVALUATION).write_text("rubbish")
    test = page("evaluate.py", evaluation=folder.name)
    click(test, "All evaluations")
    assert not test.error and not test.exception and any(button.label == "Evaluate" for button in test.button)


def test_what_is_gone_or_damaged_is_a_sentence_with_a_way_back(runs_root: Path) -> None:
    assert "There is no run called" in texts(page("evaluate.py", evaluation="gone"))
    folder = folder_of(runs_root, quick("shapes-gan"))
    (folder.path / EVALUATION).write_text("{")
    assert "damaged" in texts(page("evaluate.py", evaluation=folder.name))


def test_earlier_evaluations_are_listed_here_and_among_the_runs(runs_root: Path) -> None:
    folder_of(runs_root, quick("shapes-gan"))
    test = page("evaluate.py")
    assert "Earlier evaluations" in texts(test)
    test.button(key="evaluation-evaluation").click().run()
    assert test.query_params[state.EVALUATION_PARAM] in ("evaluation", ["evaluation"])


def test_text_models_have_their_captions_in_two_tables_beside_real_pictures(finished: RunFolder) -> None:
    found = read_result(finished).evaluation
    shares = {f"{part}{kind}": 0.5 for part in ("", "unseen/") for kind in (*KINDS, "all")}
    shares |= {"num": 100.0, "unseen/num": 40.0}
    variety = {f"{sort}/{name}": 0.25 for sort in SORTS for name in ("spread", "recall", "real_spread", "real_recall")}
    variety |= {"captions": 10.0, "per_caption": 50.0}
    assert "What captions ask for" not in texts(page("evaluate.py", evaluation=finished.name))
    told = dataclasses.replace(found.portraits[0], attributes=shares, variety=variety)
    (finished.path / EVALUATION).write_text(to_json(dataclasses.replace(found, portraits=(told,))))
    shown = texts(page("evaluate.py", evaluation=finished.name))
    assert "What captions ask for" in shown and "combinations never seen" in shown
    assert shown.count(">50 %<small>40 to 60 %</small>") == 6  # of 100, every attribute and all five
    assert shown.count(">0.250<small>real: 0.250</small>") == 2 and shown.count(">25 %<small>real: 25 %</small>") == 2
    assert "10 captions, 50 samples of each" in shown
