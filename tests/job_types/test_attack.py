"""An attack as a run: curves on both sides, a network that was trained, a stop that keeps what was found."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gan_core.attack.findings import NETWORK, AttackResult, read_result
from gan_core.attack.networks import trained_network
from gan_core.attack.pictures import built_in_digits, generated_digits, why_no_digits
from gan_core.attack.settings import AttackConfig, load_attack_config
from gan_core.attack.study import Study
from gan_core.cli.main import main
from gan_core.errors import RunError, UserError
from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.quality.digit_classifier import name_digits
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import find_model
from tests.running import finished, make


def quick(**changes: object) -> AttackConfig:
    values = {"num": 20, "epsilons": [0.05, 0.3], "pgd_steps": 3, "epochs": 1, "model": "digits-gan", **changes}
    return load_attack_config(values)


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunFolder]:
    root = tmp_path_factory.mktemp("runs")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_CORE_RUNS", str(root))
        yield finished(make(root, quick(defend=True), "an-attack"))


@pytest.fixture
def found(attacked: RunFolder) -> AttackResult:
    return read_result(attacked)


def test_both_networks_are_attacked_with_both_sources_by_every_method(found: AttackResult) -> None:
    curves = {(each.network, each.pictures, each.method) for each in found.findings.curves}
    networks, pictures, methods = ("shipped", "trained"), ("real", "generated"), ("fgsm", "pgd", "transfer")
    assert curves == {(a, b, c) for a in networks for b in pictures for c in methods}


def test_pgd_is_as_strong_as_fgsm_or_stronger_and_never_weaker_at_a_larger_epsilon(found: AttackResult) -> None:
    pgd = found.findings.curve("shipped", "real", "pgd")
    assert pgd is not None and pgd.fooled[0] <= pgd.fooled[1] and pgd.success(1) > 0.8


def test_generated_digits_were_all_read_right_and_are_as_many_as_real_ones(found: AttackResult) -> None:
    real, generated = (found.findings.curve("shipped", name, "pgd") for name in ("real", "generated"))
    assert real and generated and generated.num_right == generated.num_pictures == real.num_right <= real.num_pictures
    assert found.findings.asked and found.findings.too_few == ()


def test_the_trained_network_is_kept_and_reads_digits(attacked: RunFolder, found: AttackResult) -> None:
    assert [each.epoch for each in found.findings.history] == [1]
    assert not trained_network(attacked).training
    curve = found.findings.curve("trained", "real", "pgd")
    assert curve is not None and curve.num_right > 0


def test_a_link_in_place_of_the_network_is_refused(attacked: RunFolder, tmp_path: Path) -> None:
    (tmp_path / NETWORK).symlink_to(attacked.path / NETWORK)
    with pytest.raises(RunError, match="elsewhere"):
        trained_network(RunFolder(tmp_path))
    with pytest.raises(RunError, match="has trained no classifier"):
        trained_network(RunFolder(tmp_path / "none"))


def test_pictures_before_and_after_are_there_for_each_source(attacked: RunFolder) -> None:
    with attacked.record() as record:
        assert all(record.newest_picture(f"{a}-{b}") for a in ("shipped", "trained") for b in ("real", "generated"))


def test_the_same_settings_find_the_same() -> None:
    config = quick(model="", epsilons=[0.1], defend=True)
    first, second = Study(config), Study(config)
    for study in (first, second):
        assert list(study.steps())[-1].share == 1.0
    assert first.findings == second.findings and first.findings.curves


def test_generated_digits_are_of_the_wanted_classes_and_read_as_them() -> None:
    counts = np.array([3, 0, 1, 0, 0, 2, 0, 0, 0, 4])
    digits = generated_digits(load("digits-gan"), counts, seed=5)
    assert np.array_equal(np.bincount(digits.labels, minlength=10), counts)
    assert np.array_equal(name_digits(digits.images)[0], digits.labels)


@pytest.mark.parametrize(("model", "words"), [("shapes-gan", "reads digits"), ("shapes-vae", "reads digits")])
def test_models_that_draw_no_digits_are_refused_in_words(model: str, words: str) -> None:
    assert words in why_no_digits(read_card(find_model(model)))
    with pytest.raises(UserError, match=words):
        list(Study(quick(model=model)).steps())


def test_a_bad_setting_ends_the_command_with_words(runs_root: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["job", "attack", "--set", "epsilons=[0.3, 0.1]"]) == 1
    assert "epsilons must rise" in capsys.readouterr().err


def test_the_command_for_any_job_attacks_and_prints_json(runs_root: Path, capsys: pytest.CaptureFixture) -> None:
    settings = ["num=20", "epsilons=[0.3]", "pgd_steps=2"]
    assert main(["job", "attack", "--json", *(f"--set={each}" for each in settings)]) == 0
    curves = json.loads(capsys.readouterr().out)["curves"]
    assert [(each["method"], each["epsilons"]) for each in curves] == [("fgsm", [0.3]), ("pgd", [0.3])]
    assert len(built_in_digits()[1].images) == 360
