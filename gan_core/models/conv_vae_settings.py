"""Settings of the convolutional VAE, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import Upsample, VaeSettings, Widths, check_doublings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.vae import Vae


class ConvVaeSettings(VaeSettings):
    """A VAE with convolutions on both sides."""

    title: ClassVar[str] = "Convolutional VAE"
    about: ClassVar[str] = "Compresses a picture to a few numbers and reconstructs it, with convolutions both ways."
    paper: ClassVar[str] = "Kingma and Welling 2014, arxiv.org/abs/1312.6114"

    name: Literal["conv_vae"] = "conv_vae"
    channels: Widths = Field(
        default=(32, 64),
        title="Channels",
        description="Feature maps of each encoder layer, from the picture inward; each layer halves the size, and the "
        "decoder uses the same list in reverse.",
    )
    norm: Literal["batch", "none"] = Field(
        default="none",
        title="Normalisation",
        description="None is fast and keeps each picture independent of its batch; batch normalisation gives sharper "
        "reconstructions and helps with many layers.",
    )
    upsample: Upsample = "transposed"

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the layers do not fit pictures of this shape."""
        super().check(shape)
        check_doublings("channels", len(self.channels), shape.image_size)

    def build_vae(self, shape: SampleShape) -> Vae:
        """A VAE whose encoder halves and whose decoder doubles once for each of `channels`."""
        from gan_core.models.conv_vae import ConvVae

        self.check(shape)
        return ConvVae(
            shape=shape,
            latent_dim=self.latent_dim,
            channels=self.channels,
            condition_width=self.condition_width(shape),
            likelihood=self.likelihood,
            norm=self.norm,
            upsample=self.upsample,
        )
