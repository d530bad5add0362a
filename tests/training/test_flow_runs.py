"""A flow as a run: trained by a worker, watched, resumed exactly; and what cannot be done with it says why."""

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.errors import RunError, SettingsError, UserError
from gan_core.events import Samples
from gan_core.export.checked import export
from gan_core.generators import load as generator
from gan_core.job_types.train import TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.latent import ganspace, sefa
from gan_core.latent.inversion import invert
from gan_core.latent_draws import draw_z
from gan_core.objectives.flow_matching import between, velocity_loss
from gan_core.optimise.prune import Prune
from gan_core.recovery.settings import RecoverConfig, check
from gan_core.training import checkpoint, flow
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny
from tests.running import work

LABELLED = {"model__conditional": True, "training__num_steps": 6}


def run_of(root: Path, name: str, config: RunConfig) -> RunFolder:
    return RunFolder.create(root / name, config.model_dump(mode="json"), title=name, job_type="train")


@pytest.fixture
def trained(runs_root: Path) -> RunFolder:
    folder = run_of(runs_root, "flow", tiny("flow", **LABELLED))
    assert work(folder) == "done"
    return folder


def test_a_run_has_its_loss_its_rate_and_the_metrics_of_samples(trained: RunFolder) -> None:
    with trained.record() as record:
        rows, warnings = record.rows(), [text for *_, level, text in record.logs() if level == "warning"]
    curves = {name for row in rows for name in row[4]}
    assert {"V/loss", "V/lr", "V/grad_norm", "G/nearest", "G/spread"} <= curves and not warnings
    assert not {name for name in curves if name.startswith(("D/", "VAE/", "G/loss"))}


def test_a_resumed_run_equals_an_unbroken_one(trained: RunFolder, runs_root: Path) -> None:
    broken = run_of(runs_root, "broken", tiny("flow", **LABELLED))
    job = TrainJob(broken, lambda text, share: None)
    for event in job.events():
        if getattr(event, "step", 0) == 3 and type(event).__name__ == "Progress":
            break
    job.save()
    assert work(broken) == "done"
    ends = [checkpoint.newest_first(folder.checkpoints)[0] for folder in (trained, broken)]
    assert ends[0].name == ends[1].name == "step-000000006"
    for file in ("generator.safetensors", "training.safetensors"):
        assert (ends[0] / file).read_bytes() == (ends[1] / file).read_bytes()


def test_looking_does_not_change_training() -> None:
    config = tiny("flow", **LABELLED)
    ends = []
    for looks in (False, True):
        state, data, _ = prepare(config, decide(config.runtime), quiet)
        for _ in range(2):
            flow.step(state, data, config)
            if looks:
                flow.previews(state, data, config, real=True)
        ends.append(torch.cat([each.flatten() for each in state.networks["V"].parameters()]))
    assert torch.equal(*ends)


def test_previews_are_samples_and_paths_of_eight_times() -> None:
    config = tiny("flow", model__num_steps=9)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    shown = {each.name: each for each in flow.previews(state, data, config) if isinstance(each, Samples)}
    assert shown["samples"].images.shape == (4, 3, 16, 16)
    path = shown["through_time"]
    assert path.images.shape == (4 * 8, 3, 16, 16) and path.columns == 8
    assert np.array_equal(path.images[7], shown["samples"].images[0])


def test_the_loss_of_a_network_without_weights_is_that_of_a_velocity_of_zero() -> None:
    """E ||x - z||^2 per number is E x^2 + 1 for a network that says 0."""
    config = tiny("flow", training__batch_size=64)
    state, data, _ = prepare(config, decide(config.runtime), quiet)
    with torch.no_grad():
        for each in state.networks["V"].parameters():
            each.zero_()
    x = data.first(100)[0]
    loss = flow.step(state, data, config)["V/loss"].item()
    assert loss == pytest.approx(float(x.square().mean()) + 1, rel=0.1)


def test_training_on_the_plane_learns_the_field_between_two_gaussians() -> None:
    """Data N((3, 3), 0.25 I): E[x - z | x_t] at t = 1/2 is 3 + (s^2 - 1) / (1 + s^2) 2 (x_t - 1.5) with s = 1/2."""
    from gan_core.models import MlpFlowSettings
    from gan_core.shape import SampleShape

    torch.manual_seed(0)
    network = MlpFlowSettings(widths=(64, 64)).build_flow(SampleShape(2, 1, kind="points"))
    optimiser, rng = torch.optim.Adam(network.parameters(), lr=5e-3), torch.Generator().manual_seed(0)
    losses = []
    for _ in range(400):
        z, x = torch.randn(256, 2, generator=rng), 3 + 0.5 * torch.randn(256, 2, generator=rng)
        t = torch.rand(256, generator=rng)
        loss = velocity_loss(network(between(z, x, t), None, t), z, x)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    x_t = 1.5 + torch.tensor([[0.0, 0.0], [0.5, -0.5], [-0.4, 0.4]])
    wanted = 3 + (0.25 - 1) / (1 + 0.25) * 2 * (x_t - 1.5)
    network.num_steps, network.solver = 20, "heun"
    with torch.no_grad():
        assert network(x_t, None, torch.full((3,), 0.5)).numpy() == pytest.approx(wanted.numpy(), abs=0.25)
        made = network.draw(torch.randn(2000, 2, generator=rng))
    assert made.mean(0).tolist() == pytest.approx([3, 3], abs=0.1)
    assert made.std(0).tolist() == pytest.approx([0.5, 0.5], abs=0.1)


def test_half_steps_are_refused(trained: RunFolder) -> None:
    with pytest.raises(RunError, match="A flow has no discriminator"):
        TrainJob(trained, lambda text, share: None).apply("d_step", None)


def test_it_draws_the_same_every_time(trained: RunFolder) -> None:
    model = generator.load(trained.path)
    z, label = draw_z(0, 3, model.latent_dim), np.arange(3)
    assert model.latent_dim == 3 * 16 * 16
    assert np.array_equal(model.decode(z, label), model.decode(z, label))


def test_it_has_no_encoder(trained: RunFolder) -> None:
    with pytest.raises(UserError, match="A flow has no encoder"):
        generator.load(trained.path).encode(np.zeros((1, 3, 16, 16), np.float32))


@pytest.mark.parametrize("method", [sefa.METHOD, ganspace.METHOD])
def test_methods_that_read_layers_say_why_they_cannot(trained: RunFolder, method: object) -> None:
    assert "asks its network once for every step" in method.unfit(generator.load(trained.path), None)  # type: ignore[attr-defined]


def test_the_search_for_a_latent_says_why_it_cannot(trained: RunFolder) -> None:
    with pytest.raises(UserError, match="A flow has a latent number for each of a picture's 768 values"):
        invert(generator.load(trained.path), np.zeros((3, 16, 16), np.float32))


def test_pruning_and_narrower_students_say_why_they_cannot(trained: RunFolder) -> None:
    card = generator.load(trained.path).card
    assert "asks its network once for every step" in Prune().unfit(card)
    with pytest.raises(SettingsError, match="asks its network once for every step"):
        check(RecoverConfig(teacher="flow", student_ratio=0.5), card)


def test_it_is_exported_as_onnx_with_its_steps(trained: RunFolder) -> None:
    assert export(generator.load(trained.path), "onnx").parity.max_abs < 1e-4
