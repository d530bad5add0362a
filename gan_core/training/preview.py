"""Preview pictures that do not affect training: fixed latents, evaluation mode, no gradients."""

import numpy as np
import torch
from torch import Tensor

from gan_core.grid import MOST_COLUMNS
from gan_core.latent_draws import draw_z
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.models.vae import Vae
from gan_core.training.batches import Batches
from gan_core.training.execution import Execution
from gan_core.training.state import State

PREVIEW_SEED = 0


def to_bytes(x: Tensor) -> np.ndarray:
    """float (N, C, H, W) in [-1, 1] to uint8 NumPy."""
    return x.detach().float().add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).cpu().contiguous().numpy()


def columns_of(state: State) -> int | None:
    """One column for each class, where there are labels and not too many; None for a square grid."""
    classes = state.shape.num_classes
    return classes if 0 < classes <= MOST_COLUMNS else None


def fixed_latents(count: int, state: State, data: Batches) -> tuple[Tensor, Tensor | None]:
    """The same latents at every look, and y. With classes each row has one latent under every class.

    Where the condition is no class it is that of `count` samples of the data, spread over the whole set.
    """
    classes = state.shape.num_classes
    if not classes:
        z = torch.from_numpy(draw_z(PREVIEW_SEED, count, state.latent_dim)).to(state.execution.device)
        return z, data.first(count)[1]
    rows = max(1, count // classes)
    z = torch.from_numpy(draw_z(PREVIEW_SEED, rows, state.latent_dim)).to(state.execution.device)
    return z.repeat_interleave(classes, dim=0), torch.eye(classes, device=z.device).repeat(rows, 1)


def decode(module: DrawingNetwork, z: Tensor, y: Tensor | None, execution: Execution) -> np.ndarray:
    """Pictures of latents, uint8 (N, C, H, W)."""
    return to_bytes(decoded(module, z, y, execution))


@torch.no_grad()
def decoded(module: DrawingNetwork, z: Tensor, y: Tensor | None, execution: Execution) -> Tensor:
    """Samples of latents, (N, *dims): pictures in [-1, 1], or points."""
    with execution.autocast():
        return module.draw(z, y)


def reconstruct(module: Vae, x: Tensor, y: Tensor | None, execution: Execution) -> np.ndarray:
    """What an autoencoder makes of pictures, through the mean of their latents: uint8."""
    return to_bytes(rebuilt(module, x, y, execution))


@torch.no_grad()
def rebuilt(module: Vae, x: Tensor, y: Tensor | None, execution: Execution) -> Tensor:
    """What an autoencoder makes of samples, through the mean of their latents: (N, *dims)."""
    with execution.autocast():
        mu, _ = module.encode(execution.place_batch(x), y)
        return module.draw(mu, y)
