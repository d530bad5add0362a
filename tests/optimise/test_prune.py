"""Structured pruning removes channels for real; masked pruning changes weights and nothing else."""

from pathlib import Path

import numpy as np
import pytest
import torch
import torch_pruning as tp
from torch import nn

from gan_core.errors import UserError
from gan_core.generators.load import load
from gan_core.latent_draws import draw_z
from gan_core.models.build import build
from gan_core.models.drawing import count_parameters
from gan_core.models.initialise import WEIGHTED
from gan_core.optimise.files import file_bytes, save_variant
from gan_core.optimise.importance import taylor
from gan_core.optimise.mask import Mask
from gan_core.optimise.prune import Prune
from gan_core.optimise.widths import kept, narrowed, widths
from gan_core.shape import SampleShape
from gan_core.store.model_card import ModelCard
from tests.conftest import tiny
from tests.small_generators import ARCHITECTURES, drawn, multiply_adds, small

PRUNABLE = [name for name in ARCHITECTURES if name not in ("style", "growing")]


def test_channels_that_a_style_or_a_norm_over_all_scales_cannot_go_alone() -> None:
    why = Prune().unfit(small("style").card, ())
    assert why.startswith("A style sets the scale of each channel of this model, so that none can go alone: distil")
    why = Prune().unfit(small("growing").card, ())
    assert why.startswith("A norm over all channels sets the scale of each channel of this model, so that none can go")


@pytest.mark.parametrize("name", PRUNABLE)
def test_every_hidden_layer_loses_its_share_and_z_labels_and_pictures_keep_their_shapes(name: str) -> None:
    original = small(name)
    pruned = Prune(ratio=0.5, importance="magnitude").apply(original)
    halves = tuple(width // 2 for width in widths(original.card.config.model))
    assert widths(pruned.card.config.model) == halves
    assert count_parameters(pruned.module) == count_parameters(build(pruned.card.config.model, pruned.card.shape))
    assert count_parameters(pruned.module) < 0.6 * count_parameters(original.module)
    assert multiply_adds(pruned) < 0.6 * multiply_adds(original)
    assert drawn(pruned).shape == drawn(original).shape


@pytest.mark.parametrize("importance", ["magnitude", "taylor"])
@pytest.mark.parametrize("name", [name for name in PRUNABLE if name != "conv-vae"])
def test_channels_that_do_nothing_go_and_what_stays_is_the_narrow_network(name: str, importance: str) -> None:
    wide = small(name)
    config = wide.card.config.with_changes(narrowed(wide.card.config.model, 0.5))
    narrow = small(name, changes=narrowed(wide.card.config.model, 0.5))
    assert config.model == narrow.card.config.model
    _put_inside(narrow.module, wide.module)
    pruned = Prune(ratio=0.5, importance=importance).apply(wide)
    for key, value in narrow.module.state_dict().items():
        assert torch.equal(pruned.module.state_dict()[key], value), key


def _put_inside(narrow: nn.Module, wide: nn.Module) -> None:
    """Make `wide` the same function as `narrow`: its first channels are those, all others are zero."""
    inner = narrow.state_dict()
    for key, value in wide.state_dict().items():
        value.fill_(1 if key.endswith("running_var") else 0)
        value[tuple(slice(size) for size in inner[key].shape)] = inner[key]


def test_taylor_is_the_mean_squared_change_that_a_closed_gate_makes() -> None:
    # x = b + sum over c of w_c a_c(z): without c it changes by w_c a_c, on average ||w_c||^2 E a_c^2.
    config = tiny(model__name="mlp_gan", model__g_widths=[6], model__g_norm="none", model__latent_dim=4)
    shape = SampleShape(2, 16, 0, "points")
    card = ModelCard(Path("nowhere"), "points", config, shape, (), 0, 0, 0.0, "Points", {}, "")
    module = build(config.model, shape).eval()
    module.layers[1].weight.data *= 2.0 ** torch.arange(6)
    graph = tp.DependencyGraph().build_dependency(module, example_inputs=torch.zeros(2, 4))
    group = graph.get_pruning_group(module.project, tp.prune_linear_out_channels, list(range(6)))
    scores = torch.stack([taylor(module, card, [group], seed)[0] for seed in range(20)]).mean(dim=0)
    z = torch.from_numpy(draw_z(99, 4000, 4))
    activations = module.layers[0](module.project(z)).detach()
    expected = activations.square().mean(dim=0) * module.layers[1].weight.detach().square().sum(dim=0)
    assert scores.numpy() == pytest.approx(expected.numpy(), rel=0.25)


def test_random_pruning_is_decided_by_its_seed() -> None:
    original = small("resize")
    first, again, other = (Prune(importance="random", seed=seed).apply(original) for seed in (1, 1, 2))
    assert np.array_equal(drawn(first), drawn(again))
    assert not np.array_equal(drawn(first), drawn(other))


@pytest.mark.parametrize(("width", "ratio", "left"), [(64, 0.5, 32), (5, 0.5, 3), (10, 0.9, 1), (3, 0.9, 1)])
def test_widths_are_rounded_to_the_nearest_and_one_channel_always_stays(width: int, ratio: float, left: int) -> None:
    assert kept(width, ratio) == left


@pytest.mark.parametrize("name", PRUNABLE)
def test_saved_and_loaded_it_draws_the_same_pictures_exactly(name: str, tmp_path: Path) -> None:
    pruned = Prune(ratio=0.3, importance="random").apply(small(name))
    again = load(save_variant(pruned, tmp_path / "pruned"))
    assert np.array_equal(drawn(again), drawn(pruned))
    assert again.card.config == pruned.card.config
    assert again.card.step == 7 and again.card.figures == {}


def test_a_pruned_vae_still_encodes() -> None:
    pruned = Prune().apply(small("conv-vae"))
    mu, logvar = pruned.encode(drawn(pruned), pruned.labels_for(8))
    assert mu.shape == logvar.shape == (8, 2)


def test_pruning_leaves_the_original_as_it_was() -> None:
    original = small()
    before = drawn(original)
    Prune().apply(original)
    Mask().apply(original)
    assert np.array_equal(drawn(original), before)
    assert original.card.config.model.g_channels == (8, 4)


@pytest.mark.parametrize("name", ["transposed", "mlp-vae"])
def test_a_mask_makes_zeros_and_changes_neither_parameters_nor_multiply_adds_nor_size(name: str) -> None:
    original = small(name)
    masked = Mask(ratio=0.5).apply(original)
    weights = [each.weight for each in masked.module.modules() if isinstance(each, WEIGHTED)]
    zeros = sum(int((weight == 0).sum()) for weight in weights) / sum(weight.numel() for weight in weights)
    assert zeros == pytest.approx(0.5, abs=0.001)
    assert count_parameters(masked.module) == count_parameters(original.module)
    assert multiply_adds(masked) == multiply_adds(original)
    assert len(file_bytes(masked)) == len(file_bytes(original))
    assert not np.array_equal(drawn(masked), drawn(original))


def test_a_mask_takes_the_smallest_weights_of_all_layers_together() -> None:
    original = small()
    masked = Mask(ratio=0.5).apply(original)
    before, after = original.module.state_dict(), masked.module.state_dict()
    weights = [name for name, value in before.items() if value.dim() > 1]
    gone = torch.cat([before[name][after[name] == 0].abs() for name in weights])
    left = torch.cat([before[name][after[name] != 0].abs() for name in weights])
    assert gone.max() <= left.min()


def test_a_network_that_left_torch_cannot_be_pruned() -> None:
    with pytest.raises(UserError, match="before the step that leaves torch"):
        Prune().apply(load("digits-vae", backend="onnx"))


def test_layers_of_one_channel_have_none_to_lose() -> None:
    generator = small(changes={"model.g_channels": [1, 1]})
    assert "too narrow" in Prune().unfit(generator.card)
