"""A message in results: a code and its values. `wording` modules make sentences of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

WRITTEN = "written"
"""The code of what is a sentence already, such as an error's: it is shown as it is and never read."""
NUMBER = r"-?\d[\d,]*(?:\.\d+)?"
FIELD = re.compile(r"\{(?P<name>\w+)(?P<number>:n)?\}")


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


Code = TypeVar("Code", bound=str)


def read_sentence(words: str, sentences: Mapping[Code, str]) -> Message:
    """The message that an earlier version wrote out: `sentences` are its templates by code, `written` where none fits.

    "{name}" stands for any text, "{name:n}" for a number, which comes back as one. Only readers of saved results may
    call this.
    """
    for code, template in sentences.items():
        if found := re.fullmatch(_pattern(template), words, re.DOTALL):
            numbers = {each["name"] for each in FIELD.finditer(template) if each["number"]}
            values = {name: _number(text) if name in numbers else text for name, text in found.groupdict().items()}
            return Message(code, values)
    return written(words)


def _pattern(template: str) -> str:
    pattern, end = "", 0
    for each in FIELD.finditer(template):
        part = NUMBER if each["number"] else ".*?"
        pattern += f"{re.escape(template[end : each.start()])}(?P<{each['name']}>{part})"
        end = each.end()
    return pattern + re.escape(template[end:])


def _number(text: str) -> float:
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)
