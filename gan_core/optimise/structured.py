"""Takes channels out of a network: which layers hang together, which channels matter, and the network that is left.

Fang, Ma, Song, Mi and Wang 2023, DepGraph: Towards Any Structural Pruning, arxiv.org/abs/2301.12900
"""

from __future__ import annotations

from typing import cast

import torch
import torch_pruning as tp
from torch import Tensor, nn
from torch_pruning.dependency import Group

from gan_core.families import family_of
from gan_core.generators.generator import Generator
from gan_core.models.build import build
from gan_core.models.drawing import example_inputs
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.initialise import WEIGHTED
from gan_core.models.vae import Vae
from gan_core.optimise.importance import Scores, last_layer, magnitude, random, taylor
from gan_core.optimise.variant import TorchVariant, network
from gan_core.optimise.variant_card import card_of_variant
from gan_core.optimise.widths import kept, narrowed
from gan_core.store.model_card import ModelCard

SCORES: dict[str, Scores] = {"magnitude": magnitude, "taylor": taylor, "random": random}
PRUNABLE = (*WEIGHTED, nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm)


def without_channels(generator: Generator, words: str, *, ratio: float, importance: str, seed: int) -> TorchVariant:
    """`generator` without the least important channels of every hidden layer. Raises UserError outside torch.

    The result is built from its own settings and takes over the weights that stayed, so that it is saved, loaded and
    exported like any model.
    """
    module = network(generator).cpu()
    card = card_of_variant(generator.card, words, narrowed(generator.card.config.model, ratio))
    _remove(module, generator.card, ratio, SCORES[importance], seed)
    with torch.device("meta"):
        empty = build(card.config.model, card.shape)
    fresh = empty.to_empty(device=generator.device)
    fresh.load_state_dict(module.state_dict())
    return TorchVariant(card, fresh, generator.device, generator.notes, generator.tf32)


def _remove(module: DrawingNetwork, card: ModelCard, ratio: float, scores: Scores, seed: int) -> None:
    """Take the channels out of `module`, whose layers then disagree with what they say of themselves."""
    module.requires_grad_(True)  # torch-pruning follows the gradients' graph
    graph = tp.DependencyGraph().build_dependency(module, example_inputs=_example(card), verbose=False)
    groups = [_by_channel(graph, group) for group in graph.get_all_groups(ignored_layers=_ends(module))]
    for group, score in zip(groups, scores(module, card, groups, seed), strict=True):
        root = group[0].dep
        gone = torch.argsort(score, stable=True)[: len(score) - kept(len(score), ratio)]
        graph.get_pruning_group(root.target.module, root.handler, sorted(gone.tolist())).prune()


def _by_channel(graph: tp.DependencyGraph, group: Group) -> Group:
    """The same layers, counted by channel: a linear layer before a map has as many outputs a channel as places."""
    num_channels = min(len(set(item.idxs)) for item in group)
    root = next(
        item.dep
        for item in group
        if len(set(item.idxs)) == num_channels and isinstance(item.dep.target.module, PRUNABLE)
    )
    return graph.get_pruning_group(root.target.module, root.handler, list(range(num_channels)))


def _ends(module: DrawingNetwork) -> list[nn.Module]:
    """The layers whose outputs are not hidden: the one that draws, and an encoder's mu and logvar."""
    last = last_layer(module)
    return [last, *_head(module)] if isinstance(module, Vae) else [last]


def _head(module: Vae) -> list[nn.Module]:
    return list(cast(nn.Module, module.head).children())


def _example(card: ModelCard) -> tuple[Tensor, ...]:
    """Two of what the whole network takes: z, or pictures for a VAE, and labels where it is conditional."""
    model = card.config.model
    family = family_of(model)
    return example_inputs(family.networks[family.drawing], model, card.shape)
