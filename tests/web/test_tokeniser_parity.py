"""The browser's tokeniser against Python's: the same words, tokens and nearest words, whatever somebody types."""

import json
import random
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from gan_core.text.tokeniser import Tokeniser, words_of
from tests.node import node

RUNNER = Path(__file__).parent / "tokeniser_parity.mjs"
KNOWN = ("a", "red", "circle", "blue", "star", "left", "right", "étoile", "großer", "лев", "⭐", "red-hot", "zz", "zy")
SMALL = Tokeniser(KNOWN, max_words=6)
TYPED = (
    "a red circle",
    "A RED, cirkle!",
    "",
    " \n\t",
    "?!",
    "red-hot rock'n'roll l’étoile -x- 'quoted' _under_ a_b",
    "Ein GROẞER Stern; großer",
    "ΟΔΥΣΣΕΥΣ ΣΑΣ İstanbul ISPARTA ısı",
    "ﬁne ﬀ Ⅷ ² ½ ㎏ Å K ﷺ",
    "красный КРУГ 赤い丸 빨간 원 دائرة حمراء लाल गोला สีน้ำเงิน",
    "🔴 ⭐️ 🧑‍🚀 ❤️ 1️⃣ 🇩🇪 + = ∑",
    "ᎠᎡ ꭰꭱ Ᏸᏸ",
    "<script>alert(1)</script> <b>red</b> &amp;",
    "a\x00red\x07circle\x1bstar\x7f \u200b\u2028\u202e\ufeff",
    "red " * 100_000,
    "x" * 100_000,
    "🔴" * 2500,
    "a" * 2000 + " red",
    "riht lefft ret zx bleu",
    "e\u0301toile \ud7ff",
)


def rows(sentences: list[str], folder: Path) -> list[dict[str, Any]]:
    file = folder / "cases.json"
    file.write_text(json.dumps({"words": KNOWN, "maxWords": SMALL.max_words, "sentences": sentences}), "utf-8")
    return json.loads(node(str(RUNNER), str(file)))


def expected(sentence: str) -> dict[str, Any]:
    words = words_of(sentence)
    tokens = SMALL.encode([sentence])[0].tolist()
    if not words:
        return {"all": [], "tokens": tokens, "words": [], "notes": []}
    reading = SMALL.read(sentence)
    nearest = {each.place: each.nearest for each in reading.unknown}
    return {
        "all": words,
        "tokens": tokens,
        "words": [
            {"word": word, "known": place not in nearest, "nearest": nearest.get(place, "")}
            for place, word in enumerate(reading.words)
        ],
        "notes": [reading.limit] if reading.limit else [],
    }


def test_any_writing_is_read_alike(tmp_path: Path) -> None:
    for sentence, found in zip(TYPED, rows(list(TYPED), tmp_path), strict=True):
        assert found == expected(sentence), sentence[:80]


def test_misspelt_words_have_the_same_nearest_word(tmp_path: Path) -> None:
    rng = random.Random(0)
    letters = "abcdefghilrstuzé⭐ев"
    typed = ["".join(rng.choices(letters, k=rng.randint(1, 9))) for _ in range(2000)]
    for word, found in zip(typed, rows(typed, tmp_path), strict=True):
        assert found == expected(word), word


@pytest.mark.parametrize("form", ["{}", "a{}b", "{} x"])
def test_every_letter_that_both_know_is_read_alike(tmp_path: Path, form: str) -> None:
    """Letters that this Python's Unicode does not know yet are left out: a browser's may be newer."""
    letters = [chr(point) for point in range(0x110000) if unicodedata.category(chr(point)) not in ("Cn", "Cs", "Co")]
    lines = [
        "\n".join(form.format(each) for each in letters[first : first + 300]) for first in range(0, len(letters), 300)
    ]
    for line, found in zip(lines, rows(lines, tmp_path), strict=True):
        assert found["all"] == words_of(line)
