"""Sentences become numbers and numbers sentences, whatever somebody types."""

import numpy as np
import pytest

from gan_core.errors import UserError
from gan_core.text.tokeniser import END, NUM_SPECIAL, PAD, START, UNKNOWN, Tokeniser, words_of

SMALL = Tokeniser(("a", "red", "circle", "blue", "star"), max_words=4)


def test_commonest_words_are_learned_first_and_equally_common_ones_by_letter():
    learned = Tokeniser.learned(["b a c", "c d", "c b"], limit=NUM_SPECIAL + 3, max_words=4)
    assert learned.words == ("c", "b", "a")


def test_row_is_start_words_end_and_padding():
    assert SMALL.encode(["A red star!"]).tolist() == [[START, 4, 5, 8, END, PAD]]


def test_word_beyond_the_limit_is_unknown():
    assert SMALL.encode(["a green star"])[0].tolist() == [START, 4, UNKNOWN, 8, END, PAD]


def test_decoded_row_is_the_sentence_that_it_was_made_of():
    assert SMALL.decode(SMALL.encode(["a blue circle"])[0]) == "a blue circle"


def test_unknown_word_is_told_with_its_place_and_the_nearest_known_word():
    (unknown,) = SMALL.read("a red cirkle").unknown
    assert (unknown.place, unknown.word, unknown.nearest) == (2, "cirkle", "circle")


def test_word_like_no_known_one_has_no_nearest():
    (unknown,) = SMALL.read("红色 star").unknown
    assert (unknown.word, unknown.nearest) == ("红色", "")
    assert SMALL.read("红色 star").notes == ('"红色" is not known.',)


@pytest.mark.parametrize("text", ["", "   ", "...!?", "\n", "\u200b"])
def test_sentence_without_a_word_is_refused_with_what_to_type(text):
    with pytest.raises(UserError, match="There is no word in this sentence: type what to draw"):
        SMALL.read(text)


def test_endless_sentence_is_read_to_its_limit_and_says_so():
    reading = SMALL.read("red " * 100_000)
    assert reading.words == ("red",) * 4
    assert reading.notes == ("Only the first 4 words are read.",)
    assert SMALL.encode(["red " * 100_000]).tolist() == [[START, 5, 5, 5, 5, END]]


def test_endless_word_is_shown_short_and_counted_as_one():
    reading = SMALL.read("x" * 100_000)
    assert reading.notes == (f'"{"x" * 32}…" is not known.', "Only the first word is read.")


def test_control_characters_are_no_part_of_a_word():
    assert words_of("a\x00red\x1b[31m \u202ecircle\u200b\ufeff") == ["a", "red", "31m", "circle"]


def test_emoji_is_a_word_and_punctuation_is_none():
    assert words_of("A star, ⭐ — and 🙂!") == ["a", "star", "⭐", "and", "🙂"]


def test_other_scripts_have_words():
    assert words_of("Ein großer Stern; звезда، نجمة") == ["ein", "grosser", "stern", "звезда", "نجمة"]


def test_combining_marks_belong_to_their_word():
    assert words_of("लाल गोला, สีน้ำเงิน नमस्ते; ❤️") == ["लाल", "गोला", "สีน้ําเงิน", "नमस्ते", "❤"]


def test_words_that_weights_hold_are_read_back():
    rows = np.zeros((NUM_SPECIAL + 3, 32), np.uint8)
    for row, word in zip(rows[NUM_SPECIAL:], ("red", "étoile"), strict=False):
        row[: len(word.encode())] = list(word.encode())
    assert Tokeniser.stored(rows, max_words=4) == Tokeniser(("red", "étoile"), max_words=4)


def test_word_of_too_many_bytes_is_never_learned():
    assert Tokeniser.learned(["x" * 33, "y" * 32], limit=100, max_words=4).words == ("y" * 32,)


def test_unknown_word_is_told_once_in_the_notes_however_often_it_stands():
    assert SMALL.read("zzz zzz").notes == ('"zzz" is not known.',)


def test_rows_are_int64_of_one_length():
    rows = SMALL.encode(["a", "a red star"])
    assert rows.dtype == np.int64
    assert rows.shape == (2, SMALL.length)
