"""Batches of pictures with their captions, for models that are told what to draw by a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from gan_core.data import DataSettings, ImageData
from gan_core.data.captioned import Captioned
from gan_core.errors import DataError
from gan_core.models.text_gan import Generator
from gan_core.text.losses import fitting, nearest_misfit, same_sentence
from gan_core.text.tokeniser import PAD, Tokeniser
from gan_core.training.batches import Batches

NO_CAPTIONS = (
    "The model learns from captions, but these pictures have none: choose the shapes, or pictures of your own with "
    "captions in metadata.csv, in a .txt file beside each picture, or in their names."
)


@dataclass(frozen=True)
class CaptionedBatch:
    """Pictures x float32 (N, C, H, W), one caption each as tokens int64 (N, L), and which captions fit which pictures.

    `fits` bool (N, N): caption j fits picture i. `near` int64 (N, L) are captions of others that do not fit, each the
    one of a pool that shares most words with the picture's own; `is_wrong` bool (N,) says where there is such a one.
    """

    x: Tensor
    tokens: Tensor
    fits: Tensor
    near: Tensor
    is_wrong: Tensor


POOL = 512
"""Captions among which the nearest that does not fit is looked for."""


class CaptionedBatches(Batches):
    """As Batches; y is the embedding of each picture's full caption, by `network`, as it is when one asks."""

    def __init__(
        self, data: ImageData, settings: DataSettings, network: Generator, *, batch_size: int, seed: int, device: str
    ):
        super().__init__(data, settings, batch_size=batch_size, seed=seed, device=device, conditional=False)
        if data.captioned is None:
            raise DataError(NO_CAPTIONS)
        self.data, self.captioned = data, data.captioned()
        self.network, self.condition_width = network, network.condition_width
        self.said = torch.from_numpy(self.captioned.said).to(device)
        self.attributes = torch.from_numpy(self.captioned.attributes).to(device)

    # Made when first asked for: a resumed network gets the words that it learned after it was built.
    @cached_property
    def tokeniser(self) -> Tokeniser:
        """The words that the network knows."""
        return self.network.text.tokeniser

    @cached_property
    def tokens(self) -> Tensor:
        """int64 (N, K, L): every caption of every picture, L no longer than the longest."""
        count, per_picture = len(self.captioned.sentences), len(self.captioned.sentences[0])
        flat = [sentence for row in self.captioned.sentences for sentence in row]
        rows = self.tokeniser.encode(flat)
        longest = int((rows != PAD).sum(axis=1).max())
        return torch.from_numpy(rows[:, :longest]).view(count, per_picture, -1).to(self.device)

    @cached_property
    def full(self) -> Tensor:
        """int64 (N, L): the full caption of every picture."""
        return self._full_tokens(self.data, self.captioned)

    def next_captioned(self, rng: torch.Generator) -> CaptionedBatch:
        """The next pictures, each with one of its captions, drawn by `rng`."""
        position = self.position
        x, _ = super().next(rng)
        index = self.index_at(position)
        row = torch.randint(self.tokens.shape[1], (len(index),), generator=rng, device=self.device)
        tokens = self.tokens[index, row]
        fits = self._fits(index, tokens, self.said[index, row], tokens)
        others = torch.randint(len(self.tokens), (POOL,), generator=rng, device=self.device)
        row = torch.randint(self.tokens.shape[1], (POOL,), generator=rng, device=self.device)
        pool = self.tokens[others, row]
        fit_too = self._fits(index, tokens, self.said[others, row], pool)
        near, is_wrong = nearest_misfit(tokens, pool, fit_too, len(self.network.text.words))
        return CaptionedBatch(x, tokens, fits, near, is_wrong)

    def _fits(self, index: Tensor, own: Tensor, said: Tensor, tokens: Tensor) -> Tensor:
        """bool (N, M): whether captions that name `said` in the words `tokens` fit the pictures at `index`."""
        if said.shape[1]:
            return fitting(said, self.attributes[index])
        return same_sentence(own, tokens)

    def some_full(self, count: int) -> Tensor:
        """int64 (count, L): the full captions of as many pictures, from all over the set."""
        return self._full_tokens(self.data, self.captioned, self.spread(count).tolist())

    def conditions_at(self, index: Tensor) -> Tensor:
        """y float32 (N, condition_width) of the full captions of the pictures at `index`."""
        return self.embedded(self.full[index])

    def others(self, data: ImageData, count: int) -> tuple[Tensor, Tensor]:
        """The first `count` pictures of other data, as `first` gives its own. Raises DataError without captions."""
        x, tokens = self.pictures_and_tokens(data)
        return x[:count], self.embedded(tokens[:count])

    def pictures_and_tokens(self, data: ImageData) -> tuple[Tensor, Tensor]:
        """Other data's pictures float32 (N, C, H, W), and their full captions int64 (N, L). Raises DataError."""
        if data.captioned is None:
            raise DataError(NO_CAPTIONS)
        x = self.scaled(torch.from_numpy(data.images).to(self.device))
        return x, self._full_tokens(data, data.captioned())

    @torch.no_grad()
    def embedded(self, tokens: Tensor) -> Tensor:
        """y float32 (N, condition_width) of sentences int64 (N, L)."""
        return self.network.text.embed(tokens).float()

    def captions(self, rows: Tensor) -> list[str]:
        """The full captions of the pictures at `rows`, as the text network reads them."""
        return [self.tokeniser.decode(row) for row in self.full[rows].cpu().numpy()]

    def _full_tokens(self, data: ImageData, captioned: Captioned, rows: Sequence[int] | None = None) -> Tensor:
        of, rows = data.captions, range(len(data)) if rows is None else rows
        full = [captioned.sentences[row][0] if of is None else of(row) for row in rows]
        return torch.from_numpy(self.network.text.tokeniser.encode(full)).to(self.device)


def learned_tokeniser(data: ImageData, *, vocabulary: int, max_words: int) -> Tokeniser:
    """The words of all captions of `data`. Raises DataError where there are none."""
    if data.captioned is None:
        raise DataError(NO_CAPTIONS)
    sentences = [sentence for row in data.captioned().sentences for sentence in row]
    if data.captions is not None:
        sentences += [data.captions(index) for index in np.linspace(0, len(data) - 1, min(2000, len(data))).astype(int)]
    return Tokeniser.learned(sentences, limit=vocabulary, max_words=max_words)
