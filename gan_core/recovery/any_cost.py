"""Anycost: one network that can draw with the first 25, 50, 75 or 100 % of its channels, as smaller models.

Lin, Zhang, Ganz, Han and Zhu 2021, Anycost GANs for Interactive Image Synthesis and Editing, arxiv.org/abs/2103.03243;
Yu and Huang 2019, Universally Slimmable Networks, arxiv.org/abs/1903.05134. As in the latter the statistics of batch
norms are found anew for each width once training is over; all other numbers are shared.
"""

from __future__ import annotations

from typing import cast

import torch
from safetensors.torch import save
from torch import Tensor, nn

from gan_core.errors import UserError
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent_draws import draw_z
from gan_core.models.build import build
from gan_core.models.conv_vae import ConvVae
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.vae import Vae
from gan_core.optimise.stored_widths import FILE, statistics_at
from gan_core.optimise.variant import TorchVariant
from gan_core.optimise.variant_card import card_of_variant
from gan_core.optimise.widths import narrowed
from gan_core.store import atomic
from gan_core.store.model_card import ModelCard
from gan_core.wording import percent

BATCHES, BATCH, SEED = 8, 64, 2


def at_width(generator: TorchGenerator, ratio: float) -> TorchVariant:
    """The model that the first `ratio` (above 0, at most 1) of every hidden layer's channels make.

    It has settings of its own and costs what its width costs. Statistics of norms are those stored for this width, or
    found on 512 latents. A model that did not learn to draw at several widths draws nonsense.
    Raises UserError for a ratio out of range.
    """
    if not 0 < ratio <= 1:
        raise UserError(f"The share of channels must be more than 0 and at most 1, got {ratio}.")
    card = card_of_variant(
        generator.card, f"{percent(ratio)} of its channels", narrowed(generator.card.config.model, 1 - ratio)
    )
    with torch.device("meta"):
        empty = build(card.config.model, card.shape)
    cut = empty.to_empty(device=generator.device).requires_grad_(False)
    cut.load_state_dict(prefixes(generator.module, cut, card))
    if stored := statistics_at(generator.card.path, ratio):
        cut.load_state_dict({name: torch.from_numpy(each) for name, each in stored.items()}, strict=False)
    elif ratio < 1:
        recalibrate(cut, card)
    return TorchVariant(card, cut, generator.device, generator.notes, generator.tf32)


def prefixes(whole: nn.Module, cut: nn.Module, card: ModelCard) -> dict[str, Tensor]:
    """For every parameter and buffer of `cut` the first part of that of `whole`, as views: gradients reach `whole`."""
    labels = card.shape.condition_width if isinstance(cut, ConvVae) else 0
    large = {**dict(whole.named_parameters()), **dict(whole.named_buffers())}
    small = {**dict(cut.named_parameters()), **dict(cut.named_buffers())}
    return {
        name: _first(large[name], each.shape, labels if name.startswith("head.") else 0) for name, each in small.items()
    }


def _first(large: Tensor, shape: torch.Size, behind: int) -> Tensor:
    """The leading part of every axis; of a matrix also the last `behind` columns, where labels follow the features."""
    if behind and len(shape) == 2 and shape[1] != large.shape[1]:
        large = torch.cat([large[:, : shape[1] - behind], large[:, large.shape[1] - behind :]], dim=1)
    for axis, size in enumerate(shape):
        large = large.narrow(axis, 0, size)
    return large


@torch.no_grad()
def recalibrate(module: nn.Module, card: ModelCard) -> None:
    """Find the running statistics of every batch norm anew, as means over 512 latents of a fixed seed."""
    norms = [each for each in module.modules() if isinstance(each, (nn.BatchNorm1d, nn.BatchNorm2d))]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None  # a plain mean over the batches
    was_training = module.training
    module.train()
    device, y = next(module.parameters()).device, cast(DrawingNetwork, module).example_conditions(card.shape, BATCH)
    for index in range(BATCHES):
        z = torch.from_numpy(draw_z(SEED, BATCH, card.latent_dim, index * BATCH)).to(device)
        if isinstance(module, Vae):
            module.encode(module.draw(z, y), y)
        else:
            module(z, y)
    module.train(was_training)
    for norm, momentum in zip(norms, momenta, strict=True):
        norm.momentum = momentum


def store_statistics(generator: TorchGenerator, ratios: tuple[float, ...]) -> None:
    """Write widths.safetensors into the folder that the card names: its widths, and their norms' statistics."""
    tensors = {"ratios": torch.tensor(ratios, dtype=torch.float64)}
    for ratio in ratios:
        buffers = dict(at_width(generator, ratio).module.named_buffers())
        tensors |= {f"{ratio:g}.{name}": each.cpu().clone() for name, each in buffers.items()}
    atomic.write_bytes(generator.card.path / FILE, save(tensors))
