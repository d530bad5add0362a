"""Reads evaluations that an earlier version saved: extractor, role and resolution were words for people there."""

from __future__ import annotations

import re
from typing import Any

EXTRACTORS = {
    "Digit classifier": "digits",
    "Shape reader": "shapes",
    "Random network": "random",
    "Pixels": "pixels",
    "Inception-v3 (torchvision's weights)": "inception",
}
"""By the titles of that version."""
ROLES = {"held out": "held_out", "training pictures": "training", "as they are": "as_they_are"}
RESOLUTION = re.compile(r"(?P<size>\d+x\d+) (?P<colour>grey|colour)")


def newest(values: dict[str, Any]) -> dict[str, Any]:
    """The JSON of an evaluation as today's version writes it."""
    against = values["against"] and _against(values["against"])
    return {**values, "against": against, "scores": [_score(each) for each in values["scores"]]}


def _against(values: dict[str, Any]) -> dict[str, Any]:
    role = ROLES.get(values["role"], values["role"])
    return {**values, "role": role, "resolution": _resolution(values["resolution"])}


def _score(values: dict[str, Any]) -> dict[str, Any]:
    if "role" in values:
        return values
    reference, _, role = values["reference"].rpartition(", ")
    return {
        **values,
        "extractor": EXTRACTORS.get(values["extractor"], values["extractor"]),
        "reference": reference,
        "role": ROLES.get(role, role),
        "resolution": _resolution(values["resolution"]),
    }


def _resolution(words: str) -> str:
    found = RESOLUTION.fullmatch(words)
    return f"{found['size']}x{1 if found['colour'] == 'grey' else 3}" if found else words
