"""The regularised autoencoder: reconstruct, with short codes and a small decoder. Ghosh et al. 2020, 1903.12436"""

from collections.abc import Hashable
from typing import cast

from torch import Tensor

from gan_core.config import RunConfig
from gan_core.models.vae import Vae
from gan_core.objectives import RaeL2, rae
from gan_core.training import diagram
from gan_core.training.batches import Batches
from gan_core.training.gan import real_batch
from gan_core.training.state import State
from gan_core.training.trainer import Trainer
from gan_core.training.update import apply_gradients
from gan_core.training.vae import previews


def step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of encoder and decoder together; returns the parts of the loss, each without its weight."""
    AE, objective = cast(Vae, state.networks["AE"]), cast(RaeL2, config.objective)
    x, y = real_batch(state, data)
    with state.execution.autocast():
        z, _ = AE.encode(x, y)
        raw = AE.decode(z, y)
    reconstruction = state.ranks.mean(rae.squared_error(raw, x))
    code = state.ranks.mean(rae.code_length(z.float()))
    decoder = rae.weight_length([*AE.project.parameters(), *AE.decoder.parameters()])
    loss = objective.loss(reconstruction, code, decoder)
    values = {"AE/loss": loss, "AE/reconstruction": reconstruction, "AE/code": code, "AE/decoder": decoder}
    values |= apply_gradients(state, config, "AE", loss, watch)
    state.g_updates += 1
    return values


def images_per_step(data: Batches, config: RunConfig) -> int:
    """The pictures that the autoencoder learns from in one step."""
    return data.batch_size


def graph_key(state: State, config: RunConfig) -> Hashable:
    """Every step is like every other."""
    return "step"


TRAINER = Trainer(step, images_per_step, previews, diagram=diagram.of_rae, graph_key=graph_key)
