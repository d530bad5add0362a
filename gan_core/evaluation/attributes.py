"""How much of what sentences ask for a text model draws: attribute by attribute, unseen combinations beside seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from gan_core.generators.generator import to_bytes
from gan_core.quality.attribute_accuracy import asked_values, attributes_right, captions_of, shares
from gan_core.quality.features import EXTRACTORS
from gan_core.store.model_card import ModelCard

MOST, MOST_UNSEEN = 1000, 400
PORTION = 250
Draw = Callable[[Sequence[str], int], np.ndarray]
"""Sentences, and the number of the first of them, to pictures uint8 (N, C, H, W)."""


def can_be_read(card: ModelCard) -> bool:
    """Whether the model draws shapes from sentences, and the network that reads shapes is here."""
    config = card.config
    return bool(config.model.sentence_width) and config.data.name == "shapes" and not EXTRACTORS["shapes"].absent()


def attributes_of(card: ModelCard, seed: int) -> dict[str, float]:
    """Shares (0 to 1) by attribute, "all" for all five together; "unseen/..." where combinations were held out.

    "num" and "unseen/num" say of how many samples; each has a full caption and a latent of its own.
    """
    return attribute_shares(drawer_of(card, seed), seed=seed, unseen=bool(getattr(card.config.data, "hold_out", False)))


def drawer_of(card: ModelCard, seed: int) -> Draw:
    """What draws sentences of latents of that seed with a model that reads them."""
    from gan_core.latent.sentences import load_text_model
    from gan_core.latent_draws import draw_z

    model = load_text_model(card.path)

    def draw(sentences: Sequence[str], first: int) -> np.ndarray:
        z = draw_z(seed + 1, len(sentences), model.generator.latent_dim, first=first)
        return to_bytes(model.generator.decode(z, model.embed(sentences)))

    return draw


def attribute_shares(draw: Draw, *, seed: int, unseen: bool, num: int = MOST) -> dict[str, float]:
    """What `attributes_of` gives, of whatever draws sentences."""
    found: dict[str, float] = {}
    for prefix, count in (("", num), ("unseen/", min(num, MOST_UNSEEN)))[: 1 + unseen]:
        values = asked_values(count, seed, unseen=bool(prefix))
        captions = captions_of(values)
        images = [draw(captions[first : first + PORTION], first) for first in range(0, count, PORTION)]
        found |= {
            f"{prefix}{kind}": share for kind, share in shares(attributes_right(np.concatenate(images), values)).items()
        }
        found[f"{prefix}num"] = float(count)
    return found
