"""What a result says besides its numbers: a code and what belongs to it. `wording` modules make sentences of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

WRITTEN = "written"
"""The code of what is a sentence already, such as an error's: it is shown as it is and never read."""
NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Message:
    """`code` decides, `values` are numbers, names, lists or further messages that its sentence needs."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)


def written(words: str) -> Message:
    """A sentence that somebody else made."""
    return Message(WRITTEN, {"words": words})


def read_message(value: Any, earlier: Callable[[str], Message] = written) -> Message:
    """A message from its JSON; `earlier` reads the sentence that stood there in an earlier version.

    Raises ValueError for what is neither.
    """
    if isinstance(value, str):
        return earlier(value)
    if not _is_message(value):
        raise ValueError(f"no message: {value!r}")
    return Message(value["code"], {name: _read(each) for name, each in value["values"].items()})


def _read(value: Any) -> Any:
    if isinstance(value, list):
        return [_read(each) for each in value]
    return read_message(value) if _is_message(value) else value


def _is_message(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"code", "values"}
        and isinstance(value["code"], str)
        and isinstance(value["values"], dict)
    )


def read_sentence(words: str, sentences: Mapping[str, str]) -> Message:
    """The message that an earlier version wrote out: `sentences` are its templates by code, `written` where none fits.

    Numbers come back as numbers. Only readers of saved results may call this.
    """
    for code, template in sentences.items():
        parts = re.split(r"\{(\w+)\}", template)
        pattern = "".join(f"(?P<{part}>.+?)" if odd % 2 else re.escape(part) for odd, part in enumerate(parts))
        if found := re.fullmatch(pattern, words, re.DOTALL):
            return Message(code, {name: _number(text) for name, text in found.groupdict().items()})
    return written(words)


def _number(text: str) -> str | float:
    plain = text.replace(",", "")
    if not NUMBER.fullmatch(plain):
        return text
    return float(plain) if "." in plain else int(plain)
