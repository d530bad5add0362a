"""Another model in the place of the one that is measured: what fits, what later steps find, and what is compared."""

from pathlib import Path

import numpy as np
import pytest

from gan_core.errors import SettingsError
from gan_core.job_types.measure import MeasureJob
from gan_core.jobs.folder import RunFolder
from gan_core.measure.results import read_result
from gan_core.measure.settings import load_measure_config
from gan_core.store.model_card import read_card
from gan_core.store.model_ref import resolve
from gan_core.variants.recipe import build, load_recipe, problems


def recipe(model: str, *steps: dict):
    return load_recipe({"model": model, "steps": steps})


def why(model: str, *steps: dict) -> str:
    return next((each for each in problems(recipe(model, *steps), read_card(resolve(model))) if each), "")


def another(name: str) -> dict:
    return {"name": "another", "model": name}


def test_a_model_of_the_same_data_fits_whatever_its_kind() -> None:
    assert why("shapes-gan", another("shapes-vae")) == ""


@pytest.mark.parametrize(
    ("model", "steps", "said"),
    [
        ("shapes-gan", [another("digits-gan")], "It draws other data"),
        ("shapes-gan", [another("shapes-gan")], "the model itself"),
        ("shapes-gan", [another("shapes-text")], "what a sentence says"),
        ("shapes-gan", [another("nowhere")], "nowhere"),
        ("shapes-gan", [another("")], "Name the model"),
        ("shapes-gan", [{"name": "prune"}, another("shapes-vae")], "put it first"),
    ],
)
def test_what_cannot_be_compared_says_why(model: str, steps: list[dict], said: str) -> None:
    assert said in why(model, *steps)


def test_later_steps_are_about_the_other_model() -> None:
    steps = [another("digits-vae"), {"name": "solver", "num_steps": 1}]
    assert "one pass" in why("digits-gan", *steps) or "VAE" in why("digits-gan", *steps)
    with pytest.raises(SettingsError, match="other data"):
        build(recipe("shapes-gan", another("digits-gan")))


def test_the_other_model_draws_what_it_always_draws() -> None:
    from gan_core.generators.load import load

    other = load(resolve("shapes-vae"))
    made = build(recipe("shapes-gan", another("shapes-vae")))
    z = np.random.default_rng(0).standard_normal((3, other.latent_dim)).astype(np.float32)
    assert np.allclose(made.decode(z), other.decode(z), atol=1e-6)
    assert not recipe("shapes-gan", another("shapes-vae")).same_latents
    assert recipe("shapes-gan", {"name": "prune"}).same_latents


def test_a_measurement_scores_it_by_its_own_latents_and_compares_no_single_pictures(tmp_path: Path) -> None:
    config = load_measure_config(
        {
            "model": "shapes-gan",
            "recipes": [{"model": "shapes-gan", "steps": [another("shapes-vae")]}],
            "batches": [1],
            "num_rounds": 6,
            "seconds_a_batch": 1,
            "num_quality": 300,
        }
    )
    folder = RunFolder.create(tmp_path / "measured", config.model_dump(mode="json"), title="x", job_type="measure")
    for _ in MeasureJob(folder, lambda text, share: None).events():
        pass
    found = read_result(folder)
    row = found.qualities["shapes-vae"]
    assert (row.psnr, row.ssim, row.feature) == (None, None, None)
    assert row.frechet is not None and row.frechet > 0
    assert found.cost_table is not None and found.cost_table.row("shapes-vae").time[1].value
