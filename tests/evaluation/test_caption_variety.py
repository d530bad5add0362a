"""Spread and recall within one caption, of drawers that one knows: real pictures, and one that ignores its latent."""

import json

import numpy as np
import pytest

from gan_core.data.shapes import JITTER, NAMES, all_values, draw, full_caption
from gan_core.evaluation.caption_variety import PER_CAPTION, short_caption, within_captions
from gan_core.evaluation.evaluation import Evaluation, Portrait, from_json, to_json
from gan_core.evaluation.wording import variety_words
from gan_core.text.grammar import KINDS

OF_CAPTION = {full_caption(row): row for row in all_values()}


def drawer(varied: bool):
    """Draws captions as the data set does; where not `varied`, one and the same picture of each."""

    def drawn(sentences, first):
        rng = np.random.default_rng(first)
        count = len(sentences)
        if sentences[0] in OF_CAPTION:
            values = np.repeat(OF_CAPTION[sentences[0]][None], count, axis=0)
        else:
            _, colour, shape = sentences[0].split()
            values = all_values()[rng.integers(len(all_values()), size=count)]
            values[:, KINDS.index("shape")] = NAMES["shape"].index(shape)
            values[:, KINDS.index("colour")] = NAMES["colour"].index(colour)
        jitter = ((rng.random((count, 3)) * 2 - 1) * JITTER).astype(np.float32)
        images = draw({kind: values[:, column] for column, kind in enumerate(KINDS)}, jitter, 32)
        return images if varied else np.repeat(images[:1], count, axis=0)

    return drawn


def test_real_pictures_reach_what_real_pictures_reach() -> None:
    found = within_captions(drawer(True), image_size=32, seed=0, num_captions=4)
    assert (found["captions"], found["per_caption"]) == (4, PER_CAPTION)
    for sort in ("full", "short"):
        assert found[f"{sort}/spread"] == pytest.approx(found[f"{sort}/real_spread"], rel=0.2)
        assert found[f"{sort}/recall"] == pytest.approx(found[f"{sort}/real_recall"], abs=0.15)
        assert found[f"{sort}/real_recall"] > 0.7
    assert found["short/real_spread"] > 3 * found["full/real_spread"] > 0


def test_drawer_that_ignores_its_latent_has_no_spread_and_no_recall() -> None:
    found = within_captions(drawer(False), image_size=32, seed=0, num_captions=4)
    for sort in ("full", "short"):
        assert found[f"{sort}/spread"] == pytest.approx(0, abs=1e-6)
        assert found[f"{sort}/recall"] < 0.05
        assert found[f"{sort}/real_spread"] > 0.005


def test_short_caption_names_shape_and_colour_alone() -> None:
    row = next(row for row in all_values() if "orange star" in full_caption(row))
    assert short_caption(row) == "an orange star"


FOUND = {f"{sort}/{name}": 0.25 for sort in ("full", "short") for name in ("spread", "real_spread", "recall")}
FOUND |= {"full/real_recall": 0.9, "short/real_recall": 0.8, "captions": 10.0, "per_caption": 50.0}


def test_words_put_the_model_beside_real_pictures_of_the_caption() -> None:
    words = variety_words(Portrait("m", variety=FOUND))
    assert words.startswith("Within one caption (10 captions, 50 samples of each): a full caption leaves a pixel")
    assert "a recall of 25 % (other real ones 90 %)" in words and "shape and colour alone" in words
    assert variety_words(Portrait("m")) == ""


def test_variety_comes_back_from_json_and_is_missing_in_an_evaluation_of_before() -> None:
    found = Evaluation(portraits=(Portrait("m", variety=FOUND),))
    assert from_json(to_json(found)) == found
    before = json.loads(to_json(found))
    del before["subjects"][0]["variety"]
    assert from_json(json.dumps(before)).portraits[0].variety is None
