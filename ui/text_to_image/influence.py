"""What each word decides, by an independent reader of the pictures: the same latents with and without the word."""

from __future__ import annotations

import numpy as np

from gan_core.errors import UserError
from gan_core.generators.generator import to_bytes
from gan_core.latent.sentences import TextModel
from gan_core.latent_draws import draw_z
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.shape_reader import read
from gan_core.text.grammar import KINDS
from gan_core.text.tokeniser import words_of

NUM_PICTURES = 64
MOST_WORDS = 16
SEED = 3
NO_READER = "No reader of this model's pictures is there: what a word decides cannot be measured."


def has_reader(model: TextModel) -> bool:
    """Whether the attributes of this model's pictures can be read."""
    return model.generator.card.config.data.name == "shapes" and not EXTRACTORS["shapes"].absent()


def influence(model: TextModel, sentence: str) -> dict[str, object]:
    """The names of "attributes", and of each of "words" the share of NUM_PICTURES read differently without it.

    Raises UserError where there is no reader, or no word.
    """
    if not has_reader(model):
        raise UserError(NO_READER)
    words = words_of(sentence)[:MOST_WORDS]
    whole = _read(model, " ".join(words))
    shares = []
    for place, word in enumerate(words):
        without = _read(model, " ".join(words[:place] + words[place + 1 :]))
        shares.append({"word": word, "shares": [float((whole[kind] != without[kind]).mean()) for kind in KINDS]})
    return {"attributes": list(KINDS), "words": shares}


def _read(model: TextModel, sentence: str) -> dict[str, np.ndarray]:
    y = np.repeat(model.embed([sentence]), NUM_PICTURES, axis=0)
    z = draw_z(SEED, NUM_PICTURES, model.generator.latent_dim)
    return dict(read(to_bytes(model.generator.decode(z, y))).properties)
