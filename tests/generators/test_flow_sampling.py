"""A saved flow draws with other steps, guidance and solver; in torch and in ONNX Runtime alike."""

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch

from gan_core.cli.main import main
from gan_core.config import RunConfig
from gan_core.data import quiet
from gan_core.errors import UserError
from gan_core.generators import load as generator
from gan_core.generators.flow_path import path_of
from gan_core.generators.onnx_graph.graphs import graph_name, onnx_bytes
from gan_core.generators.sampling import sampling_of
from gan_core.latent_draws import draw_z
from gan_core.training.checkpoint import save_generator
from gan_core.training.execution import decide
from gan_core.training.prepare import prepare
from tests.conftest import tiny

VALUES = 3 * 16 * 16


def saved(root: Path, config: RunConfig) -> Path:
    """A model whose weights are far from their start, so that label and time count."""
    state, _, names = prepare(config, decide(config.runtime), quiet)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        for each in state.ema.parameters():
            each.add_(0.2 * torch.randn_like(each))
    return save_generator(root, state, config, names)


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return saved(tmp_path_factory.mktemp("labelled"), tiny("flow", model__conditional=True, model__num_steps=3))


@pytest.fixture(scope="module", autouse=True)
def kept_graphs(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.mark.parametrize(
    "sampling",
    [
        {},
        {"num_steps": 1},
        {"num_steps": 4, "solver": "heun"},
        {"guidance": 1.0},
        {"guidance": 0.0},
        {"num_steps": 2, "guidance": 3.5, "solver": "heun"},
    ],
)
def test_onnx_draws_what_torch_draws(labelled: Path, sampling: dict[str, Any]) -> None:
    z, label = draw_z(0, 4, VALUES), np.arange(4)
    here = generator.load(labelled, sampling=sampling).decode(z, label)
    there = generator.load(labelled, backend="onnx", sampling=sampling).decode(z, label)
    assert there == pytest.approx(here, abs=1e-4)
    assert here.shape == (4, 3, 16, 16) and np.abs(here).mean() > 0.05 and np.abs(here).max() <= 1


def test_steps_guidance_and_solver_change_the_picture(labelled: Path) -> None:
    z, label = draw_z(0, 2, VALUES), np.zeros(2, int)
    usual = generator.load(labelled).decode(z, label)
    for sampling in ({"num_steps": 9}, {"guidance": 1.0}, {"solver": "heun"}):
        other = generator.load(labelled, sampling=sampling).decode(z, label)
        assert np.abs(other - usual).max() > 1e-3, sampling


def test_without_guidance_no_label_counts(labelled: Path) -> None:
    z, model = draw_z(0, 2, VALUES), generator.load(labelled, sampling={"guidance": 0.0})
    assert model.decode(z, np.zeros(2, int)) == pytest.approx(model.decode(z, np.ones(2, int)))


def test_the_card_says_how_the_model_draws(labelled: Path) -> None:
    usual = {"num_steps": 3, "guidance": 2.0, "solver": "euler"}
    assert sampling_of(generator.load(labelled).card) == usual
    assert sampling_of(generator.load(labelled, sampling={"num_steps": 7}).card) == {**usual, "num_steps": 7}


def test_one_graph_serves_all_ways_to_draw(labelled: Path) -> None:
    cards = [generator.load(labelled, sampling={"num_steps": steps, "guidance": steps}).card for steps in (2, 5)]
    names = {graph_name(card.config.model, card.shape, part) for card in cards for part in ("decode", "path")}
    assert len(names) == 1 and names.pop().endswith("-velocity.onnx")


def test_more_steps_add_no_weights(labelled: Path) -> None:
    few, many = (
        onnx.load_from_string(onnx_bytes(labelled, card=generator.load(labelled, sampling={"num_steps": steps}).card))
        for steps in (2, 20)
    )
    weights = [{each.name for each in file.graph.initializer if each.name.startswith("net.")} for file in (few, many)]
    assert weights[0] == weights[1]
    assert sum(each.op_type == "Conv" for each in many.graph.node) == 10 * sum(
        each.op_type == "Conv" for each in few.graph.node
    )


def test_a_path_leads_from_the_noise_to_the_picture(labelled: Path) -> None:
    z, label = draw_z(0, 3, VALUES), np.arange(3)
    model = generator.load(labelled, backend="onnx")
    path = path_of(model, z, label)
    assert path.shape == (3, 4, 3, 16, 16)
    assert path[:, 0] == pytest.approx(z.reshape(3, 3, 16, 16), abs=1e-6)
    assert np.clip(path[:, -1], -1, 1) == pytest.approx(model.decode(z, label), abs=1e-5)


def test_points_flow_in_onnx_too(tmp_path: Path) -> None:
    config = tiny("flow", data__name="ring", model__name="mlp_flow", model__widths=[8, 8], model__num_steps=3)
    folder, z = saved(tmp_path, config), 3 * draw_z(0, 5, 2)
    assert generator.load(folder, backend="onnx").decode(z) == pytest.approx(generator.load(folder).decode(z), abs=1e-4)


@pytest.mark.parametrize("family", ["gan", "vae"])
def test_a_model_of_one_pass_has_no_steps_to_choose(tmp_path: Path, family: str) -> None:
    folder = saved(tmp_path, tiny(family))
    with pytest.raises(UserError, match=f"A {family.upper()} draws in one pass: it has no solver steps"):
        generator.load(folder, sampling={"num_steps": 5})


def test_more_steps_than_there_may_be_are_refused_by_name(labelled: Path) -> None:
    with pytest.raises(UserError, match=r"model\.num_steps must be at most 100, got 1000"):
        generator.load(labelled, sampling={"num_steps": 1000})


def test_the_terminal_draws_with_other_steps_and_guidance(labelled: Path, tmp_path: Path) -> None:
    drawn = {}
    for name, more in {"usual": [], "own": ["--steps", "3", "--guidance", "2"], "other": ["--steps", "8"]}.items():
        out = tmp_path / f"{name}.npz"
        assert main(["sample", str(labelled), "--num", "3", "--out", str(out), *more]) == 0
        drawn[name] = np.load(out)["images"]
    assert np.array_equal(drawn["usual"], drawn["own"]) and not np.array_equal(drawn["usual"], drawn["other"])


def test_the_terminal_says_that_a_gan_has_no_steps(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", "digits-gan", "--steps", "5", "--out", str(tmp_path / "a.png")]) != 0
    assert "A GAN draws in one pass" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--steps", "1000"], "--steps must be 1 to 100, got 1,000"),
        (["--guidance", "nan"], "--guidance must be 0 to 10"),
    ],
)
def test_the_terminal_refuses_what_no_flow_draws_with(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str], words: str
) -> None:
    assert main(["sample", str(labelled), *option, "--out", str(tmp_path / "a.png")]) != 0
    assert words in capsys.readouterr().err
