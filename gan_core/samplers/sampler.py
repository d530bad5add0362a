"""SAMPLERS: ways to draw the latents of a model that encodes, besides the prior N(0, I) that it was trained towards.

A decoder draws well where it saw codes, and the codes of training samples need not lie as N(0, I) does: what is fitted
to them afterwards, ex post, draws better samples from the same weights. Ghosh et al. 2020, arxiv.org/abs/1903.12436;
Dai and Wipf 2019, arxiv.org/abs/1903.05789
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from gan_core.samplers.latent_flow import LatentFlow
from gan_core.samplers.mixture import Mixture

if TYPE_CHECKING:
    import numpy as np

PRIOR = "prior"
"""The name of N(0, I), which needs no fit."""


class Sampler(Protocol):
    """A fitted distribution of latents. `facts` say how it was fitted; `tensors` are all that it has learned."""

    @property
    def facts(self) -> dict[str, Any]: ...
    def from_noise(self, z: np.ndarray, y: np.ndarray | None = None) -> np.ndarray:
        """Latents float32 (N, latent_dim) of noise z from N(0, I) of that shape, each row by itself.

        y float32 (N, condition_width) for a conditional model. Dimensions that carry nothing stay as they are.
        """

    def tensors(self) -> dict[str, np.ndarray]: ...


class TakesConditions(Protocol):
    """What a sampler asks of a model."""

    def conditions(self, condition: np.ndarray | None, count: int) -> np.ndarray | None: ...


@dataclass(frozen=True)
class SamplerKind:
    """One way: `read` makes it again from what `tensors` and `facts` gave."""

    title: str
    about: str
    paper: str
    read: Any


SAMPLERS: dict[str, SamplerKind] = {
    "mixture": SamplerKind(
        "Mixture of Gaussians",
        "Gaussians that are fitted together, by expectation maximisation, to the codes of the training samples; a "
        "sample comes from one of them by chance.",
        "Ghosh et al. 2020, arxiv.org/abs/1903.12436",
        Mixture.read,
    ),
    "latent_flow": SamplerKind(
        "Latent flow",
        "A second, small model that learns to carry noise to the codes of the training samples, by flow matching.",
        "Dai and Wipf 2019, arxiv.org/abs/1903.05789; Lipman et al. 2023, arxiv.org/abs/2210.02747",
        LatentFlow.read,
    ),
}
SAMPLER_TITLES = {PRIOR: "N(0, I)", **{name: kind.title for name, kind in SAMPLERS.items()}}


def in_sentence(title: str) -> str:
    """ "mixture of Gaussians": a title within a sentence."""
    return title[:1].lower() + title[1:]


def drawn_from(
    sampler: Sampler | None, generator: TakesConditions, z: np.ndarray, asked: np.ndarray | None
) -> np.ndarray:
    """The latents float32 (N, latent_dim) that a sampler makes of noise z; z itself of the prior.

    `asked` int (N,) or float32 (N, condition_width), or None, is what the model will be told with each.
    """
    return z if sampler is None else sampler.from_noise(z, generator.conditions(asked, len(z)))
