"""Attribute accuracy of a drawer that one knows: one that draws all as asked, and one that knows no colours."""

import numpy as np
import pytest

from gan_core.data.shapes import NAMES, ShapesSettings, all_values, draw, full_caption, values_of
from gan_core.evaluation.attributes import attribute_shares
from gan_core.evaluation.evaluation import Evaluation, Portrait, from_json, to_json
from gan_core.evaluation.wording import attributes_words
from gan_core.text.grammar import KINDS

OF_CAPTION = {full_caption(row): row for row in all_values()}


def drawn(sentences, first, colour=None):
    values = np.stack([OF_CAPTION[each] for each in sentences])
    if colour is not None:
        values[:, KINDS.index("colour")] = NAMES["colour"].index(colour)
    return draw(
        {kind: values[:, column] for column, kind in enumerate(KINDS)}, np.zeros((len(values), 3), np.float32), 32
    )


def test_drawer_that_does_as_asked_is_right_in_all():
    found = attribute_shares(drawn, seed=0, unseen=True, num=200)
    assert all(found[f"{part}{kind}"] > 0.98 for part in ("", "unseen/") for kind in KINDS)
    assert (found["num"], found["unseen/num"]) == (200, 200)


def test_drawer_of_red_things_alone_is_right_in_colour_as_often_as_red_was_asked_for():
    found = attribute_shares(lambda sentences, first: drawn(sentences, first, "red"), seed=0, unseen=False, num=300)
    asked = np.mean(["red" in caption for caption in captions(300)])
    assert found["colour"] == pytest.approx(asked)
    assert found["place"] > 0.98
    assert "unseen/colour" not in found


def captions(count):
    from gan_core.quality.attribute_accuracy import asked_values, captions_of

    return captions_of(asked_values(count, 0, unseen=False))


def test_every_real_shape_has_its_own_caption():
    assert len(OF_CAPTION) == 6804
    assert values_of(ShapesSettings(num_images=100).load()).shape == (100, 5)


def test_shares_are_told_with_their_interval():
    found = {f"{part}{kind}": 0.5 for part in ("", "unseen/") for kind in (*KINDS, "all")}
    found |= {"num": 100.0, "unseen/num": 4.0}
    words = attributes_words(Portrait("m", attributes=found))
    assert words.startswith("Drawn as asked, read by the shape reader in 100 samples: shape 50 % (40 to 60), colour")
    assert "Of 4 of combinations never seen: shape 50 % (15 to 85)" in words
    assert attributes_words(Portrait("m")) == ""


def test_attributes_come_back_from_json():
    found = Evaluation(portraits=(Portrait("m", attributes={"colour": 0.5, "num": 10.0}),))
    assert from_json(to_json(found)) == found
