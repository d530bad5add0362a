"""Settings of the fully connected GAN, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import DNorm, GanSettings, Widths
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn


class MlpGanSettings(GanSettings):
    """The first GAN there was."""

    title: ClassVar[str] = "Fully connected GAN"
    about: ClassVar[str] = "The first GAN: two fully connected networks, for pictures or points."
    paper: ClassVar[str] = "Goodfellow et al. 2014, arxiv.org/abs/1406.2661"
    kinds: ClassVar[tuple[str, ...]] = ("image", "points")

    name: Literal["mlp_gan"] = "mlp_gan"
    g_widths: Widths = Field(
        default=(128, 256),
        title="Generator widths",
        description="Units in each hidden layer of the generator, from the random numbers outward; more layers can "
        "bend space further, wider ones hold more.",
    )
    d_widths: Widths = Field(
        default=(256, 128),
        title="Discriminator widths",
        description="Units in each hidden layer of the discriminator, from the sample inward.",
    )
    g_norm: Literal["batch", "none"] = Field(
        default="batch",
        title="Generator normalisation",
        description="Batch normalisation in the generator's hidden layers speeds learning up for pictures; none is "
        "better for points in the plane.",
    )
    d_norm: DNorm = "none"

    def build_generator(self, shape: SampleShape) -> nn.Module:
        """A generator with one hidden layer for each of `g_widths`."""
        from gan_core.models.mlp_gan import Generator

        self.check(shape)
        return Generator(
            latent_dim=self.latent_dim,
            g_widths=self.g_widths,
            shape=shape,
            condition_width=self.condition_width(shape),
            g_norm=self.g_norm,
        )

    def build_discriminator(self, shape: SampleShape) -> nn.Module:
        """A discriminator with one hidden layer for each of `d_widths`."""
        from gan_core.models.mlp_gan import Discriminator

        self.check(shape)
        return Discriminator(
            d_widths=self.d_widths,
            shape=shape,
            condition_width=self.condition_width(shape),
            d_norm=self.d_norm,
        )
