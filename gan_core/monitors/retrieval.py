"""Whether a text model finds the caption of a picture that it never saw."""

from typing import Any, ClassVar, cast

import torch
from torch.nn.functional import normalize

from gan_core.config import RunConfig
from gan_core.data.held_out import held_out
from gan_core.models.text_gan import Generator
from gan_core.quality.retrieval import retrieval_accuracy
from gan_core.text.losses import same_sentence
from gan_core.training.batches import Batches
from gan_core.training.captioned_batches import CaptionedBatches
from gan_core.training.state import State

NUM_PICTURES = 200
FEWEST = 20
FEW = 5


class Retrieval:
    """`text/retrieval`: the share of 200 held-out pictures whose own caption is the nearest of all of theirs.

    `text/retrieval_5` is that of those for which it is among the nearest five. By the contrastive head. Beside them
    `text/retrieval_chance` is what guessing the first reaches; a perfect head reaches 1.
    """

    title: ClassVar[str] = "Retrieval"
    guess_seconds: ClassVar[float] = 0.05
    draws: ClassVar[None] = None

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        weight = getattr(config.objective, "contrastive", 0.0)
        self.on, self.data = isinstance(data, CaptionedBatches) and weight > 0, data

    def prepare(self) -> dict[str, Any]:
        kept = held_out(self.data.settings, NUM_PICTURES)
        if kept is None or kept.captioned is None or len(kept) < FEWEST:
            self.on = False
            return {"num_images": 0}
        captioned = cast(CaptionedBatches, self.data)
        self.x, self.tokens = captioned.pictures_and_tokens(kept)
        self.fits = same_sentence(self.tokens, self.tokens).cpu().numpy()
        return {"num_images": len(kept), "chance": float(self.fits.mean())}

    def look(self, state: State) -> dict[str, float]:
        G = cast(Generator, state.ema)
        told = G.match(G.text.embed(self.tokens).float())
        seen = torch.cat([G.pictures(each) for each in self.x.split(100)])
        similarity = (normalize(seen, dim=1) @ normalize(told, dim=1).T).cpu().numpy()
        return {
            "text/retrieval": retrieval_accuracy(similarity, self.fits),
            f"text/retrieval_{FEW}": retrieval_accuracy(similarity, self.fits, FEW),
            "text/retrieval_chance": float(self.fits.mean()),
        }
