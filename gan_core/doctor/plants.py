"""Runs whose health is known: twelve that are made ill on purpose, and eight of different kinds that are well."""

from __future__ import annotations

from gan_core.config import RunConfig
from gan_core.doctor import ILLNESSES
from gan_core.doctor.illness import Plant

_HINGE = {"objective.name": "hinge", "model.d_norm": "spectral"}

HEALTHY: dict[str, Plant] = {
    "least_squares_labelled": Plant("quick-digits", {}, 1000),
    "least_squares_unlabelled": Plant("digits-unlabelled", {}, 1000),
    "relativistic_shapes": Plant("colour-shapes", {}, 700),
    "hinge_spectral": Plant("quick-digits", _HINGE, 800),
    "wasserstein": Plant("wgan-gp", {}, 300),
    "fully_connected": Plant("first-gan", {}, 2500),
    "vae_two_numbers": Plant("vae-bottleneck", {}, 1000),
    "vae_shapes": Plant("shapes-vae", {}, 600),
}
"""Of different kinds: games, networks, data."""
ILL: dict[str, Plant] = {name: illness.plant for name, illness in ILLNESSES.items()}


def planted_in(config: RunConfig) -> str:
    """The name of the illness that these settings were made to show, whatever title and seed; empty for all others."""
    for name, plant in ILL.items():
        if plant.config(title=config.title, seed=config.seed) == config:
            return name
    return ""
