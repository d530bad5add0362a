"""Runs of the regularised autoencoder: exact resume, previews of reconstructions and of a fitted mixture, refusals."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.cli.main import main
from gan_core.errors import SettingsError, UserError
from gan_core.events import Losses, Samples
from gan_core.export.checked import export
from gan_core.export.package import package
from gan_core.generators.load import load
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.jobs.folder import RunFolder
from gan_core.latent.directions import find
from gan_core.latent.fit_sampler import default_sampler, ensured_sampler, samplers_of
from gan_core.latent.latent_key import of_seed
from gan_core.latent.posterior import posterior
from gan_core.models import MlpRaeSettings
from gan_core.models.build import build
from gan_core.models.rae import NO_SPREAD
from gan_core.optimise.prune import Prune
from gan_core.race.settings import load_race_config
from gan_core.recovery.settings import load_recover_config
from gan_core.shape import SampleShape
from gan_core.store.model_card import ModelCard
from gan_core.training import checkpoint
from gan_core.training.ex_post import latents_now
from gan_core.training.loop import train
from gan_core.training.preview import fixed_latents
from tests.conftest import tiny
from tests.running import work
from tests.training.exact_resume import begun, run, tensors


@pytest.mark.parametrize("conditional", [False, True])
def test_resumed_run_equals_unbroken_run(tmp_path: Path, conditional: bool) -> None:
    config, whole, data, labels = begun("rae", model__conditional=conditional)
    run(whole, data, config, 6)
    config, first, data, labels = begun("rae", model__conditional=conditional)
    run(first, data, config, 3)
    path = checkpoint.save_state(tmp_path, first, config, labels)
    _, second, data, _ = begun("rae", model__conditional=conditional)
    checkpoint.load_state(path, second)
    run(second, data, config, 3)
    expected, got = tensors(whole), tensors(second)
    assert expected.keys() == got.keys() and all(torch.equal(each, got[name]) for name, each in expected.items())


def test_the_curves_add_up_to_the_loss() -> None:
    config, state, data, _ = begun("rae", objective__beta=0.5, objective__decoder_l2=0.01)
    row = next(event.values for event in train(state, data, config) if isinstance(event, Losses))
    parts = row["AE/reconstruction"] + 0.5 * row["AE/code"] + 0.01 * row["AE/decoder"]
    assert row["AE/loss"] == pytest.approx(parts, rel=1e-5)
    assert not [name for name in row if "kl" in name or "beta" in name]


def test_a_code_has_no_spread_and_decodes_to_the_reconstruction() -> None:
    net = MlpRaeSettings(latent_dim=3, widths=(8,)).build_rae(SampleShape(1, 4))
    x = torch.rand(5, 1, 4, 4) * 2 - 1
    mu, logvar = net.encode(x)
    assert (logvar == NO_SPREAD).all() and net.log_sigma is None
    raw, _, _ = net(x, eps=torch.randn(5, 3))
    assert torch.allclose(raw, net.decode(mu), atol=1e-6)


def test_previews_show_reconstructions_and_samples_of_what_is_fitted_to_the_codes() -> None:
    config, state, data, _ = begun("rae")
    shown = [each.name for each in islice((e for e in train(state, data, config) if isinstance(e, Samples)), 3)]
    assert shown == ["real", "reconstructions", "samples"]


def test_latents_to_look_at_lie_where_codes_lie_and_looking_changes_nothing() -> None:
    _, state, data, _ = begun("rae")
    with torch.no_grad():
        state.ema.head.mu.bias.add_(5.0)
    before = tensors(state)
    before = {name: each.clone() for name, each in before.items()}
    z, y = fixed_latents(64, state, data)
    moved = latents_now(state, data, z, y)
    assert abs(float(moved.mean()) - 5) < 1 < abs(float(z.mean()) - 5)
    assert all(torch.equal(each, before[name]) for name, each in tensors(state).items())


@pytest.fixture
def coder(runs_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config = tiny("rae")
    assert work(RunFolder.create(runs_root / "coder", config.model_dump(mode="json"), title="Coder")) == "done"
    return "coder"


def test_its_samples_come_from_a_mixture_unless_told_and_never_from_a_prior(
    coder: str, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    model = load(coder)
    assert default_sampler(model.family) == "mixture" and samplers_of(model.family) == ("mixture", "latent_flow")
    with pytest.raises(UserError, match="fit one first"):
        of_seed(model, 0, 0)
    assert main(["sample", coder, "--num", "4", "--out", str(tmp_path / "a.png")]) == 0
    assert of_seed(model, 0, 0).token.startswith("mixture-0.0")
    assert main(["sample", coder, "--sampler", "prior", "--out", str(tmp_path / "b.png")]) == 1
    assert "has no prior to draw from" in capsys.readouterr().err


def test_all_its_dimensions_are_fitted_and_posterior_draws_are_the_codes(coder: str) -> None:
    model = load(coder)
    data = model.card.config.data.load()
    codes = posterior(model, data, 0)
    assert list(codes.active()) == [0, 1] and np.allclose(codes.draw(0), codes.mu, atol=1e-6)
    sampler = ensured_sampler(model, "prior")
    assert sampler is not None and sampler.facts["name"] == "mixture"


def test_dimensions_by_kl_say_that_there_is_none(coder: str) -> None:
    model = load(coder)
    with pytest.raises(UserError, match="no spread and no prior, so they have no KL"):
        find(model, "kl", model.card.config.data.load())
    assert find(model, "mu_pca", model.card.config.data.load())


def test_a_race_refuses_it_in_words() -> None:
    lanes = [{"name": "A", "changes": {}}, {"name": "B", "changes": {"optimiser.lr": 0.001}}]
    base = tiny("rae").with_changes({"training.num_steps": 0, "training.seconds": 5})
    with pytest.raises(SettingsError, match="draws only from what is fitted"):
        load_race_config({"base": base.model_dump(mode="json"), "lanes": lanes})


def test_a_student_cannot_imitate_it_on_a_prior_and_can_be_fine_tuned() -> None:
    config = tiny("rae")
    card = ModelCard(Path("nowhere"), "small", config, config.shape(3), (), 0, 0, 0.0, "Small", {}, "")
    values = {"teacher": "small", "steps": [{"name": "prune", "ratio": 0.5}]}
    assert "has no prior" in load_recover_config(values).problem(card)
    assert not load_recover_config(values | {"method": "fine_tune"}).problem(card)


def test_its_package_says_why_it_has_no_script(coder: str) -> None:
    model = load(coder)
    with pytest.raises(UserError, match="has no prior: download the file alone"):
        package(model, export(model, "onnx"), "coder")


@pytest.mark.parametrize("name", ["mlp_rae", "conv_rae"])
def test_pruning_keeps_a_code_and_a_picture(name: str) -> None:
    config = tiny("rae", model__name=name)
    shape = config.shape(3)
    card = ModelCard(Path("nowhere"), "small", config, shape, (), 0, 0, 0.0, "Small", {}, "")
    pruned = Prune(ratio=0.5, importance="magnitude").apply(TorchGenerator(card, build(config.model, shape)))
    x = np.zeros((2, 3, 16, 16), np.float32)
    mu, logvar = pruned.encode(x)
    assert mu.shape == logvar.shape == (2, pruned.latent_dim)
    assert pruned.decode(mu).shape == x.shape
