"""Where latents come from, on the pages: a control for models that encode, a sentence for the others."""

from pathlib import Path

import pytest

from gan_core.evaluation.settings import load_evaluate_config
from gan_core.jobs.folder import RunFolder
from gan_core.measure.settings import load_measure_config
from tests.conftest import tiny
from tests.running import work
from tests.ui.opened import click, idle_launcher, page, texts  # noqa: F401
from ui import server
from ui.lab.samplers import KEY


def started(runs_root: Path) -> dict:
    """The settings of the one job that was started."""
    (status,) = server.launcher().index.statuses()
    return RunFolder(runs_root / status.name).config()


def test_the_lab_of_a_vae_draws_from_what_the_address_says(runs_root: Path) -> None:
    test = page("latent.py", model="shapes-vae", part="pad", sampler="mixture")
    assert not test.exception and not test.error
    assert test.session_state[KEY] == "mixture"
    keys = page("latent.py", model="shapes-vae", part="pad", keys="mixture-0.0,latent_flow-3.1,0.2")
    assert not keys.exception and not keys.error


@pytest.mark.parametrize("part", ["sum", "quiz", "find", "map", "copies"])
def test_parts_open_with_a_fitted_sampler(runs_root: Path, part: str) -> None:
    test = page("latent.py", model="shapes-vae", part=part, sampler="latent_flow")
    assert not test.exception and not test.error


def test_a_gan_has_no_control_and_says_why_in_the_help_of_the_seed(runs_root: Path) -> None:
    test = page("latent.py", model="shapes-gan", part="pad")
    assert KEY not in test.session_state
    assert "has no encoder" in test.number_input(key="tray-seed").help


def test_what_was_not_fitted_is_offered_and_samples_are_the_priors_until_then(
    runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = tiny("vae", objective__beta=0.0, optimiser__lr=0.01)
    assert work(RunFolder.create(runs_root / "coder", config.model_dump(mode="json"), title="Coder")) == "done"
    test = page("latent.py", model="coder", part="pad", sampler="mixture")
    assert "No mixture of Gaussians has been fitted" in texts(test) and not test.error
    click(test, "Fit it")
    assert not test.exception and not test.error
    assert "has been fitted for this model yet" not in texts(test)
    assert list((tmp_path / "cache" / "gan_core" / "samplers").glob("*-mixture.safetensors"))


def test_an_evaluation_has_a_row_for_each_chosen_sampler(runs_root: Path) -> None:
    test = page("evaluate.py", subjects="shapes-vae,shapes-gan")
    test.button_group(key="evaluate.samplers").set_value(["prior", "mixture", "reconstructions"]).run()
    assert "A GAN has no encoder" in texts(test), "its only row is that of N(0, I), and the page says why"
    click(test, "Evaluate")
    config = load_evaluate_config(started(runs_root))
    assert [(each.where, each.sampler) for each in config.subjects] == [
        ("shapes-vae", "prior"),
        ("shapes-vae", "mixture"),
        ("shapes-vae", "reconstructions"),
        ("shapes-gan", "prior"),
    ]


def test_an_evaluation_of_gans_says_that_they_have_no_codes(runs_root: Path) -> None:
    assert "has no encoder" in texts(page("evaluate.py", subjects="shapes-gan"))


def test_a_measurement_takes_the_sampler_that_was_chosen(runs_root: Path) -> None:
    test = page("optimise.py", model="shapes-vae")
    test.button_group(key="measure.sampler").set_value("latent_flow").run()
    click(test, "Measure")
    assert load_measure_config(started(runs_root)).sampler == "latent_flow"
