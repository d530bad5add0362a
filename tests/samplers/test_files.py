"""Samplers as files of a model: kept, found again, refused for other weights, and used wherever samples are drawn."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.errors import UserError
from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.latent.fit_sampler import ensured_sampler, fit_sampler, no_sampler
from gan_core.latent.latent_key import from_token, of_seed
from gan_core.latent_draws import draw_z
from gan_core.samplers.files import keep_sampler, load_sampler, sampler_path
from gan_core.samplers.mixture import fit_mixture
from gan_core.samplers.sampler import SAMPLERS
from gan_core.store.model_ref import find_model
from tests.conftest import tiny
from tests.running import work


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "gan_core" / "samplers"


@pytest.fixture
def coder(runs_root: Path, cache: Path) -> str:
    """A VAE of two classes that has hardly learned, as a run."""
    config = tiny("vae", model__conditional=True, objective__beta=0.0, optimiser__lr=0.01)
    assert work(RunFolder.create(runs_root / "coder", config.model_dump(mode="json"), title="Coder")) == "done"
    return "coder"


def fitted(name: str, kind: str) -> np.ndarray:
    """Ten latents of the sampler of that model, which is fitted and kept."""
    model = load(name)
    data = model.card.config.data.load()
    keep_sampler(fit_sampler(model, data, kind, components=3, steps=5), model.card, kind)
    sampler = load_sampler(model.card, kind)
    assert sampler is not None
    return sampler.from_noise(draw_z(0, 10, model.latent_dim), model.conditions(model.labels_for(10), 10))


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_sampler_is_kept_for_its_model_and_found_again(coder: str, cache: Path, kind: str) -> None:
    first = fitted(coder, kind)
    (file,) = cache.iterdir()
    assert file.name.endswith(f"-{kind}.safetensors") and np.isfinite(first).all()
    assert np.array_equal(first, fitted(coder, kind))


def test_a_sampler_of_other_weights_is_passed_over(coder: str, tmp_path: Path) -> None:
    model = load(coder)
    fitted(coder, "mixture")
    path = sampler_path(model.card, "mixture")
    assert path is not None
    other = tmp_path / "other"
    other.mkdir()
    for file in model.card.path.iterdir():
        (other / file.name).write_bytes(file.read_bytes())
    (other / "generator.safetensors").write_bytes((find_model("shapes-vae") / "generator.safetensors").read_bytes())
    (other / "mixture.safetensors").write_bytes(path.read_bytes())
    card = type(model.card)(**{**model.card.__dict__, "path": other})
    with pytest.raises(UserError, match="fit one first"):
        load_sampler(card, "mixture")


def test_a_damaged_sampler_is_passed_over_and_fitted_anew(coder: str) -> None:
    model = load(coder)
    fitted(coder, "mixture")
    path = sampler_path(model.card, "mixture")
    assert path is not None
    path.write_bytes(b"rubbish")
    with pytest.raises(UserError, match="fit one first"):
        load_sampler(model.card, "mixture")
    assert ensured_sampler(model, "mixture") is not None


def test_a_sampler_that_was_not_fitted_says_so_and_the_prior_needs_none(coder: str) -> None:
    with pytest.raises(UserError, match="fit one first"):
        load_sampler(load(coder).card, "latent_flow")
    assert load_sampler(load(coder).card, "prior") is None


def test_a_model_without_an_encoder_says_why_it_has_none() -> None:
    model = load("shapes-gan")
    assert "has no encoder" in no_sampler(model.family)
    with pytest.raises(UserError, match="has no encoder"):
        ensured_sampler(model, "mixture")


def test_a_sample_of_a_sampler_is_named_by_its_token(coder: str) -> None:
    model = load(coder)
    latents = fitted(coder, "mixture")
    key = of_seed(model, 0, 4, sampler="mixture")
    assert key.token == f"mixture-0.4:{4 % model.num_classes}"
    assert key.z == pytest.approx(latents[4]) and np.array_equal(from_token(model, key.token).z, key.z)
    for wrong in ("other-0.4", "mixture-0", "-0.4"):
        with pytest.raises(UserError):
            from_token(model, wrong)


def test_the_terminal_fits_a_sampler_and_draws_with_it(
    coder: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["sampler", coder, "--kind", "mixture", "--components", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["components"] == 2
    for sampler in ("prior", "mixture"):
        out = tmp_path / f"{sampler}.png"
        assert main(["sample", coder, "--sampler", sampler, "--num", "4", "--out", str(out)]) == 0
    pictures = [np.asarray(Image.open(tmp_path / f"{each}.png")) for each in ("prior", "mixture")]
    assert not np.array_equal(*pictures)


def test_options_of_the_other_kind_are_refused(coder: str, capsys: pytest.CaptureFixture) -> None:
    assert main(["sampler", coder, "--kind", "latent_flow", "--components", "2"]) == 1
    assert "--components is for --kind mixture" in capsys.readouterr().err


def test_a_folder_of_samples_is_the_same_as_a_file_of_them_and_keeps_to_its_fit(
    coder: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    fitted(coder, "mixture")
    command = ["sample", coder, "--sampler", "mixture", "--num", "20"]
    assert main([*command, "--out", str(tmp_path / "few.npz")]) == 0
    assert main([*command, "--out", str(tmp_path / "many"), "--processes", "1"]) == 0
    (shard,) = (tmp_path / "many").glob("*.npz")
    few, many = (np.load(path)["images"].astype(int) for path in (tmp_path / "few.npz", shard))
    assert np.abs(few - many).max() <= 1  # a batch of another size rounds otherwise
    assert main(["sampler", coder, "--components", "1"]) == 0
    assert main([*command, "--out", str(tmp_path / "many"), "--processes", "1"]) == 1
    assert "choose another folder" in capsys.readouterr().err


def test_a_fit_of_ones_own_comes_before_the_shipped_one(cache: Path) -> None:
    card = load("shapes-vae").card
    shipped = load_sampler(card, "mixture")
    assert shipped is not None and shipped.facts["components"] == 100
    rng = np.random.default_rng(0)
    keep_sampler(fit_mixture(rng.standard_normal((100, 16)), np.arange(16), components=1, seed=0), card, "mixture")
    own = load_sampler(card, "mixture")
    assert own is not None and own.facts["components"] == 1
