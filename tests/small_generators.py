"""Small untrained generators of every architecture, with batch norms that have seen something."""

from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent_draws import draw_z
from gan_core.models.build import build
from gan_core.models.initialise import WEIGHTED, he_
from gan_core.store.model_card import ModelCard
from tests.conftest import tiny

ARCHITECTURES = {
    "transposed": {},
    "resize": {"model__upsample": "resize"},
    "conditional": {"model__conditional": True},
    "resnet": {"model__name": "resnet_gan", "model__g_channels": [8, 6, 4]},
    "style": {"model__name": "style_gan", "model__g_channels": [8, 6, 4], "model__d_norm": "none"},
    "growing": {"model__name": "progressive_gan", "model__g_channels": [8, 6, 4], "model__d_channels": [4, 6, 8]}
    | {"model__d_norm": "none"},
    "mlp": {"model__name": "mlp_gan", "model__g_widths": [12, 8]},
    "mlp-vae": {"family": "vae", "model__name": "mlp_vae", "model__widths": [12, 8]},
    "conv-vae": {"family": "vae", "model__conditional": True},
    "gaussian-vae": {"family": "vae", "model__norm": "batch", "model__upsample": "resize"}
    | {"model__likelihood": "gaussian"},
}


def small(name: str = "transposed", changes: dict | None = None) -> TorchGenerator:
    """A generator of 16 px with random weights, always the same; `changes` are dotted settings."""
    config = tiny(**ARCHITECTURES[name]).with_changes(changes or {})
    shape = config.shape(3)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        module = build(config.model, shape)
        _awaken(module)
    card = ModelCard(Path("nowhere"), "small", config, shape, (), 7, 56, 1.5, "Small", {"parameters": 1}, "make it")
    return TorchGenerator(card, module)


@torch.no_grad()
def _awaken(module: nn.Module) -> None:
    """Weights and norms as if something had been learnt: every channel says something for some latent."""
    he_(module)
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
            layer.running_mean.normal_(std=0.1)
            layer.running_var.uniform_(0.5, 2.0)
            layer.bias.fill_(0.3)
        elif isinstance(layer, WEIGHTED) and layer.bias is not None:
            layer.bias.uniform_(0.1, 0.4)


def drawn(generator: object, num: int = 8) -> np.ndarray:
    """Pictures of the first latents, labels in turn."""
    return generator.decode(draw_z(0, num, generator.latent_dim), generator.labels_for(num))


def multiply_adds(generator: TorchGenerator) -> int:
    """For one picture, in dense arithmetic."""
    with FlopCounterMode(display=False) as counter:
        drawn(generator, 1)
    return counter.get_total_flops() // 2
