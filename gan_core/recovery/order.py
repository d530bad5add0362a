"""Channels sorted by importance, so that the first ones are the best. The pictures stay the same."""

from __future__ import annotations

import torch
import torch_pruning as tp
from torch import Tensor, nn
from torch_pruning.dependency import Group

from gan_core.generators.torch_generator import TorchGenerator
from gan_core.models.initialise import WEIGHTED
from gan_core.optimise.structured import SCORES, _by_channel, _ends, _example
from gan_core.optimise.variant import TorchVariant, network


@torch.no_grad()
def most_important_first(generator: TorchGenerator, importance: str = "taylor", seed: int = 0) -> TorchVariant:
    """The same function with the channels of every hidden layer sorted, the most important first.

    Cai, Gan, Wang, Zhang and Han 2020, Once-for-All, arxiv.org/abs/1908.09791, section 3: sorted before slimming.
    """
    module, card = network(generator).cpu(), generator.card
    with torch.enable_grad():
        module.requires_grad_(True)
        graph = tp.DependencyGraph().build_dependency(module, example_inputs=_example(card), verbose=False)
        groups = [_by_channel(graph, group) for group in graph.get_all_groups(ignored_layers=_ends(module))]
        scores = SCORES[importance](module, card, groups, seed)
    for group, score in zip(groups, scores, strict=True):
        _sort(group, torch.argsort(score, descending=True, stable=True))
    return TorchVariant(card, module.requires_grad_(False), generator.device)


def _sort(group: Group, order: Tensor) -> None:
    """Move channel order[i] to place i in all layers that it runs through, on the side by which it does."""
    place = torch.argsort(order)
    seen: set[tuple[int, str]] = set()
    for item in group:
        layer, side = item.dep.target.module, "in" if "in_channels" in item.dep.handler.__name__ else "out"
        if not isinstance(layer, nn.Module) or (id(layer), side) in seen:
            continue
        seen.add((id(layer), side))
        channels, positions = torch.as_tensor(item.root_idxs), torch.as_tensor(item.idxs)
        source = positions[torch.argsort(place[channels] * (int(positions.max()) + 1) + positions)]
        target = positions.sort().values
        for tensor, axis in _tensors(layer, side):
            tensor.index_copy_(axis, target, tensor.index_select(axis, source))


def _tensors(layer: nn.Module, side: str) -> list[tuple[Tensor, int]]:
    """What of a layer has an axis of channels on that side, and which axis."""
    if isinstance(layer, WEIGHTED):
        turned = isinstance(layer, nn.ConvTranspose2d)
        weight = [(layer.weight.data, int(turned) if side == "out" else int(not turned))]
        return weight + ([(layer.bias.data, 0)] if side == "out" and layer.bias is not None else [])
    names = ("weight", "bias", "running_mean", "running_var")
    return [(each.data, 0) for name in names if isinstance(each := getattr(layer, name, None), Tensor)]
