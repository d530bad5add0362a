"""Learns the velocity of straight lines from noise to data. Lipman et al. 2023, arxiv.org/abs/2210.02747"""

from collections.abc import Hashable
from typing import cast

import numpy as np
import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.events import Samples
from gan_core.models.flow import FlowNetwork
from gan_core.models.ode import evenly
from gan_core.objectives import FlowMatching
from gan_core.objectives.flow_matching import between, told, velocity_loss, without_some
from gan_core.training import diagram, points_preview
from gan_core.training.batches import Batches
from gan_core.training.gan import real_batch
from gan_core.training.preview import columns_of, decode, fixed_latents, to_bytes
from gan_core.training.state import State
from gan_core.training.trainer import Trainer
from gan_core.training.update import apply_gradients

PATH_ROWS, PATH_COLUMNS = 4, 8
"""Samples whose path is shown, and times of it: from noise, left, to the sample."""
LEAPS = "through_one_leap"


def step(state: State, data: Batches, config: RunConfig, watch: bool = False) -> dict[str, Tensor]:
    """One update of the velocity on a batch, each sample mixed with noise of its own at a time of its own."""
    V, objective, own = state.networks["V"], cast(FlowMatching, config.objective), state.ranks.own
    x, y = real_batch(state, data)
    count = state.ranks.whole_count(x)
    z = own(torch.randn(count, *x.shape[1:], generator=state.rng, device=x.device))
    t = own(objective.draw_times(count, state.rng))
    if y is not None:
        y = without_some(y, own(told(count, objective.label_dropout, state.rng)))
    with state.execution.autocast():
        v = V(state.execution.place_batch(between(z, x, t)), y, t)
    loss = state.ranks.mean(velocity_loss(v, z, x))
    values = {"V/loss": loss} | apply_gradients(state, config, "V", loss, watch)
    state.g_updates += 1
    return values


def images_per_step(data: Batches, config: RunConfig) -> int:
    """The samples that the velocity learns from in one step."""
    return data.batch_size


def previews(state: State, data: Batches, config: RunConfig, real: bool = False) -> list[Samples]:
    """Samples of the averaged network from fixed latents, and the path of some of them through time."""
    if state.shape.kind == "points":
        return points_preview.of_flow(state, data, real)
    count = config.recording.num_samples
    z, y = fixed_latents(count, state, data)
    shown = [
        Samples(state.step, "samples", decode(state.ema, z, y, state.execution), columns_of(state)),
        Samples(state.step, "through_time", paths(state, z, y), PATH_COLUMNS),
        _leaps_shown(state, data),
    ]
    if real:
        shown.insert(0, Samples(state.step, "real", to_bytes(data.first(count)[0])))
    return shown


def _leaps_shown(state: State, data: Batches) -> Samples:
    """Three rows: pictures, the mixtures that the network is shown, and where one leap from each would end."""
    found = diagram.leaps_of(state, data)
    return Samples(state.step, LEAPS, to_bytes(torch.cat([found.x, found.mixed, found.ends])), len(found.x))


def paths(state: State, z: Tensor, y: Tensor | None) -> np.ndarray:
    """The first few latents on their way, a row each: uint8 (rows * columns, C, H, W)."""
    z, y = z[:PATH_ROWS], None if y is None else y[:PATH_ROWS]
    states = path_states(cast(FlowNetwork, state.ema), z, y, state)
    return to_bytes(torch.stack(states, dim=1).flatten(0, 1))


@torch.no_grad()
def path_states(module: FlowNetwork, z: Tensor, y: Tensor | None, state: State) -> list[Tensor]:
    """x (N, *dims) at PATH_COLUMNS times, evenly through the solver's steps, the first and the last with them."""
    with state.execution.autocast():
        states = [x.float() for x in module.path(z, y)]
    return evenly(states, PATH_COLUMNS)


def graph_key(state: State, config: RunConfig) -> Hashable:
    """Every step is like every other."""
    return "step"


TRAINER = Trainer(step, images_per_step, previews, diagram=diagram.of_flow, graph_key=graph_key)
