"""Directions as JSON files: each file knows its model and is refused for any other."""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from gan_core.errors import UserError
from gan_core.latent.direction import Direction, unit
from gan_core.store.fingerprint import fingerprint
from gan_core.store.model_card import ModelCard

FORMAT = 1
MAX_BYTES = 2**20
MOST_DIRECTIONS = 64
MOST_REACH = 100.0
MOST_LETTERS = {"name": 80, "method": 40, "figure": 200, "title": 200, "fingerprint": 64}


def to_json(directions: Direction | Sequence[Direction], card: ModelCard) -> str:
    """One direction, or up to 64 of one model, as the text of a file.

    Raises UserError for none or more, CheckpointError if the model's file is gone.
    """
    several = not isinstance(directions, Direction)
    rows = [_row(each) for each in ([directions] if isinstance(directions, Direction) else directions)]
    if not 1 <= len(rows) <= MOST_DIRECTIONS:
        raise UserError(f"A file holds 1 to {MOST_DIRECTIONS} directions, got {len(rows)}.")
    model = {
        "title": card.title,
        "fingerprint": fingerprint(card.path),
        "latent_dim": card.latent_dim,
    }
    content = {"directions": rows} if several else rows[0]
    return json.dumps({"format": FORMAT, "kind": "direction", **content, "model": model}, ensure_ascii=False)


def from_json(text: str | bytes, card: ModelCard) -> list[Direction]:
    """The directions in a file's text, of which a single one is a list of one.

    Raises UserError with a sentence for what is no such file, is damaged, or belongs to another model than `card`'s.
    """
    content = _read(text)
    _check_model(content.get("model"), card)
    rows = content.get("directions", [content])
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_DIRECTIONS:
        raise UserError(f"A file holds 1 to {MOST_DIRECTIONS} directions, and this one does not.")
    return [_direction(row, card.latent_dim) for row in rows]


def _row(direction: Direction) -> dict[str, Any]:
    return {
        "name": direction.name,
        "vector": [float(str(each)) for each in direction.vector.astype(np.float32)],  # as short as float32 allows
        "method": direction.method,
        "reach": direction.reach,
        "figure": direction.figure,
    }


def _read(text: str | bytes) -> dict[str, Any]:
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise UserError(
            f"A directions file may have at most {MAX_BYTES // 2**20} MiB, this one has {size / 2**20:.1f}."
        )
    try:
        content = json.loads(text.decode("utf-8") if isinstance(text, bytes) else text)
    except (ValueError, RecursionError) as error:
        raise UserError("This is not a directions file: it is not JSON. Choose one that was saved here.") from error
    if not isinstance(content, dict) or content.get("kind") != "direction":
        raise UserError("This is not a directions file. Choose one that was saved here.")
    if content.get("format") != FORMAT:
        raise UserError(f"This file has format {content.get('format')!r:.40}; this version reads format {FORMAT}.")
    return content


def _check_model(model: object, card: ModelCard) -> None:
    if not isinstance(model, dict):
        raise UserError("This file does not say which model its directions belong to.")
    title, theirs = _words(model, "title"), _words(model, "fingerprint")
    ours = fingerprint(card.path)
    if theirs != ours:
        raise UserError(
            f"This file belongs to the model {title!r} ({theirs}), not to {card.title!r} ({ours}): choose that "
            "model, or find directions for this one. Each checkpoint of a run is a different model."
        )


def _direction(row: object, latent_dim: int) -> Direction:
    if not isinstance(row, dict):
        raise UserError("A direction in this file is damaged: it has no name and no vector.")
    name = _words(row, "name")
    if not name.strip():
        raise UserError("A direction in this file has no name.")
    vector = row.get("vector")
    if not isinstance(vector, list) or len(vector) != latent_dim:
        got = f"{len(vector)}" if isinstance(vector, list) else "none"
        raise UserError(f"The direction {name!r} must have {latent_dim} numbers for this model, got {got}.")
    if not all(_finite(each) for each in vector):
        raise UserError(f"The direction {name!r} contains something that is not a finite number.")
    numbers = np.array(vector, np.float64)
    if np.linalg.norm(numbers) < 1e-12:
        raise UserError(f"The direction {name!r} leads nowhere: all its components are 0.")
    reach: Any = row.get("reach")
    if not _finite(reach) or not 0 < reach <= MOST_REACH:
        raise UserError(f"The reach of {name!r} must be above 0 and at most {MOST_REACH:.0f}.")
    return Direction(name.strip(), unit(numbers), _words(row, "method"), float(reach), _words(row, "figure"))


def _words(row: dict[str, Any], key: str) -> str:
    words = row.get(key)
    if not isinstance(words, str) or len(words) > MOST_LETTERS[key] or not (words.isprintable()):
        raise UserError(f"This file is damaged: its {key} must be plain text of at most {MOST_LETTERS[key]} letters.")
    return words


def _finite(value: object) -> bool:
    """A number that float32 can hold. JSON knows no limits, and its booleans are integers to Python."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -1e30 < value < 1e30 and math.isfinite(value)
