"""What the page asks of sentences while one types: their words and embeddings, and what each word decides."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from gan_core.errors import UserError
from gan_core.latent.sentences import TextModel
from gan_core.text.tokeniser import Reading, words_of
from ui.lab.packed import packed
from ui.links import api_link, route_path
from ui.membership import check_model_seen
from ui.responses import FOREVER_HERE, NEVER, guarded
from ui.text_to_image.influence import NUM_PICTURES, influence
from ui.text_to_image.models import text_model_of

MOST_SENTENCES = 16
MOST_LETTERS = 300
NUM_OFFERS = 6
NUM_LOOKED_THROUGH = 60
"""So many likely next words are searched for one that finishes what was begun."""
_turn = threading.Lock()
"""One sentence at a time: the networks are small, and training needs the other core."""


@dataclass(frozen=True)
class Asked:
    """What every address of these carries."""

    model: TextModel
    sentences: list[str]
    headers: dict[str, str]


def read(request: Request) -> Response:
    """Each sentence `s`: its words, those that could stand in their place, likely next words, and its embedding."""
    asked = _asked(request)
    with _turn:
        return JSONResponse(
            {"sentences": [_read(asked.model, each) for each in asked.sentences]}, headers=asked.headers
        )


def words(request: Request) -> Response:
    """The words that the model knows, in the order of their tokens, and how many of a sentence it reads."""
    mark = request.query_params.get("v", "")
    known = _seen_model(request, mark).tokeniser
    found = {"words": known.words, "maxWords": known.max_words}
    return JSONResponse(found, headers=FOREVER_HERE if mark else NEVER)


def decided(request: Request) -> Response:
    """How often an attribute is read differently once a word of the sentence is dropped."""
    asked = _asked(request)
    with _turn:
        found = influence(asked.model, asked.sentences[0])
    return JSONResponse({**found, "count": NUM_PICTURES}, headers=asked.headers)


def _asked(request: Request) -> Asked:
    query = request.query_params
    sentences = query.getlist("s")
    if not 1 <= len(sentences) <= MOST_SENTENCES:
        raise UserError(f"1 to {MOST_SENTENCES} sentences may be asked for at once, got {len(sentences)}.")
    if any(len(each) > MOST_LETTERS for each in sentences):
        raise UserError(f"A sentence may have at most {MOST_LETTERS} letters here.")
    mark = query.get("v", "")
    return Asked(_seen_model(request, mark), sentences, FOREVER_HERE if mark else NEVER)


def _seen_model(request: Request, mark: str) -> TextModel:
    model = text_model_of(request.query_params.get("model", ""), mark)
    check_model_seen(request, model.generator.card.path)
    return model


def _read(model: TextModel, sentence: str) -> dict[str, object]:
    """An empty sentence is one without words: it has its own embedding, and the words that a sentence begins with."""
    reading = _reading(model, sentence)
    words = reading.words
    unknown = {each.place: each.nearest for each in reading.unknown}
    return {
        "text": sentence,
        "words": [
            {
                "word": word,
                "known": place not in unknown,
                "nearest": unknown.get(place, ""),
                "others": _others(model, words, place),
            }
            for place, word in enumerate(words)
        ],
        "next": _next(model, words),
        "notes": [reading.limit] if reading.limit else [],
        "y": packed(model.embed([sentence]) if words else model.embed_nothing()),
    }


def _reading(model: TextModel, sentence: str) -> Reading:
    return model.read(sentence) if words_of(sentence) else Reading((), (), False)


def _others(model: TextModel, words: tuple[str, ...], place: int) -> list[str]:
    """Words that the language model expects in that place, likeliest first; none without one."""
    if not model.network.predicts:
        return []
    likely = model.suggest(" ".join(words[:place]), NUM_OFFERS + 4)
    return [each.word for each in likely if each.word and each.word != words[place]][:NUM_OFFERS]


def _next(model: TextModel, words: tuple[str, ...]) -> list[tuple[str, float]]:
    """Likely next words with their probabilities; where the last word was only begun, those that finish it."""
    if not model.network.predicts:
        return []
    begun = words[-1] if words and words[-1] not in model.tokeniser.words else ""
    before = words[:-1] if begun else words
    likely = model.suggest(" ".join(before), NUM_LOOKED_THROUGH if begun else NUM_OFFERS + 1)
    found = [(each.word, each.probability) for each in likely if each.word and each.word.startswith(begun)]
    return found[:NUM_OFFERS]


READ_PATH, WORDS_PATH, DECIDED_PATH = (api_link("text", name) for name in ("read", "words", "decided"))


def routes() -> list[BaseRoute]:
    """The routes, where the server's settings put them."""
    return [
        Route(route_path("/text/read"), guarded(read), methods=["GET"]),
        Route(route_path("/text/words"), guarded(words), methods=["GET"]),
        Route(route_path("/text/decided"), guarded(decided), methods=["GET"]),
    ]


TEXT_ROUTES = routes()
