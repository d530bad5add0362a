"""What each word decides, by an independent reader of the pictures: the mean of the caption x-ray over latents."""

from __future__ import annotations

import numpy as np

from gan_core.errors import UserError
from gan_core.latent.sentences import TextModel
from gan_core.latent_draws import draw_z
from gan_core.present import present
from gan_core.quality.features import EXTRACTORS
from gan_core.text.grammar import KINDS

NUM_PICTURES = 48
SEED = 3
NO_READER = "No reader of this model's pictures is there: what a word decides cannot be measured."


def has_reader(model: TextModel) -> bool:
    """Whether the attributes of this model's pictures can be read."""
    return model.generator.card.config.data.name == "shapes" and not EXTRACTORS["shapes"].absent()


def influence(model: TextModel, sentence: str) -> dict[str, object]:
    """The names of "attributes", and of each of "words" the share of NUM_PICTURES read differently without it.

    Raises UserError where there is no reader, or fewer than two words.
    """
    if not has_reader(model):
        raise UserError(NO_READER)
    found = [model.xray(sentence, z) for z in draw_z(SEED, NUM_PICTURES, model.generator.latent_dim)]
    shares = np.mean([present(each.attributes) for each in found], axis=0)
    words = [{"word": word, "shares": row.tolist()} for word, row in zip(found[0].words, shares, strict=True)]
    return {"attributes": list(KINDS), "words": words}
