"""The part Repair of the latent lab: opens alone on a hole, damages under sliders, says what is missing, trains."""

import json
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.jobs.folder import RunFolder
from gan_core.repair.findings import FINDINGS
from gan_core.repair.settings import load_repair_config
from tests.repair.trained import FOUND, trained_run
from tests.ui.opened import click, idle_launcher, page, texts  # noqa: F401 - a fixture for every test here
from ui import server, state
from ui.lab import repair as part
from ui.lab.repair_view import Shown


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[list[Shown]]:
    """What the view was told, time after time."""
    seen: list[list[Shown]] = []
    monkeypatch.setattr(part, "repair_view", lambda shown, words, **more: seen.append(shown))
    return seen


def opened(**query: str) -> AppTest:
    return page("latent.py", **{"part": "repair", "model": "shapes-gan", **query})


def names(shown: list[list[Shown]]) -> list[str]:
    return [each.name for each in shown[-1]]


def test_it_opens_on_a_real_picture_with_a_hole_and_both_repairs(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened()
    assert not test.exception and not test.error, texts(test)
    assert names(shown) == ["damaged", "mse", "adversarial", "whole"]
    damaged, first = shown[-1][0], shown[-1][1]
    assert any(line.startswith("PSNR") for line in damaged.lines) and first.picture.shape == (3, 32, 32)
    assert sorted(place for each in shown[-1] for place in each.best) == [0, 1]


def test_a_model_of_digits_opens_the_networks_of_digits(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened(model="digits-gan", task="denoise")
    assert not test.exception and not test.error, texts(test)
    assert shown[-1][0].picture.shape == (1, 28, 28)


def test_more_noise_is_further_from_the_picture(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened(task="denoise")
    levels = []
    for sigma in (0.1, 1.0):
        test.slider(key="repair-strength").set_value(sigma).run()
        levels.append(float(shown[-1][0].lines[0].split()[1]))
    assert levels[0] > levels[1] + 10


def test_twice_the_size_has_no_slider(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened(task="double")
    assert not test.exception and not [each for each in test.slider if each.key.startswith("repair")]
    assert "read as" in " ".join(shown[-1][0].lines)


def test_before_a_picture_is_given_it_says_what_is_missing(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened()
    shown.clear()
    test.segmented_control(key="repair-source").set_value("send").run()
    assert not test.exception and "Give the networks a picture" in texts(test) and shown == []


def test_a_flow_is_notsearched_and_says_why(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened(model="digits-flow")
    assert not test.exception and "choose a GAN or a VAE" in texts(test) and shown


def test_a_model_of_other_pictures_says_which_the_search_needs(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened(network="digits-repair")
    assert not test.exception and "The latent search needs a model of MNIST" in texts(test)
    test.segmented_control(key="repair-source").set_value("generated").run()
    assert not test.exception and "draws pictures of another size" in texts(test)


def test_the_latent_search_stands_beside_the_networks(
    runs_root: Path, shown: list[list[Shown]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(part, "searched", lambda session, spoiled: (spoiled.pictures[0] * 0 + 7).astype("uint8"))
    test = opened()
    click(test, "Search the latent too")
    assert not test.exception and names(shown) == ["damaged", "mse", "adversarial", "latent", "whole"]
    assert shown[-1][3].lines[0].startswith("PSNR")


def test_a_training_on_the_models_pictures_is_queued_and_opened(runs_root: Path, shown: list[list[Shown]]) -> None:
    test = opened(model="digits-gan")
    next(each for each in test.number_input if each.label == "Steps").set_value(50).run()
    click(test, "Train repair networks")
    (status,) = server.launcher().index.statuses()
    config = load_repair_config(RunFolder(runs_root / status.name).config())
    assert (status.job_type, config.data.name, config.num_steps) == ("repair", "mnist", 50)
    assert test.query_params[state.REPAIR_PARAM] in (status.name, [status.name])


def test_a_finished_training_says_who_wins_and_leads_to_its_networks(runs_root: Path, shown: list[list[Shown]]) -> None:
    folder = trained_run(runs_root)
    (folder.path / FINDINGS).write_text(json.dumps(FOUND), "utf-8")
    test = page("latent.py", repair=folder.name)
    said = texts(test)
    assert not test.exception and not test.error, said
    assert "MSE alone is nearer to the untouched pictures (-1.00 dB" in said
    assert "24.0 (23.0 to 25.0)" in test.dataframe[0].value.to_numpy().flatten().tolist()
    click(test, "Repair pictures")
    assert test.query_params["network"] in (folder.name, [folder.name]) and shown
    assert not test.exception and not test.error, texts(test)


def test_a_missing_training_and_a_damaged_one_are_said(runs_root: Path) -> None:
    test = page("latent.py", repair="no-such-run")
    assert not test.exception and any(button.label == "Back to the latent space" for button in test.button)
    folder = trained_run(runs_root)
    (folder.path / FINDINGS).write_text("{", "utf-8")
    assert "is damaged: train again" in texts(page("latent.py", repair=folder.name))
