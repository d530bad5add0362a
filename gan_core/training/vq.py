"""The VQ-VAE: reconstruct through a codebook that follows the encoder, and learn its codes' order beside it.

van den Oord et al. 2017, arxiv.org/abs/1711.00937
"""

import math
from collections.abc import Hashable
from typing import cast

import numpy as np
import torch
from torch import Tensor

from gan_core.code_map import dimmed, in_colour, over_pictures
from gan_core.config import RunConfig
from gan_core.events import Samples
from gan_core.models.codebook import perplexity
from gan_core.models.vq import VqVae
from gan_core.objectives.rae import squared_error
from gan_core.objectives.vq import VqObjective, code_nats, commitment
from gan_core.training.batches import Batches
from gan_core.training.gan import real_batch
from gan_core.training.preview import to_bytes
from gan_core.training.state import State
from gan_core.training.trainer import Trainer
from gan_core.training.update import apply_gradients
from gan_core.training.vae import previews as pictures_of_an_autoencoder

MAPPED = 6
"""Pictures whose codes are shown."""


def step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of encoder, decoder and prior, and of the codebook; returns the parts of the loss without weights."""
    VQ, objective = cast(VqVae, state.networks["VQ"]), cast(VqObjective, config.objective)
    x, y = real_batch(state, data)
    with state.execution.autocast():
        raw, h, log_p = VQ(x, y)
    codes = VQ.codebook(h.detach())
    reconstruction = state.ranks.mean(squared_error(raw, x))
    committed = state.ranks.mean(commitment(h, VQ.codebook.vectors_of(codes)))
    nats = state.ranks.mean(code_nats(log_p, codes))
    loss = objective.loss(reconstruction, committed, nats)
    values = {"VQ/loss": loss, "VQ/reconstruction": reconstruction, "VQ/commitment": committed}
    values |= apply_gradients(state, config, "VQ", loss, watch)
    dead, counts = VQ.codebook.update(
        state.ranks.gathered(h.detach()).flatten(0, 1),
        decay=objective.codebook_decay,
        dead_below=objective.dead_below,
        rng=state.rng,
    )
    spread = perplexity(counts)
    values["VQ/prior_bits"] = nats / math.log(2)
    values["VQ/code_bits"] = VQ.latent_dim * spread.log2()
    values |= {"VQ/perplexity": spread, "VQ/used_codes": (counts > 0).sum(), "VQ/dead_codes": dead.sum()}
    state.g_updates += 1
    return values


def images_per_step(data: Batches, config: RunConfig) -> int:
    """The pictures that the autoencoder learns from in one step."""
    return data.batch_size


def previews(state: State, data: Batches, config: RunConfig, real: bool = False) -> list[Samples]:
    """Reconstructions and samples; every code alone, dead ones dark; and pictures, their codes, what they become."""
    return [*pictures_of_an_autoencoder(state, data, config, real), *_codes_shown(state, data, config)]


@torch.no_grad()
def _codes_shown(state: State, data: Batches, config: RunConfig) -> list[Samples]:
    VQ, objective = cast(VqVae, state.ema), cast(VqObjective, config.objective)
    x, _ = data.first(MAPPED)
    everywhere = torch.arange(VQ.num_codes, device=x.device)[:, None].expand(-1, VQ.latent_dim)
    with state.execution.autocast():
        codes = VQ.codes_of(state.execution.place_batch(x))
        alone, again = to_bytes(VQ.picture_of(everywhere)), to_bytes(VQ.picture_of(codes))
    seen = to_bytes(x)
    mapped = over_pictures(again, codes.cpu().numpy(), VQ.num_codes)
    rows = np.concatenate([in_colour(seen), mapped, in_colour(again)])
    dead = VQ.codebook.dead(objective.dead_below).cpu().numpy()
    return [
        Samples(state.step, "codebook", dimmed(alone, dead)),
        Samples(state.step, "code_map", rows, len(seen)),
    ]


def graph_key(state: State, config: RunConfig) -> Hashable:
    """Every step is like every other."""
    return "step"


TRAINER = Trainer(step, images_per_step, previews, graph_key=graph_key)
