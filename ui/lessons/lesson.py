"""A lesson's file, read and checked. `lessons/README.md` says how one is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from gan_core.doctor import FAILURE_MODES
from gan_core.errors import UserError
from gan_core.places import PROJECT
from gan_core.presets import PRESETS

LESSONS = PROJECT / "lessons"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
CHOICE = re.compile(r"- \((?P<mark>[ x])\) (?P<text>.+)")
SETTING = re.compile(r"(?P<name>[a-z][a-z0-9_.]*)=(?P<value>\S+)")
BOUND = re.compile(r"(?P<curve>\S+) (?P<sign>[<>]) (?P<value>-?[0-9.]+)")
MOST_BYTES = 100_000
MOST_STEPS = 40
PAGES = ("train", "playground", "runs", "compare", "doctor", "latent", "optimise", "race", "evaluate")
RUN = "$run"
"""Stands in an action for the run that the lesson started last."""

Kind = Literal["read", "predict", "act", "watch"]
Verb = Literal["train", "open", "break"]
Until = Literal["step", "state", "curve", "page", "finding"]
STATES = ("running", "done", "stopped", "failed")


class LessonError(UserError):
    """A lesson's file that cannot be read: which line, and what is allowed."""


@dataclass(frozen=True)
class Action:
    """What a button does. `settings` are dotted settings of a run, or of the page's address."""

    button: str
    verb: Verb
    what: str
    settings: dict[str, str]


@dataclass(frozen=True)
class Condition:
    """What is waited for: of the lesson's run, or a page that the reader opens (`settings` as its address has them)."""

    until: Until
    what: str
    sign: str = ">"
    value: float = 0.0
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    """One step. `choices` of a prediction come with whether each is right; `after` is shown once it is answered."""

    title: str
    kind: Kind
    text: str
    choices: tuple[tuple[str, bool], ...] = ()
    after: str = ""
    action: Action | None = None
    condition: Condition | None = None


@dataclass(frozen=True)
class Lesson:
    name: str
    title: str
    about: str
    minutes: int
    order: int
    steps: tuple[Step, ...]


def lessons(folder: Path = LESSONS) -> tuple[list[Lesson], list[str]]:
    """All lessons in their order, and a sentence for each file that cannot be read."""
    found, broken = [], []
    for file in sorted(folder.glob("*.md")) if folder.is_dir() else []:
        if file.name == "README.md":
            continue
        try:
            found.append(read(file))
        except LessonError as error:
            broken.append(str(error))
    return sorted(found, key=lambda each: (each.order, each.name)), broken


def find(name: str, folder: Path = LESSONS) -> Lesson:
    """The lesson of that name. Raises LessonError with a sentence."""
    if not NAME.fullmatch(name) or not (folder / f"{name}.md").is_file():
        raise LessonError("There is no such lesson here.")
    return read(folder / f"{name}.md")


def read(file: Path) -> Lesson:
    """The lesson in a file. Raises LessonError: the file, the line, what is allowed."""
    try:
        if file.stat().st_size > MOST_BYTES:
            raise LessonError(f"{file.name}: a lesson may have at most {MOST_BYTES // 1000} kB.")
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"{file.name} cannot be read as UTF-8 text.") from error
    if not NAME.fullmatch(file.stem):
        raise LessonError(f"{file.name}: the name may have small letters, digits and hyphens.")
    return _Reader(file.name, text).lesson(file.stem)


class _Reader:
    """Goes through the lines once; `number` is where it is, for the sentences."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.lines, self.number = name, text.splitlines(), 0

    def fail(self, what: str) -> LessonError:
        return LessonError(f"{self.name}, line {self.number}: {what}")

    def lesson(self, name: str) -> Lesson:
        head = self._head()
        steps = []
        while self.number < len(self.lines):
            line = self.lines[self.number]
            if line.startswith("## "):
                steps.append(self._step(line[3:].strip()))
            elif line.strip():
                self.number += 1
                raise self.fail("a step begins with “## ” and its title.")
            else:
                self.number += 1
        if not 1 <= len(steps) <= MOST_STEPS:
            raise self.fail(f"a lesson has 1 to {MOST_STEPS} steps, got {len(steps)}.")
        title, about = head.get("title", ""), head.get("about", "")
        if not title or not about:
            raise self.fail("the head needs title and about.")
        return Lesson(
            name, title, about, self._whole(head, "minutes", 10), self._whole(head, "order", 100), tuple(steps)
        )

    def _head(self) -> dict[str, str]:
        if not self.lines or self.lines[0].strip() != "---":
            self.number = 1
            raise self.fail("a lesson begins with a line of “---”, then title, about, minutes and order.")
        self.number = 1
        head: dict[str, str] = {}
        while self.number < len(self.lines):
            line = self.lines[self.number].strip()
            self.number += 1
            if line == "---":
                return head
            head.update([self._pair(line, ("title", "about", "minutes", "order"))])
        raise self.fail("the head ends with a line of “---”.")

    def _pair(self, line: str, allowed: tuple[str, ...]) -> tuple[str, str]:
        name, colon, value = line.partition(":")
        if not colon or name.strip() not in allowed:
            raise self.fail(f"expected one of {', '.join(allowed)}, then a colon; got “{line[:60]}”.")
        return name.strip(), value.strip()

    def _whole(self, head: dict[str, str], name: str, default: int) -> int:
        text = head.get(name, str(default))
        if not text.isdecimal() or not 1 <= int(text) <= 999:
            raise self.fail(f"{name} is a whole number from 1 to 999, got “{text[:20]}”.")
        return int(text)

    def _step(self, title: str) -> Step:
        self.number += 1
        settings: dict[str, str] = {}
        keys = ("kind", "button", "do", "until")
        while self.number < len(self.lines) and re.match(rf"({'|'.join(keys)}):", self.lines[self.number]):
            self.number += 1
            settings.update([self._pair(self.lines[self.number - 1], keys)])
        body: list[str] = []
        after: list[str] = []
        choices: list[tuple[str, bool]] = []
        while self.number < len(self.lines) and not self.lines[self.number].startswith("## "):
            line = self.lines[self.number]
            self.number += 1
            if found := CHOICE.fullmatch(line.strip()):
                choices.append((found["text"], found["mark"] == "x"))
            else:
                (after if choices else body).append(line)
        kind = settings.get("kind", "read")
        if kind not in get_args(Kind):
            raise self.fail(f"kind is one of {', '.join(get_args(Kind))}, got “{kind[:20]}”.")
        if kind == "predict" and (len(choices) < 2 or sum(right for _, right in choices) != 1):
            raise self.fail("a prediction has two or more lines “- ( ) …”, one of them “- (x) …”.")
        if kind != "predict" and choices:
            raise self.fail(f"choices belong to a step of kind predict, not {kind}.")
        return Step(
            title,
            cast(Kind, kind),
            "\n".join(body).strip(),
            tuple(choices),
            "\n".join(after).strip(),
            self._action(settings) if kind == "act" else None,
            self._condition(settings.get("until", "")) if kind == "watch" else None,
        )

    def _action(self, settings: dict[str, str]) -> Action:
        verb, _, rest = settings.get("do", "").partition(" ")
        what, _, more = rest.strip().partition(" ")
        allowed = {"train": tuple(PRESETS), "open": PAGES, "break": tuple(FAILURE_MODES)}
        if verb not in allowed:
            raise self.fail("do is “train PRESET”, “open PAGE” or “break FAILURE”, then name=value as often as wanted.")
        if what not in allowed[verb]:
            raise self.fail(f"{verb} takes one of {', '.join(allowed[verb])}; got “{what[:40]}”.")
        return Action(settings.get("button") or "Do it", cast(Verb, verb), what, dict(self._settings(more)))

    def _settings(self, text: str) -> list[tuple[str, str]]:
        found = []
        for part in text.split():
            match = SETTING.fullmatch(part)
            if not match:
                raise self.fail(f"a setting is name=value without spaces, got “{part[:40]}”.")
            found.append((match["name"], match["value"]))
        return found

    def _condition(self, text: str) -> Condition:
        until, _, rest = text.partition(" ")
        rest = rest.strip()
        if until == "step" and rest.isdecimal():
            return Condition("step", "", ">", float(rest))
        if until == "state" and rest in STATES:
            return Condition("state", rest)
        if until == "curve" and (bound := BOUND.fullmatch(rest)):
            return Condition("curve", bound["curve"], bound["sign"], float(bound["value"]))
        if until == "finding" and rest in FAILURE_MODES:
            return Condition("finding", rest)
        page, _, more = rest.partition(" ")
        if until == "page" and page in PAGES:
            return Condition("page", page, settings=tuple(self._settings(more)))
        raise self.fail(
            "until is “step N”, “state done”, “curve NAME > N”, “finding NAME” or “page NAME name=value”, "
            f"got “{text[:60]}”."
        )
