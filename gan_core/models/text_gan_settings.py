"""Settings of the text-to-image GAN, readable without torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from pydantic import Field

from gan_core.models.settings import (
    Conditional,
    DNorm,
    GanSettings,
    LatentDim,
    Width,
    Widths,
    check_doublings,
    check_halvings,
)
from gan_core.shape import SampleShape

if TYPE_CHECKING:
    from torch import nn


class TextGanSettings(GanSettings):
    """A generator whose layers are modulated by a sentence, a discriminator that reads it, and a text network."""

    family: ClassVar[str] = "text_gan"
    title: ClassVar[str] = "Text-to-image GAN"
    about: ClassVar[str] = (
        "A language model reads a caption, and what it has understood tells the generator what to draw; both learn "
        "together."
    )
    paper: ClassVar[str] = "Tao et al. 2022 (DF-GAN), arxiv.org/abs/2008.05865, with a text network that learns along"

    name: Literal["text_gan"] = "text_gan"
    latent_dim: LatentDim = 16
    conditional: Conditional = True
    text_network: Literal["transformer", "gru", "bag_of_words"] = Field(
        "transformer",
        title="Text network",
        description="What reads the caption: a causal transformer or a GRU, which also predict the next word, or a "
        "bag of words, which knows no order and is no language model.",
    )
    text_width: int = Field(
        64,
        ge=16,
        le=256,
        multiple_of=8,
        title="Width of a sentence",
        description="How many numbers stand for a word and for a whole sentence.",
    )
    text_layers: int = Field(2, ge=1, le=6, title="Text layers", description="Layers of the transformer or the GRU.")
    vocabulary: int = Field(
        256,
        ge=16,
        le=8192,
        title="Vocabulary",
        description="At most so many tokens are known, four of which are no words; rarer words count as unknown.",
    )
    max_words: int = Field(
        16, ge=4, le=64, title="Words of a sentence", description="Only so many words of a sentence are read."
    )
    g_channels: Annotated[tuple[Width, ...], Field(min_length=2, max_length=6)] = Field(
        default=(96, 64, 32, 24),
        title="Generator channels",
        description="Feature maps before, between and after the doublings; three numbers are two doublings.",
    )
    d_channels: Widths = Field(
        default=(32, 64, 128),
        title="Discriminator channels",
        description="Feature maps after each halving; the sentence joins behind the last.",
    )
    picture_channels: Widths = Field(
        default=(16, 32, 64),
        title="Picture encoder channels",
        description="Feature maps of the network that embeds a picture beside the sentences, for the contrastive term "
        "and for captions of pictures.",
    )
    d_norm: DNorm = "none"

    @property
    def modulated_by(self) -> str:
        return "a sentence"

    @property
    def sentence_width(self) -> int:
        return self.text_width

    def check(self, shape: SampleShape) -> None:
        """Raises ValueError with a sentence if the networks do not fit pictures of this shape."""
        if not self.conditional:
            raise ValueError("conditional must be on for text_gan, got false: a sentence says what it draws")
        super().check(shape)
        check_doublings("g_channels", len(self.g_channels) - 1, shape.image_size)
        check_halvings("d_channels", len(self.d_channels), shape.image_size)
        check_halvings("picture_channels", len(self.picture_channels), shape.image_size)

    def build_generator(self, shape: SampleShape) -> nn.Module:
        """A generator with its text network and picture encoder."""
        from gan_core.models.text_gan import Generator

        self.check(shape)
        return Generator(self, shape)

    def build_discriminator(self, shape: SampleShape) -> nn.Module:
        """A discriminator of pictures and sentences."""
        from gan_core.models.text_gan import Discriminator

        self.check(shape)
        return Discriminator(
            d_channels=self.d_channels,
            channels=shape.channels,
            image_size=shape.image_size,
            condition_width=shape.condition_width,
            d_norm=self.d_norm,
        )
