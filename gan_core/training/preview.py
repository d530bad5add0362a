"""Pictures to look at, made without touching training: fixed latents, evaluation mode, no gradients."""

import numpy as np
import torch
from torch import Tensor, nn

from gan_core.latent.sampling import draw_z
from gan_core.training.execution import Execution

PREVIEW_SEED = 0


def to_bytes(x: Tensor) -> np.ndarray:
    """float (N, C, H, W) in [-1, 1] to uint8 NumPy."""
    return x.detach().float().add(1).mul(127.5).round().clamp(0, 255).to(torch.uint8).cpu().contiguous().numpy()


def fixed_latents(count: int, state) -> tuple[Tensor, Tensor | None]:
    """The same latents at every look; with labels, class after class."""
    z = torch.from_numpy(draw_z(PREVIEW_SEED, count, state.latent_dim)).to(state.execution.device)
    classes = state.shape.num_classes
    if not classes:
        return z, None
    return z, torch.eye(classes, device=z.device)[torch.arange(count, device=z.device) % classes]


@torch.no_grad()
def decode(module: nn.Module, z: Tensor, y: Tensor | None, execution: Execution) -> np.ndarray:
    """Pictures of latents, uint8 (N, C, H, W)."""
    with execution.autocast():
        x = module.picture(module.decode(z, y)) if hasattr(module, "picture") else module(z, y)
    return to_bytes(x)


@torch.no_grad()
def reconstruct(module: nn.Module, x: Tensor, y: Tensor | None, execution: Execution) -> np.ndarray:
    """What a VAE makes of pictures, through the mean of their latents."""
    with execution.autocast():
        mu, _ = module.encode(execution.place_batch(x), y)
        picture = module.picture(module.decode(mu, y))
    return to_bytes(picture)
