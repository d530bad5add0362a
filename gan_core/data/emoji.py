"""Colour emoji of this machine's own font, each with its Unicode name for a caption."""

from pathlib import Path
from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from gan_core.data.captioned import plain_captions
from gan_core.data.image_data import ImageData, Report
from gan_core.data.settings import PictureSettings, quiet
from gan_core.data.subset import select
from gan_core.errors import DataError

HELD_OUT = 10
"""One emoji in so many is never learned."""


class EmojiSettings(PictureSettings):
    """Colour emoji, drawn from a font."""

    title: ClassVar[str] = "Emoji"
    about: ClassVar[str] = (
        "The colour emoji of this machine's own font, each a little moved and scaled; their Unicode names are captions."
    )
    channels: ClassVar[int | None] = 3
    captioned: ClassVar[bool] = True

    name: Literal["emoji"] = "emoji"
    font: str = Field(
        "", max_length=1000, description="The font file to draw with; empty for the machine's own font of colour emoji."
    )
    variants: int = Field(4, ge=1, le=20, description="How often each emoji is drawn, a little moved and scaled.")
    seed: int = Field(0, ge=0, description="Decides how the variants are moved, and which emoji are held out.")

    def load(self, report: Report = quiet) -> ImageData:
        """All emoji but one in ten, with captions. Raises DataError where there is no font."""
        return self._drawn(report, learned=True)

    def further(self, most: int) -> ImageData | None:
        """Emoji that are held out, one variant each; None where there is no font."""
        try:
            data = self._drawn(quiet, learned=False)
        except DataError:
            return None
        return data if len(data) <= most else select(data, np.arange(most))

    def _drawn(self, report: Report, *, learned: bool) -> ImageData:
        from gan_core.data.emoji_font import NO_FONT, emoji_of, find_font, picture_of, varied

        font = find_font(self.font)
        report("Drawing emoji", None)
        there = emoji_of(font)
        rng = np.random.default_rng(self.seed)
        is_held_out = rng.permutation(len(there)) % HELD_OUT == 0
        chosen = [each for each, out in zip(there, is_held_out, strict=True) if out != learned]
        variants = self.variants if learned else 1
        chances = rng.random((len(chosen), variants, 3))
        large = (picture_of(character, font) for character, _ in chosen)
        images = [varied(each, row, self.image_size) for each, rows in zip(large, chances, strict=True) for row in rows]
        names = [name for _, name in chosen for _ in range(variants)]
        if not images:
            raise DataError(NO_FONT)
        notes = (f"{len(chosen):,} emoji of {Path(font).name}.",)
        pictures = np.stack(images).transpose(0, 3, 1, 2).copy()
        return ImageData(pictures, notes=notes, captions=names.__getitem__, captioned=lambda: plain_captions(names))
