"""A trained text model in use: sentences in, pictures out, words suggested, and captions of pictures found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import interpolate, normalize

from gan_core.data.shapes import all_values, full_caption
from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.generators.load import load
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent.caption_xray import Draw, ReadAttributes, XRay, drop_each, swap_one
from gan_core.latent_draws import draw_z
from gan_core.quality.attribute_accuracy import attributes_read
from gan_core.quality.readers import scaled
from gan_core.text.language_model import TextNetwork
from gan_core.text.tokeniser import END, NUM_SPECIAL, Reading, Tokeniser

PORTION = 512
NO_TEXT = "This model reads no sentences: choose one that was trained as a text-to-image GAN."
NO_LANGUAGE = "This model reads a bag of words, which predicts none: it makes no sentences."


@dataclass(frozen=True)
class NextWord:
    """A word that may come next, with its probability; "" is the end of the sentence."""

    word: str
    probability: float


@dataclass(frozen=True)
class FoundCaption:
    """A caption of a picture, with the cosine of both embeddings, -1 to 1."""

    caption: str
    similarity: float


def load_text_model(where: str | Path, device: str = "cpu") -> TextModel:
    """The text model of a run folder, a checkpoint folder or a shipped name. Raises CheckpointError or UserError."""
    return TextModel(load(where, device=device))


class TextModel:
    """What can be asked of a model that reads sentences. Raises UserError for a model that reads none.

    Its latents and conditions are those of `generator`: embeddings may be interpolated and added before
    `generator.decode(z, y)`.
    """

    def __init__(self, generator: TorchGenerator) -> None:
        if not generator.card.config.model.sentence_width:
            raise UserError(NO_TEXT)
        self.generator = generator

    @property
    def network(self) -> TextNetwork:
        """Tokens to hidden states."""
        return self.generator.module.text

    @cached_property
    def tokeniser(self) -> Tokeniser:
        """The words that it knows."""
        return self.network.tokeniser

    def read(self, sentence: str) -> Reading:
        """The words that are read, with those that are not known. Raises UserError for a sentence without a word."""
        return self.tokeniser.read(sentence)

    @torch.no_grad()
    def embed(self, sentences: Sequence[str]) -> np.ndarray:
        """float32 (N, condition_width). Raises UserError for a sentence without a word."""
        for sentence in sentences:
            self.tokeniser.read(sentence)
        return self._embedded(sentences).cpu().numpy()

    @torch.no_grad()
    def embed_nothing(self) -> np.ndarray:
        """float32 (1, condition_width): what a sentence without a word comes to, for a line that was emptied."""
        return self._embedded([""]).cpu().numpy()

    def _embedded(self, sentences: Sequence[str]) -> torch.Tensor:
        return self.network.embed(self._tokens(self.tokeniser.encode(sentences))).float()

    def draw(self, sentences: Sequence[str], seed: int = 0) -> np.ndarray:
        """float32 (N, C, H, W) in [-1, 1], the i-th of the i-th latent of `seed`."""
        return self.generator.decode(draw_z(seed, len(sentences), self.generator.latent_dim), self.embed(sentences))

    def xray(self, sentence: str, z: np.ndarray) -> XRay:
        """Which pixels each word of `sentence` decides, and where shapes are drawn which attributes of KINDS.

        z float32 (latent_dim,). Raises UserError for a sentence of fewer than two words.
        """
        return drop_each(self.read(sentence).words, self._at(z), self._reads_attributes)

    def swap(self, sentence: str, place: int, others: Sequence[str], z: np.ndarray) -> XRay:
        """The same with each of `others` in place of the word number `place`, from 0."""
        return swap_one(self.read(sentence).words, place, others, self._at(z), self._reads_attributes)

    def _at(self, z: np.ndarray) -> Draw:
        def draw(sentences: Sequence[str]) -> np.ndarray:
            return self.generator.decode(np.repeat(z[None], len(sentences), axis=0), self.embed(sentences))

        return draw

    @property
    def _reads_attributes(self) -> ReadAttributes | None:
        if self.generator.card.config.data.name != "shapes":
            return None
        return lambda pictures: attributes_read(to_bytes(pictures))

    def suggest(self, sentence: str, count: int = 5) -> list[NextWord]:
        """What may come after `sentence`, likeliest first; the start of one where it is empty. Raises UserError."""
        if not self.network.predicts:
            raise UserError(NO_LANGUAGE)
        tokens = self.tokeniser.encode([sentence])
        end = int((tokens[0] == END).argmax())
        if end > self.tokeniser.max_words:
            return [NextWord("", 1.0)]
        chances = self.network.next_chances(self._tokens(tokens[:, :end]))[0].cpu().numpy()
        likeliest = [token for token in np.argsort(-chances)[:count] if chances[token] > 0]
        return [NextWord(self._word(token), float(chances[token])) for token in likeliest]

    def write(self, count: int = 3, seed: int = 0) -> list[str]:
        """Sentences that the language model makes by itself. Raises UserError for a bag of words."""
        if not self.network.predicts:
            raise UserError(NO_LANGUAGE)
        rng = torch.Generator(device=self.generator.device).manual_seed(seed)
        return [self.tokeniser.decode(row[1:]) for row in self.network.write(count, rng).cpu().numpy()]

    @torch.no_grad()
    def describe(self, images: np.ndarray) -> list[str]:
        """Of each picture (N, C, H, W), of any size, the language model's own words; see `find_captions`."""
        if not self.network.predicts:
            raise UserError(NO_LANGUAGE)
        rows = self.network.describe(self.generator.module.pictures(self._fitted(images))).cpu().numpy()
        return [self.tokeniser.decode(row[1:]) for row in rows]

    @torch.no_grad()
    def find_captions(
        self, images: np.ndarray, count: int = 3, candidates: Sequence[str] | None = None
    ) -> list[list[FoundCaption]]:
        """Of each picture (N, C, H, W), of any size, the `count` candidates whose embeddings are nearest to its own.

        Pictures are uint8, or floats in [-1, 1].

        Candidates are all full captions of the shapes where it learned those, else the captions that it keeps.
        """
        sentences = self.candidates if candidates is None else tuple(dict.fromkeys(candidates))
        told = self._matched if candidates is None else self._match(sentences)
        seen = normalize(self.generator.module.pictures(self._fitted(images)), dim=1)
        similarity = seen @ told.T
        best = similarity.topk(min(count, len(sentences)), dim=1)
        return [
            [FoundCaption(sentences[index], float(value)) for value, index in zip(values, indices, strict=True)]
            for values, indices in zip(best.values.tolist(), best.indices.tolist(), strict=True)
        ]

    @cached_property
    def candidates(self) -> tuple[str, ...]:
        """The captions among which those of pictures are looked for."""
        if self.generator.card.config.data.name == "shapes":
            return tuple(full_caption(row) for row in all_values())
        return tuple(dict.fromkeys(self.examples))

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Captions that the model learned from."""
        return tuple(self.tokeniser.decode(row[1:]) for row in self.generator.module.examples.cpu().numpy())

    @cached_property
    def _matched(self) -> torch.Tensor:
        return self._match(self.candidates)

    def _match(self, sentences: Sequence[str]) -> torch.Tensor:
        """float32 (N, width) of length 1: sentences where pictures are compared with them."""
        parts = [self._embedded(sentences[first : first + PORTION]) for first in range(0, len(sentences), PORTION)]
        return torch.cat([normalize(self.generator.module.match(each), dim=1) for each in parts])

    def _fitted(self, images: np.ndarray) -> torch.Tensor:
        """float32 (N, C, H, W) in [-1, 1], of the model's channels and size."""
        shape = self.generator.card.shape
        x = scaled(images)
        if x.shape[1] != shape.channels:
            x = x.mean(dim=1, keepdim=True).expand(-1, shape.channels, -1, -1)
        if x.shape[-1] != shape.image_size or x.shape[-2] != shape.image_size:
            x = interpolate(x, size=(shape.image_size, shape.image_size), mode="bilinear", antialias=True)
        return x.to(self.generator.device)

    def _word(self, token: int) -> str:
        return "" if token == END else self.tokeniser.words[token - NUM_SPECIAL]

    def _tokens(self, rows: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(rows).to(self.generator.device)
