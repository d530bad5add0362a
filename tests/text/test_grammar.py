"""The entropy of a grammar is that of its sentences, counted one by one."""

import itertools
import math
from collections import Counter

import numpy as np
import pytest

from gan_core.data.captioned import PER_PICTURE, chances_of, drawn_captions
from gan_core.data.shapes import GRAMMAR, NAMES, ShapesSettings, all_values, full_caption, is_unseen, values_of
from gan_core.text.grammar import FIRST_NAME, KINDS, NUM_CHANCES, ShapeGrammar

SMALL_NAMES = {
    "shape": ("star", "heart"),
    "colour": ("orange",),
    "size": ("medium",),
    "place": ("top", "top left"),
    "background": ("white",),
}


def small(**values):
    return ShapeGrammar(SMALL_NAMES, **values)


def counted(grammar, values):
    """The distribution of sentences: every cell of a lattice of chances whose lines are the grammar's own limits."""
    cuts = [
        *grammar.named,
        0.0,
        0.0,
        0.0,
        grammar.size_first,
        grammar.with_noun,
        grammar.with_at,
        grammar.background_first,
    ]
    cells = [[(c / 2, c), ((1 + c) / 2, 1 - c)] if 0 < c < 1 else [(0.5, 1.0)] for c in cuts]
    found = Counter()
    for row in values:
        of = {kind: grammar.names[kind][value] for kind, value in zip(KINDS, row, strict=True)}
        for cell in itertools.product(*cells):
            share = math.prod(p for _, p in cell) / len(values)
            found[grammar.caption(of, [number for number, _ in cell])[0]] += share
    return found


VALUES = np.array(list(itertools.product((0, 1), (0,), (0,), (0, 1), (0,))))
GRAMMARS = {
    "all is named": small(named=(1.0,) * 5),
    "half is named": small(named=(0.5,) * 5),
    "defaults": small(),
}


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS.keys())
def test_entropy_is_that_of_all_sentences_counted_one_by_one(grammar):
    shares = np.array(list(counted(grammar, VALUES).values()))
    assert shares.sum() == pytest.approx(1)
    assert grammar.entropy(VALUES) == pytest.approx(float(-(shares * np.log(shares)).sum()))


@pytest.mark.parametrize("grammar", GRAMMARS.values(), ids=GRAMMARS.keys())
def test_length_is_the_mean_over_all_sentences(grammar):
    mean = sum(share * len(sentence.split()) for sentence, share in counted(grammar, VALUES).items())
    assert grammar.length(VALUES) == pytest.approx(mean)


def test_entropy_of_a_coin_and_nothing_else_is_ln_2():
    grammar = small(named=(1.0, 0.0, 0.0, 0.0, 0.0))
    assert grammar.entropy(np.array([[0, 0, 0, 0, 0], [1, 0, 0, 0, 0]])) == pytest.approx(math.log(2))
    assert grammar.length(np.array([[0, 0, 0, 0, 0]])) == 2
    assert grammar.nats_per_word(np.array([[0, 0, 0, 0, 0], [1, 0, 0, 0, 0]])) == pytest.approx(math.log(2) / 3)


def test_synonyms_add_the_entropy_of_their_choice():
    grammar = ShapeGrammar({**SMALL_NAMES, "size": ("large",)}, named=(0.0, 0.0, 1.0, 0.0, 0.0))
    rest = (1 - FIRST_NAME) / 2
    assert grammar.entropy(np.zeros((1, 5), int)) == pytest.approx(
        -FIRST_NAME * math.log(FIRST_NAME) - 2 * rest * math.log(rest)
    )


def test_captions_say_what_the_picture_shows_and_nothing_else():
    data = ShapesSettings(num_images=100).load()
    captioned, values = data.captioned(), values_of(data)
    for row, sentences in enumerate(captioned.sentences):
        for said, sentence in zip(captioned.said[row], sentences, strict=True):
            assert all(value in (-1, values[row, column]) for column, value in enumerate(said))
            place = NAMES["place"][values[row, 3]]
            assert (said[3] >= 0) == (f" {place}" in sentence.replace("background", ""))


def test_full_caption_is_a_sentence_of_the_grammar():
    values = (0, 0, 2, 3, 0)
    of = {kind: NAMES[kind][value] for kind, value in zip(KINDS, values, strict=True)}
    sentence, named = GRAMMAR.caption(of, [0.0] * 10 + [0.99, 0.0])
    assert sentence == full_caption(values).replace(",", "") == "a large red circle on a white background left"
    assert all(named)


def test_captions_of_a_picture_do_not_depend_on_how_many_follow():
    few, many = ShapesSettings(num_images=100).load().captioned(), ShapesSettings(num_images=150).load().captioned()
    assert few.sentences == many.sentences[:100]
    assert chances_of(0, 3, 5).shape == (2, PER_PICTURE, NUM_CHANCES)


def test_held_out_combinations_are_in_no_picture_and_in_no_caption():
    data = ShapesSettings(num_images=400, hold_out=True).load()
    assert 0 < len(data) < 400
    assert not is_unseen(values_of(data)).any()
    assert len(data.captioned().sentences) == len(data)


def test_held_out_combinations_are_counted():
    # 6 shapes, 7 colours, 3 sizes, 9 places, 6 backgrounds: 3 x 9 x 6 purple stars, 6 x 7 x 6 large at the top left.
    assert len(all_values()) == 6804
    assert is_unseen(all_values()).sum() == 162 + 252 - 6


def test_entropy_of_the_shapes_is_that_of_many_drawn_captions():
    """By the chain rule over parts that the test reads off the sentences: which kinds are named is 5 coins."""
    masks = Counter(GRAMMAR.caption({k: NAMES[k][0] for k in KINDS}, row)[1] for row in chances_of(5, 0, 2000)[:, 0])
    expected = {m: math.prod(p if on else 1 - p for on, p in zip(m, GRAMMAR.named, strict=True)) for m in masks}
    assert all(abs(masks[m] / 2000 - share) < 4 * math.sqrt(share / 2000) for m, share in expected.items())


def test_drawn_captions_follow_the_chances_alone():
    data = ShapesSettings(num_images=100).load()
    again = drawn_captions(GRAMMAR, data.attributes, chances_of(0, 0, 100))
    assert again.sentences == data.captioned().sentences
