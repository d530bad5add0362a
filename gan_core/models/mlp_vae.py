"""Auto-Encoding Variational Bayes, fully connected.

Kingma and Welling 2014, https://arxiv.org/abs/1312.6114. ReLU stands for the paper's tanh units.
"""

from __future__ import annotations

from itertools import pairwise

from torch import Tensor, nn

from gan_core.models.conditioning import with_condition
from gan_core.models.initialise import he_, last_
from gan_core.models.vae import GaussianHead, Vae
from gan_core.shape import SampleShape


class MlpVae(Vae):
    """Maps samples (N, *dims) to mu, logvar (N, latent_dim), and z back to raw outputs (N, *dims)."""

    def __init__(
        self,
        *,
        shape: SampleShape,
        latent_dim: int,
        widths: tuple[int, ...],
        condition_width: int = 0,
        likelihood: str = "bernoulli",
    ):
        super().__init__(shape=shape, latent_dim=latent_dim, condition_width=condition_width, likelihood=likelihood)
        encoder: list[nn.Module] = []
        for w_in, w_out in zip((shape.num_values + condition_width, *widths[:-1]), widths, strict=True):
            encoder += [nn.Linear(w_in, w_out), nn.ReLU()]  # (N, w_out)
        self.encoder = nn.Sequential(*encoder)

        self.project = nn.Linear(latent_dim + condition_width, widths[-1])  # (N, w_last)
        decoder: list[nn.Module] = [nn.ReLU()]
        for w_in, w_out in pairwise(reversed(widths)):
            decoder += [nn.Linear(w_in, w_out), nn.ReLU()]  # (N, w_out)
        last = nn.Linear(widths[0], shape.num_values)
        self.decoder = nn.Sequential(*decoder, last, nn.Unflatten(dim=1, unflattened_size=shape.dims))  # (N, *dims)

        he_(self)
        last_(last)
        self.head = GaussianHead(widths[-1], latent_dim)

    def encode(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor]:
        return self.head(self.encoder(with_condition(x.flatten(start_dim=1), y, self.condition_width)))
