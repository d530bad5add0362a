"""Settings of vector-quantised autoencoders, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import ModelSettings, Upsample, Widths, check_doublings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from gan_core.models.vq import VqVae


class VqSettings(ModelSettings):
    """An encoder to a grid of codes, a codebook, a decoder, and a prior over the codes, in one module."""

    family: ClassVar[str] = "vq"
    title: ClassVar[str] = "VQ-VAE"
    about: ClassVar[str] = (
        "Compresses a picture to a small grid of codes, each one out of a codebook, and learns beside it which codes "
        "follow which: it draws by choosing one code after another."
    )
    paper: ClassVar[str] = "van den Oord et al. 2017, arxiv.org/abs/1711.00937"

    name: Literal["conv_vq"] = "conv_vq"
    grid_size: int = Field(
        default=4,
        ge=1,
        le=8,
        title="Grid of codes",
        description="Codes on each side of a picture's grid: 4 makes 16 codes a picture. More reconstruct better, and "
        "give the prior more to learn.",
    )
    num_codes: int = Field(
        default=64,
        ge=2,
        le=512,
        title="Codes in the codebook",
        description="How many vectors there are to choose from at each place of the grid.",
    )
    code_dim: int = Field(
        default=16,
        ge=1,
        le=256,
        title="Numbers in a code",
        description="The length of each vector of the codebook.",
    )
    channels: Widths = Field(
        default=(32, 64),
        title="Channels",
        description="Feature maps of each encoder layer, from the picture inward; each layer halves the size, and the "
        "decoder uses the same list in reverse.",
    )
    prior_width: int = Field(
        default=128,
        ge=4,
        le=1024,
        title="Prior width",
        description="Units of the recurrent network that says how likely each code is, given the codes before it.",
    )
    upsample: Upsample = "transposed"

    @property
    def squash(self) -> Literal["tanh", "tanh_half", "clamp"]:
        return "clamp"

    @property
    def latent_dim(self) -> int:
        """One number for each place of the grid: it chooses the code there."""
        return self.grid_size**2

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the layers do not fit pictures of this shape."""
        super().check(shape)
        check_doublings("channels", len(self.channels), shape.image_size)
        if self.innermost(shape) < self.grid_size:
            raise ValueError(
                f"grid_size must be at most {self.innermost(shape)}, which {len(self.channels)} channels leave of a "
                f"picture of {shape.image_size} px, got {self.grid_size}: use fewer layers or a smaller grid"
            )

    def innermost(self, shape: SampleShape) -> int:
        """The side of the feature maps behind the last halving."""
        return shape.image_size // 2 ** len(self.channels)

    def build_vq(self, shape: SampleShape) -> VqVae:
        """A network whose encoder halves and whose decoder doubles once for each of `channels`."""
        from gan_core.models.vq import VqVae

        self.check(shape)
        return VqVae(
            shape=shape,
            grid_size=self.grid_size,
            num_codes=self.num_codes,
            code_dim=self.code_dim,
            channels=self.channels,
            prior_width=self.prior_width,
            condition_width=self.condition_width(shape),
            upsample=self.upsample,
        )
