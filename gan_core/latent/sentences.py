"""A trained text model in use: sentences in, pictures out, words suggested, and captions of pictures found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import torch

from gan_core.errors import UserError
from gan_core.generators.load import load
from gan_core.generators.torch_generator import TorchGenerator
from gan_core.latent_draws import draw_z
from gan_core.text.language_model import TextNetwork
from gan_core.text.tokeniser import END, NUM_SPECIAL, Reading, Tokeniser

NO_TEXT = "This model reads no sentences: choose one that was trained as a text-to-image GAN."
NO_LANGUAGE = "This model reads a bag of words, which predicts none: it makes no sentences."


@dataclass(frozen=True)
class NextWord:
    """A word that may come next, with its probability; "" is the end of the sentence."""

    word: str
    probability: float


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
        return self.network.embed(self._tokens(self.tokeniser.encode(sentences))).float().cpu().numpy()

    def draw(self, sentences: Sequence[str], seed: int = 0) -> np.ndarray:
        """float32 (N, C, H, W) in [-1, 1], the i-th of the i-th latent of `seed`."""
        return self.generator.decode(draw_z(seed, len(sentences), self.generator.latent_dim), self.embed(sentences))

    def suggest(self, sentence: str, count: int = 5) -> list[NextWord]:
        """What may come after `sentence`, likeliest first; the start of one where it is empty. Raises UserError."""
        if not self.network.predicts:
            raise UserError(NO_LANGUAGE)
        tokens = self.tokeniser.encode([sentence])
        end = int((tokens[0] == END).argmax())
        if end > self.tokeniser.max_words:
            return [NextWord("", 1.0)]
        chances = self.network.next_chances(self._tokens(tokens[:, :end]))[0].cpu().numpy()
        return [NextWord(self._word(token), float(chances[token])) for token in np.argsort(-chances)[:count]]

    def write(self, count: int = 3, seed: int = 0) -> list[str]:
        """Sentences that the language model makes by itself. Raises UserError for a bag of words."""
        if not self.network.predicts:
            raise UserError(NO_LANGUAGE)
        rng = torch.Generator(device=self.generator.device).manual_seed(seed)
        return [self.tokeniser.decode(row[1:]) for row in self.network.write(count, rng).cpu().numpy()]

    def _word(self, token: int) -> str:
        return "" if token == END else self.tokeniser.words[token - NUM_SPECIAL]

    def _tokens(self, rows: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(rows).to(self.generator.device)
