"""The network that a generator's file holds, built from its settings."""

from typing import cast

from gan_core.families import family_of
from gan_core.models import ModelSettings
from gan_core.models.drawing_network import DrawingNetwork
from gan_core.shape import SampleShape


def build(model: ModelSettings, shape: SampleShape) -> DrawingNetwork:
    """The network of these settings that draws, with fresh weights: a generator, or a whole VAE."""
    return cast(DrawingNetwork, family_of(model).build_drawing(model, shape))
