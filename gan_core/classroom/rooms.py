"""Classrooms: opened by a teacher, found by code, frozen, and limited to some presets."""

import json
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gan_core.classroom.database import ClassroomError, changing, has_classrooms, opened
from gan_core.classroom.names import title as clean_title
from gan_core.classroom.secret import hash_of, new_code, new_id, new_token

MOST_CLASSROOMS = 100
UNTITLED = "Our class"
TRIES = 20


@dataclass(frozen=True)
class Classroom:
    """What everybody in it may know. `presets` are those that pupils may train; None for all."""

    id: str
    title: str
    code: str
    created: float
    frozen: bool
    presets: tuple[str, ...] | None


def classroom_of(row: sqlite3.Row) -> Classroom:
    presets = None if row["presets"] is None else tuple(json.loads(row["presets"]))
    return Classroom(row["id"], row["title"], row["code"], row["created"], bool(row["frozen"]), presets)


def open_classroom(root: Path, title: str) -> tuple[Classroom, str]:
    """A new classroom and the token of its teacher, which is kept nowhere else."""
    token = new_token()
    with changing(root, create=True) as db:
        if db.execute("SELECT count(*) FROM classrooms").fetchone()[0] >= MOST_CLASSROOMS:
            raise ClassroomError(f"There are {MOST_CLASSROOMS} classrooms on this server: delete one that has ended.")
        for _ in range(TRIES):
            row = new_id(), clean_title(title, UNTITLED), new_code(), hash_of(token), time.time()
            if not db.execute("SELECT 1 FROM classrooms WHERE code = ? OR id = ?", (row[2], row[0])).fetchone():
                break
        db.execute("INSERT INTO classrooms (id, title, code, teacher_hash, created) VALUES (?, ?, ?, ?, ?)", row)
        made = db.execute("SELECT * FROM classrooms WHERE id = ?", (row[0],)).fetchone()
    return classroom_of(made), token


def classroom_with_code(root: Path, code: str) -> Classroom | None:
    """The classroom that is joined with that code."""
    return _one(root, "code", code)


def classroom_of_teacher(root: Path, token: str) -> Classroom | None:
    """The classroom that whoever holds this token leads."""
    return _one(root, "teacher_hash", hash_of(token)) if token else None


def find_classroom(root: Path, classroom_id: str) -> Classroom | None:
    """The classroom of that name."""
    return _one(root, "id", classroom_id)


def _one(root: Path, column: str, value: str) -> Classroom | None:
    if not has_classrooms(root):
        return None
    with opened(root) as db:
        row = db.execute(f"SELECT * FROM classrooms WHERE {column} = ?", (value,)).fetchone()
    return classroom_of(row) if row else None


def freeze(root: Path, classroom_id: str, frozen: bool) -> None:
    """Let pupils start, hang, vote and answer nothing for now, or let them again."""
    with changing(root) as db:
        db.execute("UPDATE classrooms SET frozen = ? WHERE id = ?", (int(frozen), classroom_id))


def allow_presets(root: Path, classroom_id: str, presets: Sequence[str] | None) -> None:
    """Which presets pupils may train; None for all, and for any settings of their own."""
    text = None if presets is None else json.dumps(list(presets))
    with changing(root) as db:
        db.execute("UPDATE classrooms SET presets = ? WHERE id = ?", (text, classroom_id))
