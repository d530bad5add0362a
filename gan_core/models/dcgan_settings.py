"""Settings of the convolutional GAN, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import DNorm, GanSettings, Upsample, Widths, check_doublings, check_halvings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn


class DcganSettings(GanSettings):
    """DCGAN, as small as a laptop likes it."""

    title: ClassVar[str] = "DCGAN (convolutional)"
    about: ClassVar[str] = (
        "Two plain convolutional networks: the generator doubles a tiny feature map until it is a picture."
    )
    paper: ClassVar[str] = "Radford, Metz and Chintala 2015, arxiv.org/abs/1511.06434"

    name: Literal["dcgan"] = "dcgan"
    g_channels: Widths = Field(
        default=(64, 32),
        title="Generator channels",
        description="Feature maps of each generator layer, from the tiny first map to the last before the picture; "
        "each entry doubles the size once; wider layers are slower but draw finer detail.",
    )
    d_channels: Widths = Field(
        default=(16, 32, 64),
        title="Discriminator channels",
        description="Feature maps of each discriminator layer, from the picture inward; each layer halves the size; a "
        "small discriminator is often the better teacher.",
    )
    d_norm: DNorm = "batch"
    upsample: Upsample = "transposed"

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the layers do not fit pictures of this shape."""
        super().check(shape)
        check_doublings("g_channels", len(self.g_channels), shape.image_size)
        check_halvings("d_channels", len(self.d_channels), shape.image_size)

    def build_generator(self, shape: SampleShape) -> nn.Module:
        """A generator with one doubling for each of `g_channels`."""
        from gan_core.models.dcgan import Generator

        self.check(shape)
        return Generator(
            latent_dim=self.latent_dim,
            g_channels=self.g_channels,
            channels=shape.channels,
            image_size=shape.image_size,
            condition_width=self.condition_width(shape),
            upsample=self.upsample,
        )

    def build_discriminator(self, shape: SampleShape) -> nn.Module:
        """A discriminator with one halving for each of `d_channels`."""
        from gan_core.models.dcgan import Discriminator

        self.check(shape)
        return Discriminator(
            d_channels=self.d_channels,
            channels=shape.channels,
            image_size=shape.image_size,
            condition_width=self.condition_width(shape),
            d_norm=self.d_norm,
        )
