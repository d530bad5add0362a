"""A third family, defined in this file alone, does all that the others do; and nobody asks for a family by its name.

The toy is a generator of one network that learns to have the data's first two moments, pixel by pixel: no
discriminator, no encoder, and a latent as wide as a sample.
"""

import ast
from itertools import islice
from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from gan_core.config import RunConfig, load_config
from gan_core.cost.plan import Plan
from gan_core.cost.probe import measure
from gan_core.errors import RunError, UserError
from gan_core.evaluation.results import read_result
from gan_core.events import Samples
from gan_core.export.checked import export
from gan_core.families import FAMILIES, Family, Network
from gan_core.generators.load import load
from gan_core.job_types.train import TrainJob
from gan_core.jobs.folder import RunFolder
from gan_core.latent_draws import draw_z
from gan_core.models import MODELS, ModelSettings
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.objectives import OBJECTIVES, ObjectiveSettings
from gan_core.shape import SampleShape
from gan_core.training import checkpoint
from gan_core.training.batches import Batches
from gan_core.training.estimate import estimate
from gan_core.training.preview import decode, fixed_latents
from gan_core.training.state import State
from gan_core.training.trainer import Trainer
from gan_core.training.trainers import TRAINERS
from gan_core.training.update import apply_gradients
from tests.conftest import tiny
from tests.evaluation.evaluated import folder_of, quick
from tests.running import work

WIDTH, VALUES = 24, 3 * 16 * 16
NUM_PARAMETERS = VALUES * WIDTH + WIDTH + WIDTH * VALUES + VALUES
PROJECT = Path(__file__).resolve().parents[2]


class Blurred(DrawingNetwork):
    """Maps z (N, C H W) to pictures (N, C, H, W) in [-1, 1], through few numbers."""

    def __init__(self, shape: SampleShape) -> None:
        super().__init__()
        self.project = nn.Linear(shape.num_values, WIDTH)
        self.layers = nn.Sequential(nn.ReLU(), nn.Linear(WIDTH, shape.num_values), nn.Tanh())
        self.layers.append(nn.Unflatten(1, shape.dims))

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        return self.layers(self.project(z))


class BlurredSettings(ModelSettings):
    family: ClassVar[str] = "moments"
    title: ClassVar[str] = "Blurred noise"
    about: ClassVar[str] = "Noise, pixel by pixel."
    paper: ClassVar[str] = ""
    name: Literal["blurred"] = "blurred"


class Moments(ObjectiveSettings):
    family: ClassVar[str] = "moments"
    title: ClassVar[str] = "Moments"
    about: ClassVar[str] = "Mean and variance of each pixel."
    paper: ClassVar[str] = ""
    name: Literal["moments"] = "moments"
    variance_weight: float = 1.0


def step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    data.position = state.position
    x, _ = data.next(state.rng)
    state.position = data.position
    made = state.networks["S"](torch.randn(len(x), state.latent_dim, generator=state.rng))
    mean, variance = (made.mean(0) - x.mean(0)).square().mean(), (made.var(0) - x.var(0)).square().mean()
    loss = mean + config.objective.variance_weight * variance
    state.g_updates += 1
    return {"S/loss": loss, "S/mean": mean} | apply_gradients(state, config, "S", loss, watch)


def previews(state: State, data: Batches, config: RunConfig, real: bool = False) -> list[Samples]:
    z, y = fixed_latents(config.recording.num_samples, state, data)
    return [Samples(state.step, "samples", decode(state.ema, z, y, state.execution))]


TOY = Family(
    name="moments",
    title="moment matcher",
    what_draws="The network of a moment matcher",
    networks={
        "S": Network(lambda model, shape: Blurred(shape), "latent", "Blurrer", "noise in, picture out", "the blurrer's")
    },
    drawing="S",
    default_objective="moments",
    latent_width=lambda model, shape: shape.num_values,
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The four registries, as one line each in the source would have it."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setitem(FAMILIES, "moments", TOY)
    monkeypatch.setitem(TRAINERS, "moments", Trainer(step, lambda data, config: data.batch_size, previews))
    monkeypatch.setitem(MODELS, "blurred", BlurredSettings)
    monkeypatch.setitem(OBJECTIVES, "moments", Moments)


def toy(**changes: object) -> RunConfig:
    return tiny(**{"model__name": "blurred", "training__num_steps": 6, **changes})


def run_of(root: Path, config: RunConfig | None = None) -> RunFolder:
    config = config or toy()
    return RunFolder.create(root / "toy", config.model_dump(mode="json"), title=config.title, job_type="train")


@pytest.fixture
def trained(runs_root: Path) -> RunFolder:
    folder = run_of(runs_root)
    assert work(folder) == "done"
    return folder


def test_a_model_brings_the_objective_of_its_family() -> None:
    assert toy().objective.name == "moments"
    assert toy() == load_config(toy().model_dump(mode="json"))


def test_an_objective_of_another_family_is_refused_in_the_family_s_words() -> None:
    with pytest.raises(UserError, match="'hinge' does not train a moment matcher like 'blurred': choose moments"):
        toy(objective__name="hinge")


def test_a_run_is_trained_by_a_worker_watched_and_saved(trained: RunFolder) -> None:
    with trained.record() as record:
        rows, warnings = record.rows(), [text for *_, level, text in record.logs() if level == "warning"]
    assert trained.status().step == 6 and not warnings
    curves = {name for row in rows for name in row[4]}
    assert {"S/loss", "S/mean", "S/lr", "S/dead", "S/grad_norm"} <= curves
    assert not {name for name in curves if name.startswith(("G/lr", "D/", "VAE/"))}


def test_a_resumed_run_equals_an_unbroken_one(trained: RunFolder, runs_root: Path) -> None:
    broken = RunFolder.create(runs_root / "broken", toy().model_dump(mode="json"), title="Broken", job_type="train")
    job = TrainJob(broken, lambda text, share: None)
    for event in job.events():
        if getattr(event, "step", 0) == 3 and type(event).__name__ == "Progress":
            break
    job.save()
    assert work(broken) == "done"
    ends = [checkpoint.newest_first(folder.checkpoints)[0] for folder in (trained, broken)]
    assert ends[0].name == ends[1].name == "step-000000006"
    assert (ends[0] / "generator.safetensors").read_bytes() == (ends[1] / "generator.safetensors").read_bytes()


def test_a_half_step_is_refused_with_a_sentence(trained: RunFolder) -> None:
    with pytest.raises(RunError, match="A moment matcher has no discriminator"):
        TrainJob(trained, lambda text, share: None).apply("d_step", None)


def test_its_cost_is_estimated_before_the_start() -> None:
    found = estimate(toy().model_dump(mode="json"))
    assert [row["name"] for row in found["networks"]["S"]] == ["project", "layers.1"]
    assert found["parameters"] == {"S": NUM_PARAMETERS}


def test_it_draws_and_says_that_it_cannot_encode(trained: RunFolder) -> None:
    model = load(trained.path)
    assert model.latent_dim == VALUES and model.decode(draw_z(0, 5, VALUES)).shape == (5, 3, 16, 16)
    with pytest.raises(UserError, match="A moment matcher has no encoder"):
        model.encode(np.zeros((1, 3, 16, 16), np.float32))


def test_it_draws_the_same_in_onnx_runtime_and_is_exported(trained: RunFolder) -> None:
    z = draw_z(0, 3, VALUES)
    here = load(trained.path)
    assert load(trained.path, backend="onnx").decode(z) == pytest.approx(here.decode(z), abs=1e-5)
    assert export(here, "onnx").parity.max_abs < 1e-4


def test_what_it_costs_is_measured(trained: RunFolder) -> None:
    plan = Plan(batches=(1,), budget_seconds=0.2, rounds=6, with_energy=False)
    *_, last = measure({"toy": load(trained.path)}, plan)
    (row,) = last.cost_table.rows
    assert row.parameters.value == NUM_PARAMETERS and row.multiply_adds.value == 2 * VALUES * WIDTH
    assert row.time[1].value > 0


def test_it_is_evaluated(trained: RunFolder, runs_root: Path) -> None:
    folder = folder_of(runs_root, quick("toy"))
    assert work(folder) == "done"
    assert {each.protocol.measure for each in read_result(folder).evaluation.scores} == {"frechet", "kid", "precision"}


REGISTRIES = {
    "gan_core/families.py": {"gan", "vae", "rae", "flow", "vq"},
    "gan_core/training/trainers.py": {"gan", "vae", "rae", "flow", "vq"},
    "gan_core/models/settings.py": {"gan", "vae"},
    "gan_core/objectives/settings.py": {"gan"},
    "gan_core/objectives/elbo.py": {"vae"},
    "gan_core/models/rae_settings.py": {"rae"},
    "gan_core/objectives/rae.py": {"rae"},
    "gan_core/models/vq_settings.py": {"vq"},
    "gan_core/objectives/vq.py": {"vq"},
    "gan_core/models/flow_settings.py": {"flow"},
    "gan_core/objectives/flow_matching.py": {"flow"},
}
"""Where a family is named: its record, its trainer, and the settings that belong to it."""


def test_families_are_named_in_the_registries_only() -> None:
    named: dict[str, set[str]] = {}
    for path in (each for top in ("gan_core", "ui", "pages") for each in (PROJECT / top).rglob("*.py")):
        texts = {
            node.value
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and node.value in ("gan", "vae", "flow", "rae", "vq")
        }
        if texts:
            named[path.relative_to(PROJECT).as_posix()] = texts
    assert named == REGISTRIES


def test_networks_are_built_from_the_record_in_its_order() -> None:
    for name, family in FAMILIES.items():
        assert family.name == name and family.drawing in family.networks
        assert list(islice(family.parts, 1)) == ["decode"]
        assert not family.has_discriminator or family.networks[family.discriminator].rate == "optimiser.d_lr"
