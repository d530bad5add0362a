"""How well a VAE explains and reconstructs pictures, held-out ones where there are any."""

from typing import Any, ClassVar, cast

import numpy as np
import torch
from torch import Tensor

from gan_core.config import RunConfig
from gan_core.data.held_out import held_out
from gan_core.models.vae import Vae
from gan_core.quality.elbo import active_units, elbo
from gan_core.quality.similarity import psnr, ssim
from gan_core.training.batches import Batches
from gan_core.training.state import State

NUM_IMAGES = 256
NUM_COMPARED = 64
FEWEST = 64
DYNAMIC_RANGE = 1
"""Of the pictures that SSIM is taken of, 0 to 1. Earlier versions told none and took -1 to 1, with other values."""
TELLING = 0.01
"""Nats: a latent unit that carries less than this tells nothing."""


class Reconstruction:
    """Of 256 held-out pictures, or training pictures where none were kept out:

    `VAE/elbo` in nats per image without beta, `VAE/bits_per_dim` where the likelihood has levels; `VAE/active_units`,
    latent units whose mean moves (Burda et al. 2016), and `VAE/kl_units`, those whose KL is above 0.01 nats;
    `VAE/psnr` in dB and `VAE/ssim` of 64 reconstructions, through the mean of the code.

    A family without a spread of its codes has no bound and no KL: it has active units and reconstructions alone.
    """

    title: ClassVar[str] = "Bound and reconstruction"
    guess_seconds: ClassVar[float] = 0.1
    draws: ClassVar[None] = None

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.on, self.data, self.is_image = state.family.encodes, data, state.shape.kind == "image"

    def prepare(self) -> dict[str, Any]:
        kept = held_out(self.data.settings, NUM_IMAGES)
        if kept is None or len(kept) < FEWEST:
            x, y = self.data.first(min(NUM_IMAGES, len(self.data.images)))
        else:
            x, y = self.data.others(kept, len(kept))
        self.x, self.y = _numbers(x), None if y is None else _numbers(y)
        told = {"num_images": len(self.x), "held_out": kept is not None and len(kept) >= FEWEST}
        return told | ({"dynamic_range": DYNAMIC_RANGE} if self.is_image else {})

    def look(self, state: State) -> dict[str, float]:
        if not state.family.has_bound:
            return self._codes(state) | self._likeness(state)
        bound = elbo(cast(Vae, state.ema), self.x, self.y)
        found = {"VAE/elbo": bound.elbo, "VAE/active_units": float(bound.active_units)}
        found["VAE/kl_units"] = float(sum(each > TELLING for each in bound.kl_units))
        if bound.bits_per_dim is not None:
            found["VAE/bits_per_dim"] = bound.bits_per_dim
        return found | (self._likeness(state) if self.is_image else {})

    @torch.no_grad()
    def _codes(self, state: State) -> dict[str, float]:
        device = state.execution.device
        y = None if self.y is None else torch.from_numpy(self.y).to(device)
        mu, _ = cast(Vae, state.ema).encode(torch.from_numpy(self.x).to(device), y)
        return {"VAE/active_units": float(active_units(mu))}

    def _likeness(self, state: State) -> dict[str, float]:
        x, y = self.x[:NUM_COMPARED], None if self.y is None else self.y[:NUM_COMPARED]
        device = state.execution.device
        labels = None if y is None else torch.from_numpy(y).to(device)
        vae = cast(Vae, state.ema)
        mu, _ = vae.encode(torch.from_numpy(x).to(device), labels)
        rebuilt = _numbers(vae.draw(mu, labels))
        return {"VAE/psnr": float(np.mean(psnr(rebuilt, x))), "VAE/ssim": float(np.mean(ssim(rebuilt, x)))}


def _numbers(x: Tensor) -> np.ndarray:
    return np.ascontiguousarray(x.float().cpu().numpy())
