"""Settings of the small residual GAN, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import DNorm, GanSettings, Width, Widths, check_doublings, check_halvings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn


class ResnetGanSettings(GanSettings):
    """Residual blocks on both sides."""

    title: ClassVar[str] = "Residual GAN"
    about: ClassVar[str] = (
        "Residual blocks, which only correct what the skip connection carries: slower per step, steadier in colour."
    )
    paper: ClassVar[str] = "Miyato et al. 2018, arxiv.org/abs/1802.05957, with blocks after He et al. 2016"

    name: Literal["resnet_gan"] = "resnet_gan"
    g_channels: Annotated[tuple[Width, ...], Field(min_length=2, max_length=6)] = Field(
        default=(64, 32, 16),
        title="Generator channels",
        description="Feature maps before, between and after the generator's blocks; each block doubles the size, so "
        "three numbers are two doublings.",
    )
    d_channels: Widths = Field(
        default=(16, 32, 64),
        title="Discriminator channels",
        description="Feature maps after each of the discriminator's blocks, from the picture inward; each block "
        "halves the size.",
    )
    d_norm: DNorm = "spectral"

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the blocks do not fit pictures of this shape."""
        super().check(shape)
        check_doublings("g_channels", len(self.g_channels) - 1, shape.image_size)
        check_halvings("d_channels", len(self.d_channels), shape.image_size)

    def build_generator(self, shape: SampleShape) -> nn.Module:
        """A generator with one block between each two of `g_channels`."""
        from gan_core.models.resnet_gan import Generator

        self.check(shape)
        return Generator(
            latent_dim=self.latent_dim,
            g_channels=self.g_channels,
            channels=shape.channels,
            image_size=shape.image_size,
            condition_width=self.condition_width(shape),
        )

    def build_discriminator(self, shape: SampleShape) -> nn.Module:
        """A discriminator with one block for each of `d_channels`."""
        from gan_core.models.resnet_gan import Discriminator

        self.check(shape)
        return Discriminator(
            d_channels=self.d_channels,
            channels=shape.channels,
            condition_width=self.condition_width(shape),
            d_norm=self.d_norm,
        )
