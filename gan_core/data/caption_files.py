"""Captions of one's own pictures: from metadata.csv or metadata.jsonl, from a .txt file beside each, or their names.

The form of metadata files is that of Hugging Face's ImageFolder: columns, or keys, file_name and text.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from gan_core.data.archive import PictureFile, Pictures
from gan_core.data.data_report import Finding
from gan_core.data.labelling import DAMAGED

FILE_NAME, TEXT = "file_name", ("text", "caption")
MAX_BYTES, MAX_TEXT_BYTES = 64 << 20, 64 << 10
NAMES, TEXT_FILES = "names", "text files"
EXAMPLES = 5


@dataclass(frozen=True)
class CaptionsOf:
    """The caption of each picture by its name, "" where it has none; `source` is a file, TEXT_FILES or NAMES.

    Empty where neither files nor names say anything.
    """

    captions: dict[str, str]
    source: str = ""
    findings: tuple[Finding, ...] = ()

    def besides(self, labels_from: str) -> CaptionsOf:
        """The same without a word of the file that the labels are from: it was not meant to hold captions."""
        kept = tuple(each for each in self.findings if each.values.get("file") != labels_from)
        return replace(self, findings=kept)


class Unread(Exception):
    """A metadata file that gives no captions: the code says why, and `line` where."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.line = line


def captions_by_name(names: list[str], pictures: Pictures) -> CaptionsOf:
    """Of the pictures called `names`. A file that gives no captions is told of, and the next way is tried."""
    findings: list[Finding] = []
    for file in sorted(pictures.metadata, key=lambda each: (each.name.count("/"), each.name)):
        try:
            return _counted(_from_metadata(file, names, findings), file.name, findings)
        except Unread as error:
            told = {"file": file.name, "why": str(error), "line": error.line}
            findings.append(Finding("captions_unread", values=told))
    of = {PurePosixPath(each.name).with_suffix("").as_posix(): each for each in pictures.texts}
    beside = {name: of[key] for name in names if (key := PurePosixPath(name).with_suffix("").as_posix()) in of}
    if beside:
        return _counted(_from_texts(beside, names, findings), TEXT_FILES, findings)
    from_names = {name: name_as_caption(name) for name in names}
    return CaptionsOf(from_names if len(set(from_names.values()) - {""}) > 1 else {}, NAMES, tuple(findings))


def name_as_caption(name: str) -> str:
    """The words of a file's name without folders, ending and number: "red star" of shapes/red_star-07.png."""
    words = re.sub(r"[_\-.+]+", " ", PurePosixPath(name).stem)
    return re.sub(r"(?:\s*\(?\d+\)?)+$", "", words).strip()


def _counted(captions: dict[str, str], source: str, findings: list[Finding]) -> CaptionsOf:
    missing = [name for name, caption in captions.items() if not caption]
    if missing:
        findings = [*findings, Finding("captions_missing", len(missing), tuple(missing[:EXAMPLES]))]
    return CaptionsOf(captions, source, tuple(findings))


def _from_metadata(file: PictureFile, names: list[str], findings: list[Finding]) -> dict[str, str]:
    """The captions in the file; what is odd in it goes to `findings`. Raises Unread."""
    try:
        content = file.read()
    except DAMAGED as error:
        raise Unread("damaged") from error
    if len(content) > MAX_BYTES:
        raise Unread("large")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unread("not utf-8") from error
    folder = PurePosixPath(file.name).parent
    read = _rows_of_lines if file.name.lower().endswith(".jsonl") else _rows_of_table
    try:
        rows = [((folder / name.replace("\\", "/")).as_posix(), caption) for name, caption in read(text)]
    except (ValueError, RecursionError, csv.Error) as error:
        raise Unread("damaged") from error
    told = dict(rows)
    if not told:
        raise Unread("empty")
    if not any(told.get(name) for name in names):
        raise Unread("no match")
    calls = Counter(name for name, _ in rows)
    for code, odd in (
        ("captions_repeated", [name for name, count in calls.items() if count > 1]),
        ("captions_of_nothing", sorted(calls.keys() - set(names))),
    ):
        if odd:
            findings.append(Finding(code, len(odd), tuple(odd[:EXAMPLES]), {"file": file.name}))
    return {name: told.get(name, "") for name in names}


def _rows_of_table(text: str) -> Iterable[tuple[str, str]]:
    separator = max(",;\t", key=text.partition("\n")[0].count)
    rows = csv.DictReader(io.StringIO(text), skipinitialspace=True, delimiter=separator)
    heads = [each.strip().lower() for each in rows.fieldnames or []]
    rows.fieldnames = heads
    return _pairs(rows, heads)


def _rows_of_lines(text: str) -> Iterable[tuple[str, str]]:
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            rows.append(_object(line, number))
    return _pairs(rows, [name for row in rows[:1] for name in row])


def _object(line: str, number: int) -> dict:
    """Raises Unread."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unread("broken line", number) from error
    if not isinstance(found, dict):
        raise Unread("broken line", number)
    return found


def _pairs(rows: Iterable[dict], heads: list[str]) -> Iterable[tuple[str, str]]:
    """Raises Unread where there is no column of names or none of captions."""
    column = next((each for each in TEXT if each in heads), None)
    if FILE_NAME not in heads or column is None:
        raise Unread("no columns" if heads else "empty")
    cells = ((row.get(FILE_NAME), row.get(column)) for row in rows)
    return [
        (name.strip(), _line(caption)) for name, caption in cells if isinstance(name, str) and isinstance(caption, str)
    ]


def _from_texts(files: dict[str, PictureFile], names: list[str], findings: list[Finding]) -> dict[str, str]:
    captions, unread = dict.fromkeys(names, ""), []
    for name, file in files.items():
        try:
            captions[name] = _line(_text(file.read))
        except UnicodeDecodeError:
            unread.append((file.name, "not utf-8"))
        except DAMAGED:
            unread.append((file.name, "damaged"))
    findings += [Finding("captions_unread", values={"file": file, "why": why}) for file, why in unread[:EXAMPLES]]
    return captions


def _text(read: Callable[[], bytes]) -> str:
    content = read()
    return content[:MAX_TEXT_BYTES].decode("utf-8-sig", "ignore" if len(content) > MAX_TEXT_BYTES else "strict")


def _line(text: str) -> str:
    return " ".join(text.split())
