"""Latents to look at while a model learns: N(0, I), or what its codes are just now where there is no prior."""

import numpy as np
import torch
from torch import Tensor

from gan_core.samplers.mixture import Mixture, fit_mixture
from gan_core.training.batches import Batches
from gan_core.training.execution import Execution
from gan_core.training.state import State

NUM_CODES, COMPONENTS = 512, 10
"""Enough to see with, and fitted in less than a tenth of a second."""


def latents_now(state: State, data: Batches, z: Tensor, y: Tensor | None = None) -> Tensor:
    """Latents (N, latent_dim) of noise z from N(0, I): z itself, or, of a family without a prior, a mixture's.

    The mixture is fitted anew to the averaged encoder's codes of 512 training samples; training hears nothing of it.
    """
    if state.family.has_prior:
        return z
    mixture = _fitted(state, data)
    told = None if y is None else y.cpu().numpy()
    return torch.from_numpy(mixture.from_noise(z.cpu().numpy(), told)).to(z.device)


@torch.no_grad()
def _fitted(state: State, data: Batches) -> Mixture:
    x, y = data.first(min(NUM_CODES, len(data.images)))
    codes = _codes(state, x, y, state.execution)
    labels = None if y is None or not state.shape.is_class else y.argmax(dim=1).cpu().numpy()
    dims = np.arange(codes.shape[1])
    return fit_mixture(codes.double().cpu().numpy(), dims, components=COMPONENTS, seed=0, labels=labels)


def _codes(state: State, x: Tensor, y: Tensor | None, execution: Execution) -> Tensor:
    with execution.autocast():
        mu, _ = state.ema.encode(execution.place_batch(x), y)  # type: ignore[operator]  # a family that encodes
    return mu.float()
