"""The job's SQLite file: status, curves, pictures, log and commands. Any number of processes may have it open."""

import json
import os
import re
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from gan_core.errors import RunError
from gan_core.jobs.database import open_for_reading, open_for_writing, words_for_sqlite
from gan_core.jobs.status import damaged_words

MOST = 2**53
FILE_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,120}")
FORKED = {"code": "forked", "values": {}}
"""Where the energy of a copied record comes from, as a message."""


@dataclass(frozen=True)
class Command:
    """Something a viewer asked of the job. `value` is what it needs to know, as JSON brings it."""

    id: int
    time: float
    name: str
    value: Any


def sound_values(row: tuple) -> dict[str, float] | None:
    """The values of a row (id, step, images, seconds, data) of the curves; None for a row that is damaged."""
    try:
        values = json.loads(row[4])
        sound = all(type(each) in (int, float) and 0 <= each < MOST for each in row[1:4])
        sound = sound and all(type(each) in (int, float) for each in values.values())
        [float(each) for each in values.values()]  # a whole number may be too large for one
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError):
        return None
    return values if sound else None


def _read(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError) as error:
        raise RunError(damaged_words("a value is no JSON")) from error


def _are(values: tuple, *types: type) -> bool:
    return all(isinstance(value, kind) for value, kind in zip(values, types, strict=True))


def _is_name(file: Any) -> bool:
    """Whether it names a file of the folder itself: a record may come from anybody."""
    return isinstance(file, str) and FILE_NAME.fullmatch(file) is not None


class Record:
    """One open connection. Not for use by two threads at once."""

    def __init__(self, path: Path, create: bool = False, reading: bool = False) -> None:
        self.path = path
        if not create and not os.path.lexists(path):
            raise RunError(f"There is no run in {path.parent.name}: its record is missing.")
        if any(os.path.islink(f"{path}{end}") for end in ("", "-wal", "-shm", "-journal")):
            raise RunError(f"The record of {path.parent.name} is elsewhere: only files in its own folder are read.")
        with words_for_sqlite(path):
            self._db = open_for_reading(path) if reading else open_for_writing(path, create)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> "Record":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _all(self, query: str, *values: Any) -> list[tuple]:
        with words_for_sqlite(self.path):
            return self._db.execute(query, values).fetchall()

    def put(self, **status: Any) -> None:
        """Set status values, all of them in one transaction."""
        with words_for_sqlite(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                rows = [(name, json.dumps(value)) for name, value in status.items()]
                self._db.executemany("INSERT OR REPLACE INTO status VALUES (?, ?)", rows)
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def swap_state(self, expected: tuple[str, ...], *, if_pid: int | None = None, **status: Any) -> bool:
        """Set status values only if the state is one of `expected`, and the process id is `if_pid` where one is given.

        Says whether it was so. Two may try at once; one of them succeeds.
        """
        with words_for_sqlite(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                known = dict(self._db.execute("SELECT name, value FROM status WHERE name IN ('state', 'pid')"))
                fits = "state" in known and _read(known["state"]) in expected
                fits = fits and if_pid in (None, _read(known.get("pid", "0")))
                if fits:
                    rows = [(name, json.dumps(value)) for name, value in status.items()]
                    self._db.executemany("INSERT OR REPLACE INTO status VALUES (?, ?)", rows)
                self._db.execute("COMMIT")
                return fits
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def status(self) -> dict[str, Any]:
        return {name: _read(value) for name, value in self._all("SELECT name, value FROM status")}

    def add_row(self, step: int, images: int, seconds: float, values: dict[str, float]) -> None:
        self._all(
            "INSERT INTO curves (step, images, seconds, data) VALUES (?, ?, ?, ?)",
            step,
            images,
            seconds,
            json.dumps(values),
        )

    def rows(self, after: int = 0) -> list[tuple[int, int, int, float, dict[str, float]]]:
        """(id, step, images, seconds, values) of every row with an id above `after`, oldest first."""
        rows = self._all("SELECT id, step, images, seconds, data FROM curves WHERE id > ? ORDER BY id", after)
        return [(*row[:4], values) for row in rows if (values := sound_values(row)) is not None]

    def last_energy(self) -> dict[str, Any] | None:
        """What the newest row says was used, as an Energy: of a copied record all that is known. None without any."""
        for row in self._all("SELECT id, step, images, seconds, data FROM curves ORDER BY id DESC LIMIT 20"):
            if spent := (sound_values(row) or {}).get("energy/wh"):
                return {"joules": 3600 * spent, "seconds": 0.0, "source": FORKED, "measured": False}
        return None

    def add_picture(self, step: int, name: str, file: str) -> None:
        self._all("DELETE FROM pictures WHERE step = ? AND name = ?", step, name)
        self._all("INSERT INTO pictures (step, name, file) VALUES (?, ?, ?)", step, name, file)

    def pictures(self, after: int = 0) -> list[tuple[int, int, str, str]]:
        """(id, step, name, file) of every picture with an id above `after`, oldest first."""
        rows = self._all("SELECT id, step, name, file FROM pictures WHERE id > ? ORDER BY id", after)
        return [row for row in rows if _are(row[1:], int, str, str) and 0 <= row[1] < MOST and _is_name(row[3])]

    def newest_picture(self, name: str) -> str:
        """The file of the last picture called `name`; empty when there is none."""
        rows = self._all("SELECT file FROM pictures WHERE name = ? ORDER BY id DESC LIMIT 1", name)
        return rows[0][0] if rows and _is_name(rows[0][0]) else ""

    def log(self, step: int, kind: str, text: str) -> None:
        self._all("INSERT INTO log (time, step, kind, text) VALUES (?, ?, ?, ?)", time.time(), step, kind, text)

    def logs(self, after: int = 0) -> list[tuple[int, float, int, str, str]]:
        """(id, time, step, kind, text), oldest first."""
        rows = self._all("SELECT id, time, step, kind, text FROM log WHERE id > ? ORDER BY id", after)
        return [row for row in rows if _are(row[1:], float, int, str, str) and isfinite(row[1])]

    def ask(self, name: str, value: Any = None) -> int:
        """Leave a command for the job; returns its number."""
        with words_for_sqlite(self.path):
            cursor = self._db.execute(
                "INSERT INTO commands (time, name, value) VALUES (?, ?, ?)", (time.time(), name, json.dumps(value))
            )
            return int(cursor.lastrowid or 0)

    def asked(self) -> list[Command]:
        """The commands that nobody has answered, oldest first."""
        rows = self._all("SELECT id, time, name, value FROM commands WHERE done IS NULL ORDER BY id")
        found = []
        for number, moment, name, value in rows:
            try:
                found.append(Command(number, float(moment), str(name), json.loads(value)))
            except (ValueError, TypeError, RecursionError):  # damaged: nobody can obey it
                continue
        return found

    def answer(self, command_id: int, reply: str = "") -> None:
        self._all("UPDATE commands SET done = ?, reply = ? WHERE id = ?", time.time(), reply, command_id)

    def reply_to(self, command_id: int) -> str | None:
        """What was answered to a command; None while it waits."""
        rows = self._all("SELECT reply FROM commands WHERE id = ? AND done IS NOT NULL", command_id)
        return rows[0][0] if rows else None

    def drop_commands(self, reply: str, names: tuple[str, ...] = ()) -> None:
        """Answer whatever still waits (only `names`, if any are given), so that it does not act on a later start."""
        for command in self.asked():
            if not names or command.name in names:
                self.answer(command.id, reply)

    def copy_to(self, path: Path) -> None:
        """Write a copy of the whole record, as it is now, to `path`."""
        with words_for_sqlite(path), closing(sqlite3.connect(path)) as target:
            self._db.backup(target)

    def begin_anew(self, **status: Any) -> None:
        """Make a copied record that of a new job which continues from `step`: its status is `status` and no more."""
        self.cut_after(status["step"])
        self._all("DELETE FROM log WHERE step > ?", status["step"])
        self._all("DELETE FROM commands")
        self._all("DELETE FROM status")
        self.put(**status)

    def cut_after(self, step: int) -> list[str]:
        """Forget rows and pictures past `step`; returns the files of those pictures."""
        files = [row[0] for row in self._all("SELECT file FROM pictures WHERE step > ?", step) if _is_name(row[0])]
        self._all("DELETE FROM curves WHERE step > ?", step)
        self._all("DELETE FROM pictures WHERE step > ?", step)
        return files
