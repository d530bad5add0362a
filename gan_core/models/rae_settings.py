"""Settings of regularised autoencoders, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import LatentDim, ModelSettings, Upsample, Widths, check_doublings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.vae import Vae

SPREAD = "gaussian"
"""The likelihood of the VAE whose layers these are: its raw output is the picture, cut off only to be shown."""


class RaeSettings(ModelSettings):
    """An encoder and a decoder in one module, without noise between them."""

    family: ClassVar[str] = "rae"
    paper: ClassVar[str] = "Ghosh et al. 2020, arxiv.org/abs/1903.12436"
    latent_dim: LatentDim = 16

    @property
    def squash(self) -> Literal["tanh", "tanh_half", "clamp"]:
        return "clamp"

    def build_rae(self, shape: SampleShape) -> Vae:
        """A network that encodes without spread. Raises ValueError as `check` does."""
        raise NotImplementedError


class MlpRaeSettings(RaeSettings):
    """Fully connected layers on both sides."""

    title: ClassVar[str] = "Fully connected autoencoder (RAE)"
    about: ClassVar[str] = (
        "Compresses a picture to a few numbers and reconstructs it, without noise: it draws only from what is fitted "
        "to its codes afterwards."
    )

    name: Literal["mlp_rae"] = "mlp_rae"
    widths: Widths = Field(
        default=(256, 128),
        title="Widths",
        description="Units in each encoder layer, from the sample inward; the decoder uses the same list in reverse.",
    )

    def build_rae(self, shape: SampleShape) -> Vae:
        from gan_core.models.mlp_vae import MlpVae
        from gan_core.models.rae import without_noise

        self.check(shape)
        return without_noise(
            MlpVae(
                shape=shape,
                latent_dim=self.latent_dim,
                widths=self.widths,
                condition_width=self.condition_width(shape),
                likelihood=SPREAD,
            )
        )


class ConvRaeSettings(RaeSettings):
    """Convolutions on both sides."""

    title: ClassVar[str] = "Convolutional autoencoder (RAE)"
    about: ClassVar[str] = (
        "The same with convolutions both ways: slower, and fewer numbers to learn for larger pictures."
    )

    name: Literal["conv_rae"] = "conv_rae"
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

    def build_rae(self, shape: SampleShape) -> Vae:
        """An autoencoder whose encoder halves and whose decoder doubles once for each of `channels`."""
        from gan_core.models.conv_vae import ConvVae
        from gan_core.models.rae import without_noise

        self.check(shape)
        return without_noise(
            ConvVae(
                shape=shape,
                latent_dim=self.latent_dim,
                channels=self.channels,
                condition_width=self.condition_width(shape),
                likelihood=SPREAD,
                norm=self.norm,
                upsample=self.upsample,
            )
        )
