"""Opens the SQLite file of a run, for writing or without leaving a trace, and puts SQLite's errors into words."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gan_core.errors import RunError
from gan_core.jobs.status import damaged_words

SCHEMA = """
CREATE TABLE IF NOT EXISTS status (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS curves (
    id INTEGER PRIMARY KEY AUTOINCREMENT, step INTEGER, images INTEGER, seconds REAL, data TEXT);
CREATE TABLE IF NOT EXISTS pictures (id INTEGER PRIMARY KEY AUTOINCREMENT, step INTEGER, name TEXT, file TEXT);
CREATE TABLE IF NOT EXISTS log (id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL, step INTEGER, kind TEXT, text TEXT);
CREATE TABLE IF NOT EXISTS commands (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time REAL, name TEXT, value TEXT, done REAL, reply TEXT);
CREATE INDEX IF NOT EXISTS curves_step ON curves (step);
CREATE INDEX IF NOT EXISTS pictures_step ON pictures (step);
"""


@contextmanager
def words_for_sqlite(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path)) from error
        if code == sqlite3.SQLITE_READONLY:
            raise RunError("This run cannot be changed: its folder on this server cannot be written to.") from error
        raise RunError(f"The record of this run cannot be read ({error}). Was its folder deleted?") from error
    except sqlite3.DatabaseError as error:
        raise RunError(damaged_words(str(error))) from error


def open_for_reading(path: Path) -> sqlite3.Connection:
    """A connection that leaves no trace: of a record that nobody writes the file alone is read, without any lock.

    Where its folder cannot be written to there is no other way. Raises sqlite3.Error.
    """
    if not os.path.exists(f"{path}-wal"):
        return _connect(f"{path.as_uri()}?mode=ro&immutable=1")
    try:
        db = _connect(f"{path.as_uri()}?mode=ro")
        db.execute("PRAGMA schema_version").fetchone()
        return db
    except sqlite3.OperationalError:  # a copy without its shared memory, which only a writer can make anew
        db.close()
        return open_for_writing(path)


def open_for_writing(path: Path, create: bool = False) -> sqlite3.Connection:
    """A connection that may write, where the folder lets it."""
    db = _connect(f"{path.as_uri()}?mode={'rwc' if create else 'rw'}")
    try:
        if create:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(SCHEMA)
        db.execute("PRAGMA synchronous = NORMAL")
        db.execute("PRAGMA schema_version").fetchone()
    except sqlite3.OperationalError as error:
        db.close()
        if create or error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            raise
        return _connect(f"{path.as_uri()}?mode=ro&immutable=1")
    except sqlite3.Error:
        db.close()
        raise
    return db


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, uri=True, timeout=10, isolation_level=None, check_same_thread=False)
