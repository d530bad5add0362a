"""Runs with a known diagnosis: those that fail on purpose, and eight sound ones of different types."""

from __future__ import annotations

from gan_core.config import RunConfig
from gan_core.doctor import FAILURE_MODES
from gan_core.doctor.failure_mode import FailureStart

_HINGE = {"objective.name": "hinge", "model.d_norm": "spectral"}

SOUND: dict[str, FailureStart] = {
    "least_squares_labelled": FailureStart("quick-digits", {}, 1000),
    "least_squares_unlabelled": FailureStart("digits-unlabelled", {}, 1000),
    "relativistic_shapes": FailureStart("colour-shapes", {}, 700),
    "hinge_spectral": FailureStart("quick-digits", _HINGE, 800),
    "wasserstein": FailureStart("wgan-gp", {}, 300),
    "fully_connected": FailureStart("first-gan", {}, 2500),
    "vae_two_numbers": FailureStart("vae-bottleneck", {}, 1000),
    "vae_shapes": FailureStart("shapes-vae", {}, 600),
}
"""Different games, networks and data."""
FAILING: dict[str, FailureStart] = {name: each.start for name, each in FAILURE_MODES.items() if each.start}


def failure_of(config: RunConfig) -> str:
    """The failure mode that these settings were made to show, whatever title and seed; empty for all others."""
    for name, start in FAILING.items():
        if start.config(title=config.title, seed=config.seed) == config:
            return name
    return ""
