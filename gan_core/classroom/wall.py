"""The wall of a classroom: pictures, films and games on the plane that pupils hang up, and votes for them."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from uuid import uuid4

from gan_core.classroom.database import ClassroomError, changing, opened
from gan_core.classroom.names import title as clean_title
from gan_core.classroom.person import Person
from gan_core.places import CLASSROOMS
from gan_core.store import atomic

Form = Literal["samples", "film", "latent", "plane"]
FORMS = {"samples": "Samples", "film": "A film", "latent": "From latent space", "plane": "A game on the plane"}
ENDINGS = {b"\x89PNG\r\n\x1a\n": "png", b"RIFF": "webp"}
MOST_BYTES = 6 * 10**6
MOST_ITEMS = 12
"""What one pupil may have on the wall at a time."""
MOST_LINK = 4000
HASH = re.compile(r"[A-Za-z0-9_.,:=&+%*()!~'-]*")
FILE = re.compile(r"[0-9a-f]{32}\.(png|webp)")


@dataclass(frozen=True)
class Item:
    """Something on the wall. `pupil` is "teacher" for the teacher's; `link` is a playground's part after the #."""

    id: int
    pupil: str
    name: str
    form: Form
    title: str
    link: str
    file: str
    created: float
    votes: int
    voted: bool
    """Whether whoever asks has voted for it."""


def wall_folder(root: Path, classroom_id: str) -> Path:
    """Where the pictures of a classroom's wall lie."""
    return root / CLASSROOMS / classroom_id


def hang_picture(root: Path, person: Person, form: Form, title: str, content: bytes) -> int:
    """Put a PNG or WebP on the wall; returns its number. Raises ClassroomError for what is neither, or too large."""
    ending = next((each for start, each in ENDINGS.items() if content.startswith(start)), "")
    if form not in get_args(Form) or not ending:
        raise ClassroomError("The wall takes pictures and films of runs, and games on the plane.")
    if len(content) > MOST_BYTES:
        raise ClassroomError(f"This is too large for the wall: at most {MOST_BYTES // 10**6} MB, hang a smaller one.")
    folder = wall_folder(root, person.classroom.id)
    file = f"{uuid4().hex}.{ending}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        atomic.write_bytes(folder / file, content)
    except OSError as error:
        raise ClassroomError("The server has no room for this picture just now.") from error
    try:
        return _hang(root, person, form, title, file=file)
    except BaseException:
        (folder / file).unlink(missing_ok=True)
        raise


def hang_plane(root: Path, person: Person, title: str, address: str) -> int:
    """Put a game of the playground on the wall, by the link that its "Copy the link" gives."""
    return _hang(root, person, "plane", title, link=plane_link(address))


def plane_link(address: str) -> str:
    """The part after the # of a playground's link. Raises ClassroomError for all else."""
    _, mark, text = address.strip().partition("#")
    if not mark or len(text) > MOST_LINK or not HASH.fullmatch(text):
        raise ClassroomError(
            "That is no link of the playground: open its “Make an exercise: a link”, press “Copy the link” and paste "
            "it here."
        )
    return text


def _hang(root: Path, person: Person, form: Form, title: str, *, link: str = "", file: str = "") -> int:
    with changing(root) as db:
        mine = person.classroom.id, person.id
        count = db.execute("SELECT count(*) FROM items WHERE classroom = ? AND pupil = ?", mine).fetchone()[0]
        if count >= MOST_ITEMS:
            raise ClassroomError(f"You have {MOST_ITEMS} things on the wall: take one down first.")
        row = (*mine, form, clean_title(title, FORMS[form]), link, file, time.time())
        columns = "classroom, pupil, form, title, link, file, created"
        cursor = db.execute(f"INSERT INTO items ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        return int(cursor.lastrowid or 0)


def items(root: Path, person: Person) -> list[Item]:
    """Everything on the wall of this person's classroom, the newest first."""
    query = """SELECT items.*, pupils.name, (SELECT count(*) FROM votes WHERE item = items.id) AS votes,
        EXISTS (SELECT 1 FROM votes WHERE item = items.id AND voter = ?) AS voted
        FROM items LEFT JOIN pupils ON pupils.id = items.pupil WHERE items.classroom = ? ORDER BY items.id DESC"""
    with opened(root) as db:
        rows = db.execute(query, (person.id, person.classroom.id)).fetchall()
    return [
        Item(
            row["id"],
            row["pupil"],
            row["name"] or "the teacher",
            row["form"],
            row["title"],
            row["link"],
            row["file"],
            row["created"],
            row["votes"],
            bool(row["voted"]),
        )
        for row in rows
    ]


def wall_mark(root: Path, person: Person) -> tuple[int, int, int]:
    """Changes when something is hung up, taken down or voted for: cheap to ask, for pages that wait for it."""
    query = """SELECT ifnull(max(id), 0), count(*), (SELECT count(*) FROM votes JOIN items ON items.id = item
        WHERE classroom = ?1) FROM items WHERE classroom = ?1"""
    with opened(root) as db:
        newest, count, votes = db.execute(query, (person.classroom.id,)).fetchone()
    return newest, count, votes


def picture_file(root: Path, person: Person, item_id: int) -> Path:
    """The file of a picture on this person's wall. Raises ClassroomError for all else."""
    with opened(root) as db:
        row = db.execute(
            "SELECT file FROM items WHERE id = ? AND classroom = ?", (item_id, person.classroom.id)
        ).fetchone()
    path = wall_folder(root, person.classroom.id) / row["file"] if row and FILE.fullmatch(row["file"]) else None
    if path is None or not path.is_file():
        raise ClassroomError("This is no longer on the wall.")
    return path


def take_down(root: Path, person: Person, item_id: int) -> None:
    """Remove something: pupils what they hung themselves, the teacher everything."""
    with changing(root) as db:
        known = db.execute("SELECT * FROM items WHERE id = ? AND classroom = ?", (item_id, person.classroom.id))
        row = known.fetchone()
        if row is None:
            return
        if not person.is_teacher and row["pupil"] != person.id:
            raise ClassroomError("Only the teacher and whoever hung it can take this down.")
        db.execute("DELETE FROM items WHERE id = ?", (item_id,))
    remove_files(root, person.classroom.id, [row["file"]])


def vote(root: Path, person: Person, item_id: int, wanted: bool = True) -> None:
    """One vote for each person and picture, or take it back. Nobody votes for their own."""
    with changing(root) as db:
        known = db.execute("SELECT pupil FROM items WHERE id = ? AND classroom = ?", (item_id, person.classroom.id))
        row = known.fetchone()
        if row is None:
            raise ClassroomError("This is no longer on the wall.")
        if row["pupil"] == person.id:
            raise ClassroomError("This is yours: vote for what others have hung up.")
        if wanted:
            db.execute("INSERT OR IGNORE INTO votes VALUES (?, ?)", (item_id, person.id))
        else:
            db.execute("DELETE FROM votes WHERE item = ? AND voter = ?", (item_id, person.id))


def remove_files(root: Path, classroom_id: str, files: Iterable[str]) -> None:
    """Remove pictures of a wall."""
    for file in files:
        if FILE.fullmatch(file):
            (wall_folder(root, classroom_id) / file).unlink(missing_ok=True)
