"""Whether a text model draws what a sentence asks for, attribute by attribute: where shapes are what it learns."""

from typing import Any, ClassVar, cast

import numpy as np
import torch

from gan_core.config import RunConfig
from gan_core.latent_draws import draw_z
from gan_core.models.text_gan import Generator
from gan_core.monitors.draws import PORTION, SEED
from gan_core.quality.attribute_accuracy import (
    asked_values,
    attributes_right,
    captions_of,
    real_pictures,
    shares,
    spread,
)
from gan_core.quality.features import EXTRACTORS
from gan_core.training.batches import Batches
from gan_core.training.preview import decode
from gan_core.training.state import State

NUM_SEEN, NUM_UNSEEN = 200, 100
SPREAD_CAPTIONS, SPREAD_LATENTS = 8, 6


class Attributes:
    """`text/<attribute>`, the share of 200 samples of full captions that the shape reader reads as asked; `text/all`.

    The attributes are shape, colour, size, place and background, and all means all five of them. `text/unseen/...` are
    the same of 100 captions of combinations that were held out, where some were. `text/spread` is how much pictures of
    one caption differ (0 to 1); the facts say how much real pictures of the same captions do.
    """

    title: ClassVar[str] = "Attribute accuracy"
    guess_seconds: ClassVar[float] = 0.12
    draws: ClassVar[None] = None

    def __init__(self, state: State, data: Batches, config: RunConfig) -> None:
        self.on = bool(config.model.sentence_width) and config.data.name == "shapes"
        self.on = self.on and not EXTRACTORS["shapes"].absent()
        if not self.on:
            return
        self.image_size = state.shape.image_size
        self.asked = {"": asked_values(NUM_SEEN, 0, unseen=False)}
        if getattr(config.data, "hold_out", False):
            self.asked["unseen/"] = asked_values(NUM_UNSEEN, 0, unseen=True)

    def prepare(self) -> dict[str, Any]:
        counts = {"num_images": len(self.asked[""]), "num_unseen": len(self.asked.get("unseen/", ()))}
        few = self.asked[""][:SPREAD_CAPTIONS].repeat(SPREAD_LATENTS, axis=0)
        real = spread(_by_caption(real_pictures(few, self.image_size, 0)))
        return {"reader": EXTRACTORS["shapes"].title, "spread": real, **counts}

    def look(self, state: State) -> dict[str, float]:
        found: dict[str, float] = {}
        for name, values in self.asked.items():
            images = drawn(state, captions_of(values), SEED)
            found |= {f"text/{name}{kind}": share for kind, share in shares(attributes_right(images, values)).items()}
        few = [each for each in captions_of(self.asked[""][:SPREAD_CAPTIONS]) for _ in range(SPREAD_LATENTS)]
        found["text/spread"] = spread(_by_caption(drawn(state, few, SEED)))
        return found


def _by_caption(images: np.ndarray) -> np.ndarray:
    """(captions, latents, C, H, W)."""
    return images.reshape(SPREAD_CAPTIONS, SPREAD_LATENTS, *images.shape[1:])


@torch.no_grad()
def drawn(state: State, sentences: list[str], seed: int) -> np.ndarray:
    """uint8 (N, C, H, W): what the averaged networks draw of `sentences`, the i-th of the i-th latent of `seed`."""
    G, device = cast(Generator, state.ema), state.execution.device
    tokens = torch.from_numpy(G.text.tokeniser.encode(sentences)).to(device)
    z = torch.from_numpy(draw_z(seed, len(sentences), state.latent_dim)).to(device)
    parts = zip(z.split(PORTION), tokens.split(PORTION), strict=True)
    return np.concatenate([decode(state.ema, few, G.text.embed(some).float(), state.execution) for few, some in parts])
