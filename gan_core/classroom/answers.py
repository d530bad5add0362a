"""What pupils answered: predictions of a lesson, and points in games. The first answer counts."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from gan_core.classroom.database import changing, opened
from gan_core.classroom.person import Person

REAL_OR_FAKE, BREAK_IT = "real-or-fake", "break-it"
GAMES = {REAL_OR_FAKE: "Real or fake?", BREAK_IT: "Break-it duel"}


def predict(root: Path, person: Person, lesson: str, step: int, choice: int) -> None:
    """Keep what a pupil expects in a step of a lesson."""
    if person.pupil is None:
        return
    with changing(root) as db:
        row = person.classroom.id, person.id, lesson, step, choice
        db.execute("INSERT OR IGNORE INTO predictions VALUES (?, ?, ?, ?, ?)", row)


def predictions(root: Path, classroom_id: str) -> dict[tuple[str, int], Counter[int]]:
    """How many chose what, for each lesson and step that somebody has answered."""
    counted: dict[tuple[str, int], Counter[int]] = {}
    with opened(root) as db:
        query = "SELECT lesson, step, choice FROM predictions WHERE classroom = ? ORDER BY lesson, step"
        for lesson, step, choice in db.execute(query, (classroom_id,)):
            counted.setdefault((lesson, step), Counter())[choice] += 1
    return counted


def predicted(root: Path, person: Person) -> dict[tuple[str, int], int]:
    """What this pupil has chosen so far."""
    with opened(root) as db:
        rows = db.execute("SELECT lesson, step, choice FROM predictions WHERE pupil = ?", (person.id,)).fetchall()
    return {(lesson, step): choice for lesson, step, choice in rows}


def add_score(root: Path, person: Person, game: str, played: str, points: int, out_of: int) -> None:
    """Keep the points of one round of a game; `played` names the round. Of `out_of` 0 nothing counts in that round."""
    if person.pupil is None or game not in GAMES:
        return
    with changing(root) as db:
        row = person.classroom.id, person.id, game, played[:200], points, out_of
        db.execute("INSERT OR IGNORE INTO scores VALUES (?, ?, ?, ?, ?, ?)", row)


@dataclass(frozen=True)
class Standing:
    """A pupil's place on a scoreboard."""

    pupil: str
    name: str
    points: int
    out_of: int
    rounds: int


def scoreboard(root: Path, classroom_id: str, game: str) -> list[Standing]:
    """Who has the most points, the best share first among equals."""
    query = """SELECT pupils.id, name, sum(points), sum(out_of), count(*) FROM scores JOIN pupils
        ON pupils.id = scores.pupil WHERE scores.classroom = ? AND game = ? AND out_of > 0
        GROUP BY pupils.id ORDER BY sum(points) DESC, sum(points) * 1.0 / sum(out_of) DESC, folded"""
    with opened(root) as db:
        return [Standing(*row) for row in db.execute(query, (classroom_id, game))]
