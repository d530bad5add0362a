"""The variational autoencoder: maximise a bound on the likelihood. Kingma and Welling 2014, arxiv.org/abs/1312.6114"""

from collections.abc import Hashable
from typing import cast

import numpy as np
import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.events import Samples
from gan_core.grid import columns_for
from gan_core.models import VaeSettings
from gan_core.models.vae import Vae
from gan_core.objectives import Elbo, elbo
from gan_core.present import present
from gan_core.training import diagram, points_preview
from gan_core.training.batches import Batches
from gan_core.training.ex_post import latents_now
from gan_core.training.gan import draw_latents, real_batch
from gan_core.training.preview import columns_of, decode, fixed_latents, reconstruct, to_bytes
from gan_core.training.state import State
from gan_core.training.trainer import Trainer
from gan_core.training.update import apply_gradients


def step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of encoder and decoder together; returns the parts of the negative ELBO in nats per image."""
    VAE, objective, settings = (
        cast(Vae, state.networks["VAE"]),
        cast(Elbo, config.objective),
        cast(VaeSettings, config.model),
    )
    x, y = real_batch(state, data)
    with state.execution.autocast():
        mu, logvar = VAE.encode(x, y)
    mu, logvar = mu.float(), logvar.float()
    eps = draw_latents(state, data.batch_size)
    z = mu + (0.5 * logvar).exp() * eps
    with state.execution.autocast():
        raw = VAE.decode(z, y)
    reconstruction = state.ranks.mean(negative_log_likelihood(VAE, raw.float(), x, config))
    per_dim = state.ranks.gathered(elbo.kl(mu, logvar))
    loss = objective.loss(reconstruction, per_dim, state.step)
    values = {"VAE/loss": loss, "VAE/reconstruction": reconstruction, "VAE/kl": per_dim.sum(1).mean()}
    values["VAE/beta"] = torch.full_like(loss, objective.beta_at(state.step))
    if settings.likelihood == "gaussian":
        values["VAE/log_sigma"] = present(VAE.log_sigma).detach().clone()
    values |= apply_gradients(state, config, "VAE", loss, watch)
    state.g_updates += 1
    return values


def images_per_step(data: Batches, config: RunConfig) -> int:
    """The pictures that the VAE learns from in one step."""
    return data.batch_size


def negative_log_likelihood(VAE: Vae, raw: Tensor, x: Tensor, config: RunConfig) -> Tensor:
    """-log p(x | z), summed over the picture, averaged over the batch."""
    if cast(VaeSettings, config.model).likelihood == "bernoulli":
        return elbo.bernoulli_nll(raw, x)
    return elbo.gaussian_nll(raw, present(VAE.log_sigma), x)


def previews(state: State, data: Batches, config: RunConfig, real: bool = False) -> list[Samples]:
    """Inputs above their reconstructions, row by row, and samples: of the prior or, without one, as codes lie."""
    if state.shape.kind == "points":
        return points_preview.of_vae(state, data, real)
    columns = columns_for(config.recording.num_samples)
    rows = max(1, columns // 2)
    x, y = data.first(rows * columns)
    inputs, again = to_bytes(x), reconstruct(cast(Vae, state.ema), x, y, state.execution)
    pairs = torch.stack([_rows(inputs, columns), _rows(again, columns)], dim=1).flatten(0, 2).numpy()
    z, labels = fixed_latents(config.recording.num_samples, state, data)
    samples = decode(state.ema, latents_now(state, data, z, labels), labels, state.execution)
    shown = [
        Samples(state.step, "reconstructions", pairs, columns),
        Samples(state.step, "samples", samples, columns_of(state)),
    ]
    return [Samples(state.step, "real", inputs, columns), *shown] if real else shown


def _rows(images: np.ndarray, columns: int) -> Tensor:
    return torch.from_numpy(images).unflatten(0, (-1, columns))


def graph_key(state: State, config: RunConfig) -> Hashable:
    """None while the weight of the KL rises, which is a number of its own at each step."""
    return None if state.step < cast(Elbo, config.objective).kl_warmup_steps else ()


TRAINER = Trainer(step, images_per_step, previews, diagram=diagram.of_vae, graph_key=graph_key)
