"""The Attack page: opens alone on one picture, says where there is no D, begins attacks, shows one that is finished."""

import dataclasses
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.attack.findings import FINDINGS, NETWORK, Curve, Epoch, Findings, findings_to_json
from gan_core.attack.settings import load_attack_config
from gan_core.jobs.folder import RunFolder
from tests.running import finished_run, make
from tests.ui.opened import click, idle_launcher, page, texts  # noqa: F401 - a fixture for every test here
from ui import server, state
from ui.attack import one_picture

TITLE = "Attack: what fools the network?"
CURVES = tuple(
    Curve("shipped", pictures, method, 100, 90, (0.05, 0.1), fooled)
    for pictures, method, fooled in (
        ("real", "fgsm", (10, 30)),
        ("real", "pgd", (18, 45)),
        ("generated", "fgsm", (30, 50)),
        ("generated", "pgd", (40, 80)),
    )
)
FOUND = Findings(CURVES, (), "Digits", "MNIST", True)


def written(root: Path, findings: Findings, **settings: object) -> RunFolder:
    """A folder as a finished attack leaves it."""
    folder = make(root, load_attack_config({"title": "An attack", **settings}), "an-attack")
    (folder.path / FINDINGS).write_text(findings_to_json(findings), "utf-8")
    with folder.record() as record:
        record.put(state="done")
    return folder


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """What the component was given, each time."""
    seen: list[dict] = []
    monkeypatch.setattr(
        one_picture, "attack_view", lambda strips, entries, **more: seen.append({"entries": entries, **more})
    )
    return seen


def test_the_page_opens_on_a_real_digit_that_pgd_makes_into_another(runs_root: Path, shown: list[dict]) -> None:
    test = page("attack.py")
    assert not test.exception and not test.error and [each.value for each in test.title] == [TITLE]
    entries = shown[-1]["entries"]["pgd"]
    assert not entries[0].worked and entries[-1].worked and len(entries) == 16


def want(test: AppTest, digit: int) -> None:
    next(each for each in test.selectbox if each.label == "Make it read").set_value(digit).run()


def test_a_digit_can_be_wanted_and_the_one_that_is_read_already_is_no_attack(
    runs_root: Path, shown: list[dict]
) -> None:
    test = page("attack.py")
    read = int(shown[-1]["entries"]["pgd"][0].sign)
    want(test, read)
    assert f"It reads {read} already" in texts(test)
    want(test, (read + 5) % 10)
    assert shown[-1]["entries"]["pgd"][-1].sign == str((read + 5) % 10)


def test_generated_digits_are_a_models(runs_root: Path, shown: list[dict]) -> None:
    test = page("attack.py", model="shapes-gan")
    test.segmented_control(key="attack-source").set_value("generated").run()
    assert not test.exception and "draws no grey digits of 28x28" in texts(test)
    model = next(each for each in test.selectbox if each.label == "Model")
    assert model.options and not any("shapes" in each.lower() for each in model.options)


def test_before_a_picture_is_given_it_says_what_is_missing(runs_root: Path, shown: list[dict]) -> None:
    test = page("attack.py")
    shown.clear()
    test.segmented_control(key="attack-source").set_value("send").run()
    assert not test.exception and "Give the network a picture" in texts(test) and shown == []


def test_where_no_model_has_a_d_it_says_what_to_do(runs_root: Path) -> None:
    test = page("attack.py", network="discriminator")
    assert not test.exception and "Train a GAN first" in texts(test)


def test_the_d_of_a_run_is_attacked(runs_root: Path, shown: list[dict]) -> None:
    finished_run(runs_root)
    test = page("attack.py", network="discriminator")
    assert not test.exception and not test.error, texts(test)
    entries = shown[-1]["entries"]["fgsm"]
    assert entries[0].sentence.startswith("Unchanged: D’s logit is") and len(entries[0].bars) == 1


def test_real_against_generated_is_queued_with_the_model(runs_root: Path) -> None:
    test = page("attack.py", part="many")
    click(test, "Attack")
    assert not test.exception and not test.error
    (status,) = server.launcher().index.statuses()
    config = load_attack_config(RunFolder(runs_root / status.name).config())
    assert (status.job_type, config.model, config.defend) == ("attack", "digits-gan", False)
    assert test.query_params[state.ATTACK_PARAM] in (status.name, [status.name])


def test_a_training_is_queued_with_its_settings(runs_root: Path) -> None:
    test = page("attack.py", part="train")
    next(each for each in test.number_input if each.label == "Training ε").set_value(0.3).run()
    next(each for each in test.toggle if each.label == "Random start").set_value(False).run()
    click(test, "Train and attack")
    (status,) = server.launcher().index.statuses()
    config = load_attack_config(RunFolder(runs_root / status.name).config())
    assert config.defend and (config.train_epsilon, config.random_start) == (0.3, False)
    assert status.title == "Trained against ε 0.3, step 1.25, no random start"


def test_a_finished_attack_answers_the_question_first(runs_root: Path) -> None:
    test = page("attack.py", attack=written(runs_root, FOUND, model="digits-gan").name)
    said = texts(test)
    assert not test.exception and not test.error
    assert "Generated digits are easier to attack than real ones" in said and "learned from MNIST" in said
    table = test.dataframe[0].value
    assert len(table) == 4 and "50 % (40 to 60 %)" in table.to_numpy().flatten().tolist()


def test_a_collapse_is_named(runs_root: Path) -> None:
    history = (Epoch(1, 100, 90, 40, 30), Epoch(2, 100, 95, 76, 0))
    test = page("attack.py", attack=written(runs_root, dataclasses.replace(FOUND, history=history), defend=True).name)
    assert not test.exception and "catastrophic overfitting" in texts(test)


def test_a_trained_network_can_be_attacked_in_turn(runs_root: Path, shown: list[dict]) -> None:
    from safetensors.torch import save

    from gan_core.quality.digit_classifier import DigitClassifier

    folder = written(runs_root, FOUND, defend=True)
    (folder.path / NETWORK).write_bytes(save(DigitClassifier().state_dict()))
    test = page("attack.py", network=folder.name)
    assert not test.exception and not test.error and shown
    assert "Trained classifier · An attack" in next(each for each in test.selectbox if each.label == "Network").options


def test_a_damaged_result_and_a_missing_one_are_said(runs_root: Path) -> None:
    folder = written(runs_root, FOUND)
    (folder.path / FINDINGS).write_text("{", "utf-8")
    assert "is damaged: attack again" in texts(page("attack.py", attack=folder.name))
    test = page("attack.py", attack="no-such-attack")
    assert not test.exception and any(button.label == "Back to the choice" for button in test.button)
