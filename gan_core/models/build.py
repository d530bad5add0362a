"""The network that a generator's file holds, built from its settings."""

from torch import nn

from gan_core.models import ModelSettings
from gan_core.shape import SampleShape


def build(model: ModelSettings, shape: SampleShape) -> nn.Module:
    """The generator, or the whole VAE, of these settings with fresh weights."""
    return model.build_vae(shape) if model.family == "vae" else model.build_generator(shape)
