"""Settings of the GAN that grows, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from gan_core.models.growth import Growth
from gan_core.models.settings import GanSettings, check_doublings
from gan_core.models.style_gan_settings import LARGEST, SMALLEST, Channels
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn

MOST_IMAGES = 10**8


class ProgressiveGanSettings(GanSettings):
    """Both networks begin with tiny pictures, and are given layers for the next size when those are learned."""

    title: ClassVar[str] = "Progressive GAN (growing)"
    about: ClassVar[str] = (
        "Begins with tiny pictures and doubles them: new layers of both networks fade in, and the real pictures with "
        "them. Samples and metrics are at full size all the while, pixels repeated: early ones are coarse by design."
    )
    paper: ClassVar[str] = "Karras et al. 2018, arxiv.org/abs/1710.10196"
    beside_network: ClassVar[tuple[str, ...]] = ("stable_images", "fading_images")

    name: Literal["progressive_gan"] = "progressive_gan"
    latent_dim: int = Field(
        32,
        ge=1,
        le=512,
        title="Latent dimensions",
        description="How many random numbers represent one picture. Only their direction counts: z is normalised.",
    )
    g_channels: Channels = Field(
        default=(64, 32, 16),
        title="Generator channels",
        description="Feature maps at each size, from the first on: three numbers grow 28x28 pixels from 7x7, four "
        "grow 32x32 from 4x4.",
    )
    d_channels: Channels = Field(
        default=(16, 32, 64),
        title="Discriminator channels",
        description="Feature maps at each size, from the whole picture to the smallest: as many numbers as the "
        "generator has.",
    )
    stable_images: int = Field(
        8000,
        ge=0,
        le=MOST_IMAGES,
        title="Images at each size",
        description="How many real pictures D is shown at one size before the next begins to fade in. The paper takes "
        "600,000.",
    )
    fading_images: int = Field(
        8000,
        ge=0,
        le=MOST_IMAGES,
        title="Images to fade in",
        description="Over how many real pictures a new size fades in: its share alpha goes from 0 to 1. The paper "
        "takes 600,000. With 0 here and above the networks have their full size from the start.",
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
        return "a norm over all channels"

    @property
    def squash(self) -> Literal["tanh", "tanh_half", "clamp"]:
        return "clamp"

    def sizes(self, image_size: int) -> tuple[int, ...]:
        """Pixels of each level."""
        top = len(self.g_channels) - 1
        return tuple(image_size >> (top - level) for level in range(top + 1))

    def growth(self, shape: SampleShape) -> Growth:
        return Growth(self.sizes(shape.image_size), self.stable_images, self.fading_images)

    def grown(self) -> ProgressiveGanSettings:
        return self.model_copy(update={"stable_images": 0, "fading_images": 0})

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the layers do not draw pictures of this shape."""
        super().check(shape)
        doublings = len(self.g_channels) - 1
        check_doublings("g_channels", doublings, shape.image_size)
        if not SMALLEST <= (start := shape.image_size >> doublings) <= LARGEST:
            raise ValueError(
                f"g_channels with {len(self.g_channels)} entries begin {shape.image_size} px with pictures of {start} "
                f"px, which must be {SMALLEST} to {LARGEST}: one entry for that and one for each doubling"
            )
        if len(self.d_channels) != len(self.g_channels):
            raise ValueError(
                f"d_channels must have as many entries as g_channels, got {len(self.d_channels)} and "
                f"{len(self.g_channels)}: both networks grow together"
            )

    def build_generator(self, shape: SampleShape) -> nn.Module:
        """A generator with one level for each of `g_channels`, grown."""
        from gan_core.models.progressive_gan import Generator

        self.check(shape)
        return Generator(
            latent_dim=self.latent_dim,
            g_channels=self.g_channels,
            channels=shape.channels,
            sizes=self.sizes(shape.image_size),
            condition_width=self.condition_width(shape),
        )

    def build_discriminator(self, shape: SampleShape) -> nn.Module:
        """A discriminator with one level for each of `d_channels`, grown."""
        from gan_core.models.progressive_gan import Discriminator

        self.check(shape)
        return Discriminator(
            d_channels=self.d_channels,
            channels=shape.channels,
            sizes=self.sizes(shape.image_size),
            group=self.stddev_group,
            condition_width=self.condition_width(shape),
        )
