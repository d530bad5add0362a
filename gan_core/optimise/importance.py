"""The importance of channels. Each function gives one score per channel for each group of connected layers.

A group comes from torch-pruning and lists, for every layer that a channel runs through, which of its inputs or outputs
(`idxs`) belong to which channel (`root_idxs`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
import torch_pruning as tp
from torch import Tensor, nn
from torch_pruning.dependency import Group

from gan_core.latent_draws import draw_z
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.initialise import WEIGHTED
from gan_core.models.vae import Vae
from gan_core.present import present
from gan_core.store.model_card import ModelCard

Scores = Callable[[DrawingNetwork, ModelCard, list[Group], int], list[Tensor]]

PROBES, LATENTS = 64, 16
SOFT = 3.0
"""Outputs of the last layer beyond this size count less and less."""


def magnitude(module: DrawingNetwork, card: ModelCard, groups: list[Group], seed: int) -> list[Tensor]:
    """L2 norm of the weights into and out of a channel, norms too. Fang et al. 2023, arxiv.org/abs/2301.12900"""
    measure = tp.importance.GroupMagnitudeImportance(p=2, group_reduction="sum", normalizer=None)
    return [measure(group) for group in groups]


def random(module: DrawingNetwork, card: ModelCard, groups: list[Group], seed: int) -> list[Tensor]:
    """A shuffled order for each group, decided by the seed."""
    rng = np.random.Generator(np.random.PCG64(seed))
    return [torch.from_numpy(rng.permutation(len(group[0].idxs))) for group in groups]


def taylor(module: DrawingNetwork, card: ModelCard, groups: list[Group], seed: int) -> list[Tensor]:
    """How much pictures would change without the channel: E ||dx/dm_c||^2 for a gate m_c = 1 on the channel c.

    That is the second order of the mean square difference to the unpruned model, whose own gradient is zero: with
    x(m) about x + (m_c - 1) dx/dm_c, closing the gate changes the picture by dx/dm_c. Its square is the mean over
    random signs v of (sum over the weights w that read c of w d(v.x)/dw)^2, the squared first-order Taylor term of
    Molchanov et al. 2019, arxiv.org/abs/1906.10771, equation 8, for the loss v.x. A VAE is asked to rebuild the
    pictures it draws, so that its encoder's channels are ranked too.
    """
    rng = torch.Generator().manual_seed(seed)
    scores = [torch.zeros(len(group[0].idxs)) for group in groups]
    for probe in range(PROBES):
        module.zero_grad(set_to_none=True)
        x = _outputs(module, card, seed, probe * LATENTS, rng)
        signs = torch.randint(0, 2, x.shape, generator=rng) * 2.0 - 1
        (x * signs).sum().backward()
        for score, group in zip(scores, groups, strict=True):
            score += _gate_gradient(group, len(score)).square() / (PROBES * LATENTS)
    module.zero_grad(set_to_none=True)
    return scores


def last_layer(module: DrawingNetwork) -> nn.Module:
    """The layer that draws: the last one with weights, of a VAE's decoder or of a generator."""
    return [layer for layer in module.drawing_layers.modules() if isinstance(layer, WEIGHTED)][-1]


def _outputs(module: DrawingNetwork, card: ModelCard, seed: int, first: int, rng: torch.Generator) -> Tensor:
    """What the last layer says of latents, with labels in turn, softly bounded where it stands for pictures.

    Not the pictures themselves: where tanh is deep in black or white it has no slope, and what holds a whole background
    would seem to do nothing. Half of digits-gan's channels chosen so left 10 dB, and 13 dB by the softer bound.
    """
    found: list[Tensor] = []
    hook = last_layer(module).register_forward_hook(lambda layer, inputs, output: found.append(output))
    try:
        _run(module, card, seed, first, rng)
    finally:
        hook.remove()
    return found[-1] if card.shape.kind == "points" else SOFT * torch.tanh(found[-1] / SOFT)


def _run(module: DrawingNetwork, card: ModelCard, seed: int, first: int, rng: torch.Generator) -> None:
    """Let the whole network work: a generator on latents, a VAE on what it draws from them."""
    z = torch.from_numpy(draw_z(seed, LATENTS, card.latent_dim, first))
    y = module.example_conditions(card.shape, LATENTS)
    if not isinstance(module, Vae):
        module(z, y)
        return
    with torch.no_grad():
        drawn = module.draw(z, y)
    module(drawn, y, torch.randn(z.shape, generator=rng))


def _gate_gradient(group: Group, num_channels: int) -> Tensor:
    """d(v.x)/dm_c for each channel: gate times gradient over all weights that read it, (num_channels,)."""
    found = torch.zeros(num_channels)
    for item in group:
        layer = item.dep.target.module
        if isinstance(layer, WEIGHTED) and "in_channels" in item.dep.handler.__name__:
            inputs = 0 if isinstance(layer, nn.ConvTranspose2d) else 1
            product = (layer.weight * present(layer.weight.grad)).detach()
            by_input = product.sum(dim=[each for each in range(product.dim()) if each != inputs])
            found.index_add_(0, torch.as_tensor(item.root_idxs), by_input[torch.as_tensor(item.idxs)])
    return found
