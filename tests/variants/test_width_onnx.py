"""A model at one of its widths without torch: the same pictures as in torch, at the price that was counted."""

import copy
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from gan_core.cost.counts import count
from gan_core.errors import CheckpointError, SettingsError
from gan_core.generators import load as generator
from gan_core.latent_draws import draw_z
from gan_core.models.drawing import count_parameters
from gan_core.optimise.stored_widths import statistics_at, widths_of
from gan_core.optimise.variant import TorchVariant
from gan_core.recovery.any_cost import at_width
from gan_core.store.model_card import PRETRAINED, read_card
from gan_core.variants.recipe import build, load_recipe, problems
from gan_core.variants.width_onnx import first, lacks_graphs, load_at, make_width_graphs

SHIPPED = PRETRAINED / "shapes-any-cost"


def exact_and_bound(model: TorchVariant, z: np.ndarray) -> tuple[np.ndarray, float]:
    """The pictures in float64, and how far fp32 may be from them whatever the order of its sums.

    torch takes one of several convolutions, by batch and by what the process did before: without oneDNN it is NNPACK's,
    whose Winograd transform alone is off by 5e-5, so fp32 in torch is no reference. Each product is rounded to 2^-24 of
    itself; what that comes to in a picture is tried on the weights, and roundings of a sum add up by the root of its
    length (Higham and Mary 2019, doi.org/10.1137/18M1226312).
    """
    module = copy.deepcopy(model.module).double()
    exact = TorchVariant(model.card, module, "cpu").decode(z)
    rng, moved, terms = np.random.default_rng(0), copy.deepcopy(module), 1
    for weight in moved.parameters():
        weight.mul_(1 + torch.from_numpy(rng.choice((-1.0, 1.0), weight.shape)) * 2.0**-24)
        terms = max(terms, weight.numel() // len(weight))
    return exact, np.sqrt(terms) * float(np.abs(TorchVariant(model.card, moved, "cpu").decode(z) - exact).max())


@pytest.mark.parametrize("ratio", [0.25, 0.5, 0.75, 1.0])
def test_a_width_draws_in_onnx_runtime_what_it_draws_in_torch(ratio: float) -> None:
    cut, light = at_width(generator.load(SHIPPED), ratio), load_at(SHIPPED, ratio)
    z = draw_z(0, 8, 32)
    exact, bound = exact_and_bound(cut, z)
    assert bound < 1e-4  # a picture's grey levels are 8e-3 apart
    np.testing.assert_allclose(light.decode(z), exact, rtol=0, atol=bound)
    assert light.card.config.model == cut.card.config.model
    assert count(light).num_parameters == count_parameters(cut.module)


def test_a_narrower_width_costs_less_of_everything() -> None:
    found = [count(load_at(SHIPPED, ratio)) for ratio in widths_of(read_card(SHIPPED))]
    for name in ("num_parameters", "file_bytes", "multiply_adds"):
        values = [getattr(each, name) for each in found]
        assert values == sorted(values) and len(set(values)) == 4


def test_a_width_that_was_not_learned_is_refused_with_those_that_were() -> None:
    with pytest.raises(CheckpointError, match="draws with 25 %, 50 %, 75 %, 100 % of its channels, not with 30 %"):
        load_at(SHIPPED, 0.3)
    with pytest.raises(CheckpointError, match="draws with all of its channels, not with 50 %"):
        load_at(PRETRAINED / "shapes-gan", 0.5)


def test_shipped_widths_need_no_tracing_and_no_torch() -> None:
    assert not lacks_graphs(read_card(SHIPPED)) and len(set(make_width_graphs(str(SHIPPED)))) == 4
    script = (
        "import sys; from gan_core.variants.width_onnx import load_at; from pathlib import Path;"
        f"load_at(Path({str(SHIPPED)!r}), 0.5); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_leading_parts_are_taken_of_tensors_that_are_large_enough() -> None:
    tensor = np.arange(12).reshape(3, 4)
    np.testing.assert_array_equal(first(tensor, (2, 3)), [[0, 1, 2], [4, 5, 6]])
    assert first(tensor, (4, 4)) is None and first(tensor, (3,)) is None


def test_statistics_of_other_widths_and_models_are_none(tmp_path: Path) -> None:
    assert statistics_at(SHIPPED, 0.5) and not statistics_at(SHIPPED, 0.3) and not statistics_at(tmp_path, 0.5)
    assert widths_of(replace(read_card(SHIPPED), path=tmp_path)) == ()


def test_a_width_is_a_step_of_a_recipe_for_models_that_learned_it() -> None:
    half = load_recipe({"model": "shapes-any-cost", "steps": [{"name": "width", "ratio": 0.5}]})
    assert half.title == "50 % of its channels" and problems(half, read_card(SHIPPED)) == ("",)
    assert build(half).card.config.model.g_channels == (64, 48, 24)
    with pytest.raises(SettingsError, match="learned to draw only with all of its channels"):
        build(load_recipe({"model": "shapes-gan", "steps": [{"name": "width", "ratio": 0.5}]}))
    third = load_recipe({"model": "shapes-any-cost", "steps": [{"name": "width", "ratio": 0.3}]})
    assert problems(third, read_card(SHIPPED)) == ("This model learned to draw with 25 %, 50 %, 75 % of its channels.",)
