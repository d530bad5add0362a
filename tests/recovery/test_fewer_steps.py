"""A flow of many steps distilled into one of few: what it learns, what it costs, and what is refused."""

from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.data import quiet
from gan_core.errors import SettingsError
from gan_core.generators import load as generator
from gan_core.generators.sampling import sampling_of
from gan_core.jobs.folder import RunFolder
from gan_core.latent_draws import draw_z
from gan_core.optimise.solver_steps import SolverSteps
from gan_core.recovery.settings import RecoverConfig, check
from gan_core.training.checkpoint import save_generator
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny
from tests.running import work

ONE_STEP = {"name": "solver", "num_steps": 1, "guidance": 1.0}
QUICK = {
    "training": {"num_steps": 60, "batch_size": 16, "ema_halflife_images": 0},
    "optimiser": {"lr": 3e-3, "schedule": "constant"},
    "losses": {"adversarial_weight": 0.0},
    "recording": {"sample_interval": 1000, "log_interval": 10},
    "runtime": {"device": "cpu", "precision": "fp32", "num_threads": 1},
    "frechet_images": 0,
}


@pytest.fixture
def teacher(runs_root: Path) -> str:
    """A flow of points whose field bends: eight steps and one step end far apart."""
    config = tiny("flow", data__name="ring", model__name="mlp_flow", model__widths=[32, 32], model__num_steps=8)
    state, _, names = prepare(config, decide(config.runtime), quiet)
    rng = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for each in state.ema.parameters():
            each.add_(0.25 * torch.randn(each.shape, generator=rng))
    save_generator(runs_root / "teacher" / "checkpoints", state, config, names)
    return "teacher"


def settings(teacher: str, **changes: object) -> RecoverConfig:
    return RecoverConfig.model_validate({"teacher": teacher, "steps": [ONE_STEP], **QUICK, **changes})


def test_one_step_learns_to_land_where_many_did(runs_root: Path, teacher: str) -> None:
    config, z = settings(teacher), draw_z(3, 500, 2)
    folder = RunFolder.create(runs_root / "pupil", config.model_dump(mode="json"), title="", job_type="recover")
    assert work(folder) == "done", folder.status().reason
    many, student = generator.load(teacher), generator.load(folder.path)
    untaught = SolverSteps(num_steps=1, guidance=1.0).apply(many)
    assert sampling_of(student.card) == {"num_steps": 1, "guidance": 1.0, "solver": "euler"}
    before, after = (float(np.square(each.decode(z) - many.decode(z)).mean()) for each in (untaught, student))
    assert after < before / 2


def test_fewer_steps_keep_the_weights_and_say_so(teacher: str) -> None:
    many = generator.load(teacher)
    few = SolverSteps(num_steps=2).apply(many)
    assert few.card.title.endswith("2 steps, Euler") and many.module.num_steps == 8
    for a, b in zip(many.module.parameters(), few.module.parameters(), strict=True):
        assert torch.equal(a, b)


def test_a_gan_has_no_steps_to_save() -> None:
    card = generator.load("digits-gan").card
    assert "A GAN draws in one pass" in SolverSteps().unfit(card)
    with pytest.raises(SettingsError, match="A GAN draws in one pass"):
        check(settings("digits-gan"), card)


def test_a_flow_is_not_fine_tuned_for_fewer_steps(teacher: str) -> None:
    card = generator.load(teacher).card
    with pytest.raises(SettingsError, match="distil fewer steps instead"):
        check(settings(teacher, method="fine_tune"), card)
    with pytest.raises(SettingsError, match="asks its network once for every step"):
        check(settings(teacher, losses={"feature_weight": 0.1, "feature_on": "hidden"}), card)
