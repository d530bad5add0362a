"""What the latent vector still decides once a caption has been given: spread and recall within one caption.

A full caption names all five attributes and leaves the noise next to nothing; one that drops clauses leaves it what it
does not name. Real pictures of the same captions say how much there is to decide.
"""

from __future__ import annotations

import numpy as np

from gan_core.data.shapes import NAMES
from gan_core.evaluation.attributes import Draw
from gan_core.quality.attribute_accuracy import asked_values, captions_of, real_pictures, spread
from gan_core.quality.features import EXTRACTORS
from gan_core.quality.precision_recall import precision_recall
from gan_core.text.grammar import KINDS

NUM_CAPTIONS, PER_CAPTION = 10, 50
NAMED = ("shape", "colour")
"""What a caption with dropped clauses still names."""
FULL, SHORT = "full", "short"
SORTS = (FULL, SHORT)


def within_captions(draw: Draw, *, image_size: int, seed: int, num_captions: int = NUM_CAPTIONS) -> dict[str, float]:
    """For full captions and short ones, as "full/...": "spread" (0 to 1) and "recall" (0 to 1), means over captions.

    Spread is the standard deviation of a pixel over samples of one caption; recall the share of its real pictures that
    lie among its samples (Kynkäänniemi et al. 2019, arxiv.org/abs/1904.06991), by the shape reader's features.
    "real_spread" and "real_recall" are what as many other real pictures of the same captions reach. "captions" and
    "per_caption" say of how many.
    """
    found: dict[str, float] = {"captions": float(num_captions), "per_caption": float(PER_CAPTION)}
    asked = asked_values(num_captions, seed, unseen=False)
    for number, sort in enumerate(SORTS):
        sentences = captions_of(asked) if sort == FULL else [short_caption(row) for row in asked]
        rows = []
        for place, (sentence, values) in enumerate(zip(sentences, asked, strict=True)):
            first = (number * num_captions + place) * PER_CAPTION
            made = draw([sentence] * PER_CAPTION, first)
            real, others = (
                real_pictures(_fitting(values, sort, seed + 2 * first + half), image_size, seed + 2 * first + half)
                for half in (0, 1)
            )
            rows.append(_row(made, real) + _row(others, real))
        means = np.mean(rows, axis=0).tolist()
        names = ("spread", "recall", "real_spread", "real_recall")
        found |= {f"{sort}/{name}": mean for name, mean in zip(names, means, strict=True)}
    return found


def short_caption(values: np.ndarray) -> str:
    """ "a red circle": a caption whose other clauses are dropped, of values (5,) of KINDS."""
    is_ = {kind: NAMES[kind][value] for kind, value in zip(KINDS, values, strict=True)}
    word = is_["colour"]
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word} {is_['shape']}"


def _fitting(values: np.ndarray, sort: str, seed: int) -> np.ndarray:
    """int64 (PER_CAPTION, 5): what real pictures may have that fit the caption; drawn evenly where it says nothing."""
    rows = np.repeat(values[None], PER_CAPTION, axis=0)
    if sort == FULL:
        return rows
    every = asked_values(PER_CAPTION, seed, unseen=False)
    for column, kind in enumerate(KINDS):
        if kind not in NAMED:
            rows[:, column] = every[:, column]
    return rows


def _row(images: np.ndarray, real: np.ndarray) -> tuple[float, float]:
    """Spread of pictures of one caption, and how many of its real ones lie among them."""
    features = EXTRACTORS["shapes"].features
    return spread(images[None]), precision_recall(features(real), features(images)).recall
