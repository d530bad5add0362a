"""Sentences to numbers and back: one token a word, with a limit on how many words are known and how many are read."""

from __future__ import annotations

import difflib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from gan_core.errors import UserError

PAD, START, END, UNKNOWN = range(4)
NUM_SPECIAL = 4
"""Tokens that are no words: padding, the start and the end of a sentence, and any word that is not known."""
MAX_WORD_BYTES = 32
"""A longer word, in UTF-8, is never known."""
MAX_LETTERS = 2000
"""Only so much of a text is read, however long it is."""
NEAR = 0.5
MARKS = (range(0x20000), range(0xE0100, 0xE01F0))
"""Where combining marks lie among all letters."""


@dataclass(frozen=True)
class Unknown:
    """A word that is not known: its place among the words that are read, and the nearest known one or ""."""

    place: int
    word: str
    nearest: str


@dataclass(frozen=True)
class Reading:
    """A sentence as the text network sees it. `cut` says that it had more words than are read."""

    words: tuple[str, ...]
    unknown: tuple[Unknown, ...]
    cut: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the sentence should be told."""
        nearest = {each.word: each.nearest for each in self.unknown}
        told = [
            f'"{_short(word)}" is not known' + (f', the nearest known word is "{near}".' if near else ".")
            for word, near in nearest.items()
        ]
        return (*told, *([self.limit] if self.limit else []))

    @property
    def limit(self) -> str:
        """That only the beginning is read; empty where all of it is."""
        if not self.cut:
            return ""
        count = len(self.words)
        return "Only the first word is read." if count == 1 else f"Only the first {count} words are read."


def _short(word: str) -> str:
    """A word to be shown, however long it is."""
    return word if len(word) <= MAX_WORD_BYTES else f"{word[:MAX_WORD_BYTES]}…"


def words_of(text: str) -> list[str]:
    """The words of `text` in small letters, in any script; a symbol such as an emoji is a word, punctuation is none."""
    plain = unicodedata.normalize("NFKC", text[:MAX_LETTERS]).casefold()
    found = _word(_marks() if not plain.isascii() else "").findall(plain)
    return [each for each in found if each[0].isalnum() or unicodedata.category(each[0]) in ("So", "Sm")]


@lru_cache(maxsize=2)
def _word(marks: str) -> re.Pattern[str]:
    """A word, or a symbol. `marks` are the combining marks that go on with a word, as vowels of Hindi and Thai do."""
    run = rf"\w[\w{marks}]*"
    return re.compile(rf"{run}(?:['’\-]{run})*|[^\w\s]")


@lru_cache(maxsize=1)
def _marks() -> str:
    """Found once, where a text is not in ASCII: Python's own words have no combining marks."""
    letters = map(chr, itertools.chain(*MARKS))
    return "".join(letter for letter in letters if unicodedata.category(letter).startswith("M"))


@dataclass(frozen=True)
class Tokeniser:
    """`words` in the order of their tokens, which begin at NUM_SPECIAL; at most `max_words` of a sentence are read."""

    words: tuple[str, ...]
    max_words: int

    @classmethod
    def stored(cls, rows: np.ndarray, max_words: int) -> Tokeniser:
        """The words in `rows` uint8 (tokens, MAX_WORD_BYTES), as a text network's weights hold them."""
        words = (row.tobytes().rstrip(b"\0") for row in rows[NUM_SPECIAL:] if row.any())
        return cls(tuple(word.decode("utf-8", "replace") for word in words), max_words)

    @classmethod
    def learned(cls, sentences: Iterable[str], *, limit: int, max_words: int) -> Tokeniser:
        """The `limit` - NUM_SPECIAL commonest words of `sentences`; of equally common ones the first by letter."""
        counts = Counter(word for each in sentences for word in words_of(each))
        fitting = [word for word in counts if len(word.encode()) <= MAX_WORD_BYTES]
        ranked = sorted(fitting, key=lambda word: (-counts[word], word))
        return cls(tuple(ranked[: max(0, limit - NUM_SPECIAL)]), max_words)

    @cached_property
    def _token(self) -> dict[str, int]:
        return {word: NUM_SPECIAL + index for index, word in enumerate(self.words)}

    @property
    def length(self) -> int:
        """Tokens in a row: the words with START and END."""
        return self.max_words + 2

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """int64 (N, length): START, the words, END, and PAD up to the end."""
        rows = np.full((len(sentences), self.length), PAD, dtype=np.int64)
        known: dict[str, list[int]] = {}
        for row, sentence in zip(rows, sentences, strict=True):
            if sentence not in known:
                words = words_of(sentence)[: self.max_words]
                known[sentence] = [START, *(self._token.get(word, UNKNOWN) for word in words), END]
            row[: len(known[sentence])] = known[sentence]
        return rows

    def decode(self, tokens: Sequence[int] | np.ndarray) -> str:
        """The words of one row up to END; a word that is not known is shown as "…"."""
        shown = []
        for token in map(int, tokens):
            if token == END:
                break
            if token == UNKNOWN:
                shown.append("…")
            elif NUM_SPECIAL <= token < NUM_SPECIAL + len(self.words):
                shown.append(self.words[token - NUM_SPECIAL])
        return " ".join(shown)

    def read(self, sentence: str) -> Reading:
        """What of `sentence` is seen, and what of it is not known. Raises UserError where it has no word."""
        words = words_of(sentence)
        if not words:
            raise UserError("There is no word in this sentence: type what to draw, such as a large red circle.")
        taken = words[: self.max_words]
        unknown = [
            Unknown(place, word, self.nearest(word)) for place, word in enumerate(taken) if word not in self._token
        ]
        return Reading(tuple(taken), tuple(unknown), len(words) > len(taken) or len(sentence) > MAX_LETTERS)

    def nearest(self, word: str) -> str:
        """The known word that `word` is most like, by its letters in order; "" where none is like it."""
        return next(iter(difflib.get_close_matches(word[:MAX_WORD_BYTES], self.words, n=1, cutoff=NEAR)), "")
