"""The SQLite file of all classrooms, beside the runs. It holds no secret: of every token only the hash."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from gan_core.errors import UserError
from gan_core.places import CLASSROOMS

VERSION = 1
SCHEMA = """
CREATE TABLE classrooms (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, code TEXT NOT NULL UNIQUE, teacher_hash TEXT NOT NULL UNIQUE,
    created REAL NOT NULL, frozen INTEGER NOT NULL DEFAULT 0, presets TEXT);
CREATE TABLE pupils (
    id TEXT PRIMARY KEY, classroom TEXT NOT NULL REFERENCES classrooms ON DELETE CASCADE, name TEXT NOT NULL,
    folded TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, joined REAL NOT NULL, seen REAL NOT NULL,
    let_in REAL NOT NULL DEFAULT 0, UNIQUE (classroom, folded));
CREATE TABLE items (
    id INTEGER PRIMARY KEY AUTOINCREMENT, classroom TEXT NOT NULL REFERENCES classrooms ON DELETE CASCADE,
    pupil TEXT NOT NULL, form TEXT NOT NULL, title TEXT NOT NULL, link TEXT NOT NULL, file TEXT NOT NULL,
    created REAL NOT NULL);
CREATE TABLE votes (
    item INTEGER NOT NULL REFERENCES items ON DELETE CASCADE, voter TEXT NOT NULL, PRIMARY KEY (item, voter));
CREATE TABLE predictions (
    classroom TEXT NOT NULL REFERENCES classrooms ON DELETE CASCADE, pupil TEXT NOT NULL, lesson TEXT NOT NULL,
    step INTEGER NOT NULL, choice INTEGER NOT NULL, PRIMARY KEY (pupil, lesson, step));
CREATE TABLE scores (
    classroom TEXT NOT NULL REFERENCES classrooms ON DELETE CASCADE, pupil TEXT NOT NULL, game TEXT NOT NULL,
    round TEXT NOT NULL, points INTEGER NOT NULL, out_of INTEGER NOT NULL, PRIMARY KEY (pupil, game, round));
CREATE INDEX items_classroom ON items (classroom);
CREATE INDEX predictions_classroom ON predictions (classroom);
CREATE INDEX scores_classroom ON scores (classroom);
"""
FILE = "classrooms.sqlite"


class ClassroomError(UserError):
    """A classroom cannot do what was asked of it."""


def database_path(root: Path) -> Path:
    """The file of the classrooms whose runs lie below `root`."""
    return root / CLASSROOMS / FILE


@contextmanager
def opened(root: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection, closed at the end. Raises ClassroomError where there is no classroom yet, or none can be made."""
    path = database_path(root)
    if not create and not path.is_file():
        raise ClassroomError("There is no classroom on this server.")
    try:
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        with closing(_connect(path)) as db:
            yield db
    except sqlite3.IntegrityError:
        raise
    except (sqlite3.Error, OSError) as error:
        raise ClassroomError("The record of the classrooms cannot be read or written just now. Try again.") from error


@contextmanager
def changing(root: Path, *, create: bool = False) -> Iterator[sqlite3.Connection]:
    """The same within one transaction: all that is done in the block, or nothing."""
    with opened(root, create=create) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("PRAGMA secure_delete = ON")
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("BEGIN IMMEDIATE")
        try:
            yield db
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=10, isolation_level=None)
    try:
        db.row_factory = sqlite3.Row
        version = _version(db) or _create(db)
        if version != VERSION:
            raise ClassroomError("The classrooms here were made by a newer version of this app.")
    except BaseException:
        db.close()
        raise
    return db


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _create(db: sqlite3.Connection) -> int:
    """The tables, made by one of those who come first at once; their version."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("BEGIN IMMEDIATE")
    try:
        if _version(db) == 0:
            for statement in SCHEMA.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise
    return VERSION


def shrink(root: Path) -> None:
    """Leave no trace of deleted rows, neither in the file nor in its log."""
    with opened(root) as db:
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def has_classrooms(root: Path) -> bool:
    """Whether a classroom was ever opened here: without one nothing is read."""
    return os.path.isfile(database_path(root))
