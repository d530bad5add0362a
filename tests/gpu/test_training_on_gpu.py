"""Training on a GPU: every preset steps, what is saved there continues elsewhere, and numbers are those of the CPU."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.config import RunConfig
from gan_core.data import load_data, quiet
from gan_core.events import Losses, Progress
from gan_core.generators import shards
from gan_core.generators.load import load
from gan_core.presets import PRESETS
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_ref import find_model
from gan_core.training import checkpoint
from gan_core.training.batches import Batches
from gan_core.training.execution import decide
from gan_core.training.loop import train
from gan_core.training.prepare import prepare_with
from gan_core.training.random_batches import random_batches
from gan_core.training.state import State, initial_state, set_rates
from gan_core.training.trainers import trainer_of
from tests.conftest import tiny
from tests.running import make, work


def begun(config: RunConfig, device: str) -> tuple[State, Batches, tuple[str, ...]]:
    config = config.with_changes({"runtime.device": device})
    return prepare_with(load_data(config.data, quiet), config, decide(config.runtime), quiet)


def take(state: State, data: Batches, config: RunConfig, num_steps: int) -> list[dict[str, float]]:
    """Train for so many steps; returns the rows of the curves."""
    rows, steps = [], 0
    for event in train(state, data, config):
        if isinstance(event, Losses):
            rows.append(event.values)
        if isinstance(event, Progress):
            steps += 1
            if steps == num_steps:
                break
    return rows


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_steps_with_finite_weights(device: str, name: str) -> None:
    config = PRESETS[name].config.with_changes({"runtime.device": device, "runtime.precision": "fp32"})
    state = initial_state(config, config.shape(), decide(config.runtime))
    data, trainer = random_batches(config, state), trainer_of(config)
    for step in (trainer.step, trainer.step, *(half.step for half in trainer.half_steps.values())):
        set_rates(state, config)
        values = step(state, data, config, watch=True)
        assert all(bool(each.isfinite().all()) for each in values.values())
    for network in state.networks.values():
        assert {each.device.type for each in network.parameters()} == {device}
        assert all(bool(each.isfinite().all()) for each in network.parameters())


@pytest.mark.parametrize("precision", ["fp32", "bf16", "fp16"])
def test_every_precision_learns_without_a_number_that_is_none(device: str, precision: str) -> None:
    config = tiny(runtime__precision=precision)
    state, data, _ = begun(config, device)
    rows = take(state, data, config, 6)
    assert rows and all(np.isfinite(list(row.values())).all() for row in rows)


@pytest.mark.parametrize("family", ["gan", "vae", "text_gan"])
def test_network_says_on_the_gpu_what_it_says_on_the_cpu(device: str, family: str) -> None:
    config = tiny(family)
    state, data, _ = begun(config, device)
    take(state, data, config, 2)
    y = state.ema.example_conditions(state.shape, 8)
    z = torch.randn(8, state.latent_dim, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        there = state.ema.draw(z.to(device), y).cpu()
        here = state.ema.cpu().draw(z, None if y is None else y.cpu())
    assert torch.allclose(there, here, atol=1e-4)


def test_fp32_is_full_fp32(device: str) -> None:
    decide(tiny(runtime__device=device).runtime)
    a, b = (torch.randn(256, 256, generator=torch.Generator().manual_seed(seed)) for seed in (0, 1))
    exact = a.double() @ b.double()
    assert float(((a.to(device) @ b.to(device)).cpu().double() - exact).abs().max()) < 1e-3  # TF32: some 1e-2


def test_checkpoint_resumes_on_the_device_and_on_the_cpu(device: str, tmp_path: Path) -> None:
    config = tiny()
    state, data, labels = begun(config, device)
    take(state, data, config, 3)
    path = checkpoint.save_state(tmp_path, state, config, labels)
    for place in (device, "cpu"):
        again, data, _ = begun(config, place)
        checkpoint.load_state(path, again)
        assert again.step == 3
        for name, network in state.networks.items():
            pairs = zip(network.parameters(), again.networks[name].parameters(), strict=True)
            assert all(torch.equal(a.cpu(), b.cpu()) for a, b in pairs)
        take(again, data, config, 2)
        assert again.step == 5


def test_resumed_steps_are_nearly_those_of_an_unbroken_run(device: str, tmp_path: Path) -> None:
    config = tiny(model__d_norm="none")
    whole, data, labels = begun(config, device)
    take(whole, data, config, 3)
    path = checkpoint.save_state(tmp_path, whole, config, labels)
    take(whole, data, config, 3)
    again, data, _ = begun(config, device)
    checkpoint.load_state(path, again)
    take(again, data, config, 3)
    pairs = zip(whole.networks["G"].parameters(), again.networks["G"].parameters(), strict=True)
    assert all(torch.allclose(a, b, atol=1e-3) for a, b in pairs)


def test_run_in_two_processes_is_done(device: str, runs_root: Path) -> None:
    folder = make(runs_root, tiny(runtime__device=device, training__processes=2, training__num_steps=4))
    assert work(folder) == "done", folder.status().reason
    with folder.record() as record:
        assert any("2 processes together" in text for *_, text in record.logs())


def test_samples_of_the_device_are_those_of_the_cpu(device: str, tmp_path: Path) -> None:
    folder, found = find_model("shapes-gan"), []
    for place in (device, "cpu"):
        shards.draw(shards.Drawing(str(folder), fingerprint(folder), 0, 512, device=place), tmp_path / f"on-{place}")
        found.append(np.load(tmp_path / f"on-{place}" / "samples-0000000000.npz")["images"].astype(int))
    assert np.abs(found[0] - found[1]).max() <= 1


def test_generator_on_the_device_takes_and_gives_numpy(device: str) -> None:
    model = load("digits-gan", device=device)
    made = model.decode(np.zeros((2, model.latent_dim), np.float32), np.array([1, 2]))
    assert isinstance(made, np.ndarray) and np.isfinite(made).all()


@pytest.mark.parametrize("family", ["gan", "vae", "text_gan"])
def test_recorded_steps_are_those_that_python_makes(device: str, family: str) -> None:
    config = tiny(family, runtime__cuda_graphs=True)
    recorded, data, _ = begun(config, device)
    assert recorded.execution.graphed == (device == "cuda")
    rows = take(recorded, data, config, 12)
    plain, data, _ = begun(tiny(family), device)
    expected = take(plain, data, config, 12)
    assert all(np.isfinite(list(row.values())).all() for row in rows)
    assert [row.keys() for row in rows] == [row.keys() for row in expected]
    for name, network in plain.networks.items():
        pairs = zip(network.parameters(), recorded.networks[name].parameters(), strict=True)
        assert all(torch.allclose(a, b, atol=0.02) for a, b in pairs)  # Adam makes much of the last digits
    assert (recorded.position, recorded.step) == (plain.position, plain.step)


def test_memory_of_a_run_is_given_back(device: str) -> None:
    if device != "cuda":
        return
    torch.cuda.empty_cache()
    before = torch.cuda.memory_allocated()
    state, data, _ = begun(tiny(), device)
    list(islice(train(state, data, tiny()), 3))
    del state, data
    torch.cuda.synchronize()
    assert torch.cuda.memory_allocated() <= before + 2**20
