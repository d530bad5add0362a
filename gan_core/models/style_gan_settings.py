"""Settings of the style-based GAN, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import GanSettings, Width, check_doublings, check_halvings
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn

SMALLEST, LARGEST = 4, 16
"""Pixels of the first map."""
Channels = Annotated[tuple[Width, ...], Field(min_length=2, max_length=6)]


class StyleGanSettings(GanSettings):
    """A mapping network, and a synthesis network whose every layer is told a style."""

    title: ClassVar[str] = "Style-based GAN"
    about: ClassVar[str] = (
        "The latent becomes a style w, which tells every layer what to draw: coarse layers the pose, fine layers the "
        "colours. Slower per step than a DCGAN; its space of styles is easier to steer."
    )
    paper: ClassVar[str] = (
        "Karras et al. 2019, arxiv.org/abs/1812.04948, and 2020, arxiv.org/abs/1912.04958; without path length "
        "regularisation and style mixing while training, as in the authors' settings for 32 px"
    )

    name: Literal["style_gan"] = "style_gan"
    latent_dim: int = Field(
        32,
        ge=1,
        le=512,
        title="Latent dimensions",
        description="How many random numbers represent one picture, before the mapping network.",
    )
    g_channels: Channels = Field(
        default=(64, 32, 16),
        title="Generator channels",
        description="Feature maps of the first small map and after each doubling: four numbers draw 32x32 pixels from "
        "4x4, three draw 28x28 from 7x7.",
    )
    d_channels: Channels = Field(
        default=(16, 32, 64),
        title="Discriminator channels",
        description="Feature maps of the picture and after each halving.",
    )
    style_width: int = Field(
        64,
        ge=4,
        le=512,
        title="Width of a style",
        description="How many numbers w has, the style that layers are told.",
    )
    num_mapping: int = Field(
        2,
        ge=1,
        le=8,
        title="Mapping layers",
        description="Linear layers between z and w, which learn a hundred times more slowly than the rest. The papers "
        "take eight for large pictures, two for small ones.",
    )
    stddev_group: int = Field(
        8,
        ge=1,
        le=64,
        title="Minibatch stddev group",
        description="D is told how much so many samples of a batch differ, and so notices when all look alike. With 1 "
        "it is told nothing.",
    )
    d_norm: Literal["none"] = Field(
        "none", title="Discriminator normalisation", description="None: equalised weights keep their size."
    )

    @property
    def modulated_by(self) -> str:
        return "a style"

    @property
    def num_styles(self) -> int:
        return 2 * len(self.g_channels) - 1

    @property
    def squash(self) -> Literal["tanh", "tanh_half", "clamp"]:
        return "clamp"

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the layers do not draw pictures of this shape."""
        super().check(shape)
        doublings = len(self.g_channels) - 1
        check_doublings("g_channels", doublings, shape.image_size)
        if not SMALLEST <= (start := shape.image_size >> doublings) <= LARGEST:
            raise ValueError(
                f"g_channels with {len(self.g_channels)} entries begin {shape.image_size} px with a map of {start} px, "
                f"which must be {SMALLEST} to {LARGEST}: one entry for that and one for each doubling"
            )
        check_halvings("d_channels", len(self.d_channels) - 1, shape.image_size)

    def build_generator(self, shape: SampleShape) -> nn.Module:
        """A generator with one size for each of `g_channels`."""
        from gan_core.models.style_gan import Generator

        self.check(shape)
        return Generator(
            latent_dim=self.latent_dim,
            g_channels=self.g_channels,
            channels=shape.channels,
            image_size=shape.image_size,
            style_width=self.style_width,
            num_mapping=self.num_mapping,
            condition_width=self.condition_width(shape),
        )

    def build_discriminator(self, shape: SampleShape) -> nn.Module:
        """A discriminator with one block for each halving of `d_channels`."""
        from gan_core.models.style_gan import Discriminator

        self.check(shape)
        return Discriminator(
            d_channels=self.d_channels,
            channels=shape.channels,
            image_size=shape.image_size,
            group=self.stddev_group,
            condition_width=self.condition_width(shape),
        )
