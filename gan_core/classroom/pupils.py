"""Pupils: they join with code and nickname, and are a random token from then on."""

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from gan_core.classroom.database import ClassroomError, changing, has_classrooms, opened
from gan_core.classroom.names import folded, nickname
from gan_core.classroom.rooms import Classroom, classroom_of
from gan_core.classroom.secret import hash_of, new_id, new_token

MOST_PUPILS = 60
HERE_SECONDS = 40.0
"""Whoever was heard of since is here: an open page tells every few seconds, a hidden one less often."""
LET_IN_SECONDS = 600.0


@dataclass(frozen=True)
class Pupil:
    """A pupil as the others know them. Times are seconds since 1970."""

    id: str
    classroom: str
    name: str
    joined: float
    seen: float
    let_in: float = 0.0

    @property
    def here(self) -> bool:
        """Whether a page of theirs was open just now."""
        return time.time() - self.seen < HERE_SECONDS


def _pupil(row: sqlite3.Row) -> Pupil:
    return Pupil(row["id"], row["classroom"], row["name"], row["joined"], row["seen"], row["let_in"])


def join(root: Path, classroom: Classroom, name: str) -> tuple[Pupil, str]:
    """A new pupil and their token. Raises ClassroomError for a name that is taken, and where the classroom is full.

    A name that the teacher has just freed (`let_back_in`) leads back to the same pupil, with a new token.
    """
    name, token, now = nickname(name), new_token(), time.time()
    with changing(root) as db:
        mine = (classroom.id, folded(name))
        known = db.execute("SELECT * FROM pupils WHERE classroom = ? AND folded = ?", mine).fetchone()
        if known and known["let_in"] > now:
            change = "UPDATE pupils SET token_hash = ?, seen = ?, let_in = 0 WHERE id = ?"
            db.execute(change, (hash_of(token), now, known["id"]))
            return _pupil(db.execute("SELECT * FROM pupils WHERE id = ?", (known["id"],)).fetchone()), token
        if known:
            raise ClassroomError(
                f"Somebody here is called {known['name']} already. Choose another nickname; if that is you, ask your "
                "teacher to let you back in."
            )
        if not db.execute("SELECT 1 FROM classrooms WHERE id = ?", (classroom.id,)).fetchone():
            raise ClassroomError("This class has just been closed.")
        if db.execute("SELECT count(*) FROM pupils WHERE classroom = ?", (classroom.id,)).fetchone()[0] >= MOST_PUPILS:
            raise ClassroomError(f"This class is full: it has {MOST_PUPILS} pupils.")
        row = new_id(), classroom.id, name, folded(name), hash_of(token), now, now
        db.execute(
            "INSERT INTO pupils (id, classroom, name, folded, token_hash, joined, seen) VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        made = db.execute("SELECT * FROM pupils WHERE id = ?", (row[0],)).fetchone()
    return _pupil(made), token


def pupil_with_token(root: Path, token: str) -> tuple[Classroom, Pupil] | None:
    """The pupil that holds this token, with their classroom."""
    if not token or not has_classrooms(root):
        return None
    with opened(root) as db:
        row = db.execute("SELECT * FROM pupils WHERE token_hash = ?", (hash_of(token),)).fetchone()
        room = row and db.execute("SELECT * FROM classrooms WHERE id = ?", (row["classroom"],)).fetchone()
    return (classroom_of(room), _pupil(row)) if row and room else None


def pupils_of(root: Path, classroom_id: str) -> list[Pupil]:
    """Everybody in a classroom, in the order of their names."""
    with opened(root) as db:
        rows = db.execute("SELECT * FROM pupils WHERE classroom = ? ORDER BY folded", (classroom_id,)).fetchall()
    return [_pupil(row) for row in rows]


def see(root: Path, pupil_id: str) -> None:
    """A page of this pupil is open now."""
    with changing(root) as db:
        db.execute("UPDATE pupils SET seen = ? WHERE id = ?", (time.time(), pupil_id))


def let_back_in(root: Path, classroom_id: str, pupil_id: str) -> None:
    """For ten minutes, whoever joins with this pupil's nickname is this pupil: the cookie of before is lost."""
    with changing(root) as db:
        change = "UPDATE pupils SET let_in = ? WHERE id = ? AND classroom = ?"
        db.execute(change, (time.time() + LET_IN_SECONDS, pupil_id, classroom_id))
