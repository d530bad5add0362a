"""The same latents at the moments of a run."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from gan_core.errors import CheckpointError
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.jobs.folder import RunFolder
from gan_core.latent.by_time import frame
from gan_core.latent.latent_key import of_numbers, of_seed
from gan_core.latent_draws import draw_z
from gan_core.store.model_ref import saved_steps
from tests.conftest import tiny
from tests.running import work

Z = draw_z(0, 3, 4)


def run(root: Path) -> None:
    config = tiny()
    folder = RunFolder.create(root / "run", config.model_dump(mode="json"), title="Run")
    assert work(folder) == "done"


def test_frame_is_what_the_generator_of_that_moment_draws(runs_root: Path) -> None:
    run(runs_root)
    newest = saved_steps("run")[-1]
    found = frame(newest, Z)
    assert (found.step, found.images) == (12, 96)
    assert np.abs(found.pictures.astype(int) - to_bytes(load(newest.path).decode(Z)).astype(int)).max() <= 1


def test_caption_is_read_by_the_text_network_of_that_moment(runs_root: Path) -> None:
    folder = RunFolder.create(runs_root / "run", tiny("text_gan").model_dump(mode="json"), title="Run")
    assert work(folder) == "done"
    saved = saved_steps("run")[-1]
    model = load(saved.path, backend="onnx")
    key, foreign = of_seed(model, 0, 5), of_numbers(Z[0], np.full(model.condition_width, 0.5, np.float32))
    of_another = np.zeros_like(key.y)  # what a text network of another moment gave the caption
    found = frame(saved, np.stack([key.z, Z[0]]), np.stack([of_another, foreign.y]), [key.token, foreign.token])
    wanted = to_bytes(model.decode(np.stack([key.z, Z[0]]), np.stack([key.y, foreign.y])))
    assert np.abs(found.pictures.astype(int) - wanted.astype(int)).max() <= 1


def test_moment_that_is_gone_is_a_sentence(runs_root: Path) -> None:
    run(runs_root)
    newest = saved_steps("run")[-1]
    shutil.rmtree(newest.path)
    with pytest.raises(CheckpointError, match="missing or damaged"):
        frame(newest, Z)
