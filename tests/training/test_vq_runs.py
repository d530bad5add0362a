"""Runs of the VQ-VAE: exact resume, curves, previews, what applies to it and what says why not."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.cost.plan import Plan
from gan_core.cost.probe import measure
from gan_core.errors import SettingsError, UserError
from gan_core.events import Losses, Samples
from gan_core.export.checked import export
from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.latent import drag, inversion
from gan_core.latent.directions import METHODS, find
from gan_core.latent.fit_sampler import check_sampler, default_sampler, samplers_of
from gan_core.latent_draws import draw_z
from gan_core.models.build import build
from gan_core.models.codebook import Codebook
from gan_core.objectives.rae import squared_error
from gan_core.objectives.vq import code_nats, commitment
from gan_core.optimise.int8_dynamic import Int8Dynamic
from gan_core.optimise.int8_static import Int8Static
from gan_core.optimise.precision import Precision
from gan_core.optimise.prune import Prune
from gan_core.recovery.settings import load_recover_config
from gan_core.store.model_card import ModelCard
from gan_core.training import checkpoint
from gan_core.training.loop import train
from tests.conftest import tiny
from tests.running import work
from tests.training.exact_resume import begun, run, tensors


@pytest.mark.parametrize("conditional", [False, True])
def test_resumed_run_equals_unbroken_run(tmp_path: Path, conditional: bool) -> None:
    """With so many dead codes that every step revives some, which takes the run's random numbers."""
    changes = {"model__conditional": conditional, "objective__dead_below": 0.9, "objective__codebook_decay": 0.5}
    config, whole, data, labels = begun("vq", **changes)
    run(whole, data, config, 6)
    config, first, data, labels = begun("vq", **changes)
    run(first, data, config, 3)
    path = checkpoint.save_state(tmp_path, first, config, labels)
    _, second, data, _ = begun("vq", **changes)
    checkpoint.load_state(path, second)
    run(second, data, config, 3)
    expected, got = tensors(whole), tensors(second)
    assert "net.VQ.codebook.usage" in expected and not torch.equal(expected["rng"], tensors(begun("vq")[1])["rng"])
    assert expected.keys() == got.keys() and all(torch.equal(each, got[name]) for name, each in expected.items())


def test_the_curves_add_up_to_the_loss() -> None:
    config, state, data, _ = begun("vq", objective__commitment=0.5)
    row = next(event.values for event in train(state, data, config) if isinstance(event, Losses))
    nats = row["VQ/prior_bits"] * np.log(2)
    assert row["VQ/loss"] == pytest.approx(row["VQ/reconstruction"] + 0.5 * row["VQ/commitment"] + nats, rel=1e-5)
    assert 1 <= row["VQ/perplexity"] <= row["VQ/used_codes"] <= 6
    assert row["VQ/code_bits"] == pytest.approx(4 * np.log2(row["VQ/perplexity"]), abs=1e-4)


def test_the_priors_loss_reaches_neither_encoder_nor_decoder() -> None:
    _, state, data, _ = begun("vq")
    net = state.networks["VQ"]
    x, y = data.first(8)
    _, h, log_p = net(x, y)
    code_nats(log_p, net.codebook(h)).backward()
    assert all(each.grad is None for each in [*net.encoder.parameters(), *net.decoder.parameters()])
    assert all(each.grad is not None for each in net.prior.parameters())


def test_reconstruction_and_commitment_teach_the_encoder_and_never_the_prior() -> None:
    _, state, data, _ = begun("vq")
    net = state.networks["VQ"]
    x, y = data.first(8)
    raw, h, _ = net(x, y)
    (squared_error(raw, x) + commitment(h, net.codebook.vectors_of(net.codebook(h)))).backward()
    assert all(each.grad.abs().sum() > 0 for each in net.encoder.parameters())
    assert all(each.grad is None for each in net.prior.parameters())


def test_previews_show_reconstructions_samples_the_codebook_and_code_maps() -> None:
    config, state, data, _ = begun("vq")
    shown = [each.name for each in islice((e for e in train(state, data, config) if isinstance(e, Samples)), 5)]
    assert shown == ["real", "reconstructions", "samples", "codebook", "code_map"]


def test_the_codebook_follows_the_whole_batch_of_all_processes() -> None:
    """Two halves of a batch, gathered, move it as the batch does that one process has."""
    h = torch.randn(64, 3, generator=torch.Generator().manual_seed(0))
    one, two = (Codebook(4, 3) for _ in range(2))
    two.load_state_dict(one.state_dict())
    one.update(h, decay=0.9, dead_below=0.1, rng=torch.Generator().manual_seed(1))
    two.update(torch.cat([h[:32], h[32:]]), decay=0.9, dead_below=0.1, rng=torch.Generator().manual_seed(1))
    assert torch.equal(one.vectors, two.vectors)


def test_learning_lowers_error_and_bits() -> None:
    config, state, data, _ = begun("vq", training__num_steps=150, recording__log_interval=10)
    rows = [event.values for event in train(state, data, config) if isinstance(event, Losses)]
    assert rows[-1]["VQ/reconstruction"] < 0.5 * rows[0]["VQ/reconstruction"]
    assert rows[-1]["VQ/used_codes"] > 1


@pytest.fixture(scope="module")
def coder_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("vq")
    config = tiny("vq")
    folder = RunFolder.create(root / "coder", config.model_dump(mode="json"), title="Coder")
    assert work(folder) == "done"
    return folder.path


def test_it_draws_and_encodes_alike_in_torch_and_in_onnx_runtime(coder_folder: Path) -> None:
    here, there = load(coder_folder), load(coder_folder, backend="onnx")
    z = draw_z(0, 50, here.latent_dim)
    x = here.decode(z)
    assert there.decode(z) == pytest.approx(x, abs=1e-5)
    assert there.encode(x)[0] == pytest.approx(here.encode(x)[0], abs=1e-2)
    assert there.decode(there.encode(x)[0]) == pytest.approx(here.decode(here.encode(x)[0]), abs=1e-5)


def test_it_draws_from_its_own_prior_and_from_nothing_else(coder_folder: Path) -> None:
    family = load(coder_folder).family
    assert default_sampler(family) == "prior" and samplers_of(family) == ("prior",)
    with pytest.raises(UserError, match="learns a prior over its codes as it trains"):
        check_sampler(family, "mixture")


@pytest.mark.parametrize("method", list(METHODS))
def test_directions_say_why_there_are_none(coder_folder: Path, method: str) -> None:
    model = load(coder_folder)
    with pytest.raises(UserError, match="chooses codes from a codebook"):
        find(model, method, model.card.config.data.load())


def test_dragging_and_searching_say_why_not(coder_folder: Path) -> None:
    model = load(coder_folder)
    assert "change in jumps" in drag.unfit(model) and "change in jumps" in inversion.unfit(model)


def test_what_rounds_prunes_or_teaches_says_why_not() -> None:
    config = tiny("vq")
    card = ModelCard(Path("nowhere"), "small", config, config.shape(3), (), 0, 0, 0.0, "Small", {}, "")
    for step in (Precision(), Int8Dynamic(), Int8Static()):
        assert "would choose other codes" in step.unfit(card)
    assert "train one with fewer channels" in Prune(ratio=0.5).unfit(card)
    for method in ("distil", "fine_tune", "any_cost"):
        values = {"teacher": "small", "method": method}
        values |= {"widths": [0.5, 1]} if method == "any_cost" else {"student_ratio": 0.5}
        assert "train one with fewer channels" in load_recover_config(values).problem(card)


def test_a_checkpoint_is_as_large_as_its_settings_say() -> None:
    """The codebook is saved with the generator, its averages too: a run that goes on needs them."""
    config = tiny("vq")
    net = build(config.model, config.shape(3))
    assert {name for name, _ in net.named_buffers()} == {f"codebook.{name}" for name in ("vectors", "usage", "sums")}


def test_it_is_exported_in_what_holds_its_choices_and_says_why_not_in_the_rest(coder_folder: Path) -> None:
    model = load(coder_folder)
    assert export(model, "onnx").parity.max_abs < 1e-4
    assert export(model, "torch_export").parity.max_abs < 1e-4
    with pytest.raises(SettingsError, match="would choose other codes"):
        export(model, "onnx_int8")


def test_it_is_measured_as_others_are(coder_folder: Path) -> None:
    plan = Plan(batches=(1,), budget_seconds=0.2, rounds=6, with_energy=False)
    *_, last = measure({"coder": load(coder_folder)}, plan)
    (row,) = last.cost_table.rows
    assert row.time[1].value > 0
