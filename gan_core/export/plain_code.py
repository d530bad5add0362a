"""JavaScript without comments and the contents of strings and regular expressions, which only look like code."""

import re

WORD = re.compile(r"[\w$]+")
STRINGS = {quote: re.compile(rf"{quote}(?:[^{quote}\\\n]|\\.)*{quote}", re.DOTALL) for quote in "'\""}
REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/")
TEMPLATE = re.compile(r"(?:[^`\\$]|\\.|\$(?!\{))*", re.DOTALL)
BEFORE_REGEX = frozenset("(,=:[!&|?{;+-*%<>~^")
WORDS_BEFORE_REGEX = frozenset(
    ("return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof", "yield")
)
CLOSING = {")": "(", "]": "[", "}": "{"}


def plain_code(text: str) -> str:
    """The code of a module with spaces for comments and for what stands between quotes; every line and place as it was.

    Raises ValueError where a string does not end, and where it cannot be told whether a / divides.
    """
    out, place, last, depth = list(text), 0, "", 0
    open_templates: list[int] = []  # the depth in which each began

    def blank(start: int, end: int) -> None:
        out[start:end] = ["\n" if each == "\n" else " " for each in text[start:end]]

    def template(start: int) -> int:
        """Behind the part of a template that begins there: after its end, or after a `${`."""
        end = TEMPLATE.match(text, start).end()  # type: ignore[union-attr]  # it matches everywhere
        blank(start, end)
        if text[end : end + 1] == "`":
            return end + 1
        if text[end : end + 2] != "${":
            raise ValueError("a template does not end")
        open_templates.append(depth)
        return end + 2

    while place < len(text):
        letter, two = text[place], text[place : place + 2]
        if letter.isspace():
            place += 1
        elif two in ("//", "/*"):
            end = text.find("\n", place) if two == "//" else text.find("*/", place + 2) + 2
            if two == "/*" and end == 1:
                raise ValueError("a comment does not end")
            end = len(text) if end < 0 else end
            blank(place, end)
            place = end
        elif letter in STRINGS:
            found = STRINGS[letter].match(text, place)
            if not found:
                raise ValueError(f"a string does not end: {text[place : place + 40]!r}")
            blank(place + 1, found.end() - 1)
            place, last = found.end(), letter
        elif letter == "`" or (letter == "}" and open_templates and open_templates[-1] == depth):
            if letter == "}":
                open_templates.pop()
            before = len(open_templates)
            place = template(place + 1)
            last = "{" if len(open_templates) > before else "`"
        elif letter == "/" and _begins_regex(last, text, place):
            found = REGEX.match(text, place)
            if not found:
                raise ValueError(f"a regular expression does not end: {text[place : place + 40]!r}")
            blank(place + 1, found.end() - 1)
            place, last = found.end(), "/regex/"
        elif word := WORD.match(text, place):
            place, last = word.end(), word.group()
        else:
            depth += (letter == "{") - (letter == "}")
            place, last = place + 1, letter
    return "".join(out)


def _begins_regex(last: str, text: str, place: int) -> bool:
    """Whether a / after the token `last` begins a regular expression and does not divide."""
    before = text[:place].rstrip()
    if last == "}" or before.endswith(("++", "--")):
        line = before.rsplit("\n", 1)[-1][-40:]
        raise ValueError(f"it cannot be told whether this / divides: {line + text[place : place + 20]!r}")
    return last == "" or last in BEFORE_REGEX or last in WORDS_BEFORE_REGEX


def top_level(code: str) -> str:
    """Plain code without what stands between brackets of any kind, line breaks included. Raises ValueError."""
    out: list[str] = []
    opened: list[str] = []
    for letter in code:
        if letter in CLOSING and (not opened or opened.pop() != CLOSING[letter]):
            raise ValueError(f"a bracket too many: {letter}")
        out.append(" " if opened else letter)
        if letter in CLOSING.values():
            opened.append(letter)
    return "".join(out)
