"""Labels from a file next to the pictures: StyleGAN's dataset.json, or a table of names and classes (CSV).

The form of dataset.json: Karras et al. 2020, github.com/NVlabs/stylegan2-ada-pytorch#preparing-datasets
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath

from gan_core.data.names import UNSORTED, natural_key

JSON_NAME = "dataset.json"
TABLES = frozenset({".csv", ".tsv"})
MAX_BYTES = 64 << 20
LABEL_COLUMNS = ("label", "labels", "class", "class_name", "classname", "category", "target", "species", "breed", "y")
FEW_LABELS = 20
"""So many different values are always classes; more only where each has two pictures on average."""


@dataclass(frozen=True)
class LabelFile:
    """What a file says: the label of each picture by its name, or why it says nothing."""

    file: str
    labels: dict[str, str]
    why: str = ""


def is_label_file(name: str) -> bool:
    """Whether labels may be in the file of that name."""
    path = PurePosixPath(name)
    return path.name.lower() == JSON_NAME or path.suffix.lower() in TABLES


def read_label_file(file: str, read: Callable[[], bytes], pictures: list[str]) -> LabelFile:
    """The labels of `pictures` in the file; what it does not name is unsorted. `read` may raise what readers raise."""
    content = read()
    if len(content) > MAX_BYTES:
        return LabelFile(file, {}, "large")
    of = _from_json if PurePosixPath(file).name.lower() == JSON_NAME else _from_table
    try:
        return of(file, content.decode("utf-8-sig", "replace"), pictures)
    except (ValueError, RecursionError, csv.Error):
        return LabelFile(file, {}, "damaged")


def sorted_names(labels: dict[str, str]) -> tuple[str, ...]:
    """The names of the labels, in their natural order."""
    return tuple(sorted(set(labels.values()), key=lambda each: (each == UNSORTED, natural_key(each), each)))


def _from_json(file: str, text: str, pictures: list[str]) -> LabelFile:
    told = json.loads(text)
    pairs = told.get("labels") if isinstance(told, dict) else None
    if isinstance(pairs, dict):
        pairs = list(pairs.items())
    if not isinstance(pairs, list) or not pairs:
        return LabelFile(file, {}, "empty")
    folder = PurePosixPath(file).parent
    said = {}
    for pair in pairs:
        if not isinstance(pair, list | tuple) or len(pair) != 2 or not isinstance(pair[0], str):
            return LabelFile(file, {}, "damaged")
        label = _class_of(pair[1])
        if label is None:
            return LabelFile(file, {}, "no labels")
        said[(folder / pair[0].replace("\\", "/")).as_posix()] = label
    return _matched(file, said, pictures)


def _class_of(value: object) -> str | None:
    """A class's number, its name, or the place of the one in a one-hot row."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | str):
        return str(value)
    if isinstance(value, list) and sorted(value, key=str) == sorted([0] * (len(value) - 1) + [1], key=str):
        return str(value.index(1))
    return None


def _from_table(file: str, text: str, pictures: list[str]) -> LabelFile:
    separator = "\t" if file.lower().endswith(".tsv") else max(",;\t", key=text[:4096].count)
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if row]
    if not rows:
        return LabelFile(file, {}, "empty")
    known = _by_every_name(pictures)
    width = max(map(len, rows))
    hits = [sum(_cell(row, column) in known for row in rows) for column in range(width)]
    if not max(hits):
        return LabelFile(file, {}, "no match")
    names = hits.index(max(hits))
    head = None if _cell(rows[0], names) in known else [each.strip().lower() for each in rows[0]]
    others = [column for column in range(width) if column != names]
    wanted = [column for column in others if head and column < len(head) and head[column] in LABEL_COLUMNS]
    column = wanted[0] if wanted else others[0] if len(others) == 1 else None
    if column is None:
        return LabelFile(file, {}, "no labels")
    said = {known[_cell(row, names)]: _cell(row, column) or UNSORTED for row in rows if _cell(row, names) in known}
    return _matched(file, said, pictures)


def _by_every_name(pictures: list[str]) -> dict[str, str]:
    """Each picture by its whole name, its last part and its stem, as far as one of these names one picture only."""
    found: dict[str, str] = {}
    for part in (lambda path: path.stem, lambda path: path.name, lambda path: path.as_posix()):
        calls = Counter(part(PurePosixPath(each)) for each in pictures)
        found |= {part(PurePosixPath(each)): each for each in pictures if calls[part(PurePosixPath(each))] == 1}
    return found


def _cell(row: list[str], column: int) -> str:
    return row[column].strip().replace("\\", "/").removeprefix("./") if column < len(row) else ""


def _matched(file: str, said: dict[str, str], pictures: list[str]) -> LabelFile:
    labels = {each: said.get(each, UNSORTED) for each in pictures}
    different = len(set(labels.values()) - {UNSORTED})
    if not different:
        return LabelFile(file, {}, "no match")
    if 2 * sum(each in said for each in pictures) < len(pictures):
        return LabelFile(file, {}, "few")
    if different > max(FEW_LABELS, len(pictures) // 2):
        return LabelFile(file, {}, "too many")
    return LabelFile(file, labels)
