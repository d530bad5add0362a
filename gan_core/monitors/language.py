"""How well a run's language model knows the language: on captions that it never learned, beside the least possible."""

import math
from typing import Any, ClassVar, cast

import torch

from gan_core.config import RunConfig
from gan_core.data.held_out import held_out
from gan_core.data.shapes import GRAMMAR, all_values
from gan_core.models.text_gan import Generator
from gan_core.text.losses import next_word
from gan_core.training.batches import Batches
from gan_core.training.captioned_batches import CaptionedBatches
from gan_core.training.state import State

NUM_CAPTIONS = 400
FEWEST = 20


class Language:
    """`T/held_out`: the averaged language model's loss in nats per word, the end of a sentence counted as one.

    Of 400 captions that it never learned; `T/perplexity` is e to that. Where the captions come from a grammar, the
    facts say its entropy in the same unit: no model can do better on average.
    """

    title: ClassVar[str] = "Language model"
    guess_seconds: ClassVar[float] = 0.06
    draws: ClassVar[None] = None

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.on = isinstance(data, CaptionedBatches) and cast(Generator, state.ema).text.predicts
        self.data, self.device = data, state.execution.device

    def prepare(self) -> dict[str, Any]:
        kept = held_out(self.data.settings, NUM_CAPTIONS)
        captioned = None if kept is None or kept.captioned is None else kept.captioned()
        sentences = [] if captioned is None else [row[-1] for row in captioned.sentences]
        if len(sentences) < FEWEST:
            self.on = False
            return {"num_captions": 0}
        tokens = cast(CaptionedBatches, self.data).tokeniser.encode(sentences)
        self.tokens = torch.from_numpy(tokens).to(self.device)
        return {"num_captions": len(sentences)} | self._floor()

    def _floor(self) -> dict[str, float]:
        if self.data.settings.name != "shapes":
            return {}
        values = all_values(getattr(self.data.settings, "hold_out", False))
        return {"floor": GRAMMAR.nats_per_word(values)}

    def look(self, state: State) -> dict[str, float]:
        text = cast(Generator, state.ema).text
        nats = float(next_word(text.logits(text(self.tokens)), self.tokens))
        return {"T/held_out": nats, "T/perplexity": math.exp(nats)}
