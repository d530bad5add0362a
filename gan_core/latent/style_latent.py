"""The styles of a style-based model's first layers as a latent of its own: what searches over z can search over W.

w spreads along some directions far more than along others, and means nothing outside that spread. So its coordinates
here are along its principal components, each in standard deviations: from all of them on, N(0, I) is near to how w is
distributed, and what is a prior on z is one on w. The later layers keep the styles that they have, as in Pan et al.
2023, Drag Your GAN, arxiv.org/abs/2305.10973, section 3.2: so colours stay.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gan_core.errors import UserError
from gan_core.families import Family
from gan_core.generators.generator import LoadedModel
from gan_core.generators.layer_styles import LayerStyles
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.style_space import NUM_SAMPLES, map_to_w
from gan_core.latent_draws import draw_z

LEAST_SIGMA = 1e-3
"""Of the largest: along what spreads less, w is taken as fixed."""


@dataclass(frozen=True)
class Spread:
    """The mean of w (W,), and its principal components (K, W), each as long as w's standard deviation along it."""

    mean: np.ndarray
    axes: np.ndarray

    def coordinates(self, w: np.ndarray) -> np.ndarray:
        """float32 (K,): w (W,) along each component, in standard deviations from the mean."""
        squares = (self.axes.astype(np.float64) ** 2).sum(axis=1)
        return ((self.axes @ (w - self.mean)) / squares).astype(np.float32)


class StyleLatent(LoadedModel):
    """Draws u (N, latent_dim): one picture with the w of its first `num_layers` layers moved along those axes.

    `styles` (num_styles, W) are the picture's, `start` (latent_dim,) the coordinates of its first layer's. `told`
    draws, `spread` says how w is distributed. Raises UserError for layers that are not there.
    """

    def __init__(self, told: LayerStyles, spread: Spread, styles: np.ndarray, *, num_layers: int) -> None:
        super().__init__(told.card)
        total = len(styles)
        if not 1 <= num_layers <= total:
            raise UserError(f"The layers whose styles move are the first 1 to {total}, got {num_layers}.")
        self.told, self.axes, self.styles, self.num_layers = told, spread.axes, styles, num_layers
        self.latent_dim, self.condition_width, self.num_classes = len(spread.axes), 0, 0
        self.start = spread.coordinates(styles[0])

    @property
    def family(self) -> Family:
        """As the model's, but for the length of its latent, which nothing keeps."""
        return replace(super().family, latents_keep_length=False)

    def styles_at(self, u: np.ndarray) -> np.ndarray:
        """float32 (N, num_styles, W): the styles of all layers at u (N, latent_dim)."""
        styles = np.repeat(self.styles[None].astype(np.float32), len(u), axis=0)
        styles[:, : self.num_layers] += ((u - self.start) @ self.axes)[:, None]
        return styles

    def _decode(self, z: np.ndarray, y: np.ndarray | None) -> np.ndarray:
        return self.told.decode(self.styles_at(z).reshape(len(z), -1), np.ones((len(z), 1), np.float32))


def spread_of(model: TorchGenerator, seed: int = 0) -> Spread:
    """How w is distributed, of 2,000 latents. Raises UserError for a model without styles."""
    condition = model.conditions(model.labels_for(NUM_SAMPLES), NUM_SAMPLES)
    w = map_to_w(model, draw_z(seed, NUM_SAMPLES, model.latent_dim), condition).double().cpu().numpy()
    mean = w.mean(axis=0)
    _, strengths, rows = np.linalg.svd(w - mean, full_matrices=False)
    sigmas = strengths / np.sqrt(NUM_SAMPLES)
    kept = sigmas > LEAST_SIGMA * sigmas[0]
    return Spread(mean.astype(np.float32), (sigmas[kept, None] * rows[kept]).astype(np.float32))
